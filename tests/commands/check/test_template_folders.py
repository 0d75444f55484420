"""A folder that holds a template is checked as `new FOLDER` runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalogsite.cli import main

TEMPLATE = (
    "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {name: t}\n"
    "spec: {type: service, owner: group:default/a, "
    'steps: [{id: a, name: A, action: "fetch:template", input: {url: ./skeleton}}]}\n'
)
LOCATION = (
    "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: l}\n"
    "spec: {targets: [./template.yaml]}\n"
)
GROUP = (
    "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: a}\n"
    "spec: {type: team, children: []}\n"
)
SKELETON = (
    "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: '${{ values.name }}'}\n"
    "spec: {type: service, lifecycle: production, owner: a}\n"
)


@pytest.mark.parametrize(
    ("files", "args", "places"),
    [
        ({"t/template.yaml": TEMPLATE}, ["t"], ["t/template.yaml"]),
        ({"t/template.yml": TEMPLATE}, ["t"], ["t/template.yml"]),
        ({"template.yaml": TEMPLATE}, [], ["template.yaml"]),
        ({"template.yaml": TEMPLATE}, ["."], ["template.yaml"]),
        ({"t/template.yaml": TEMPLATE, "t/README.md": "# T\n"}, ["t"], ["t/template.yaml"]),
        ({"t/template.yaml": TEMPLATE, "u/template.yaml": TEMPLATE.replace("{name: t}", "{name: u}")},
         ["."], ["t/template.yaml", "u/template.yaml"]),
        ({"s/t/template.yaml": TEMPLATE}, ["s"], ["s/t/template.yaml"]),
        ({"t/template.yaml": TEMPLATE, "t/catalog-info.yaml": LOCATION}, ["t"], ["t/template.yaml"]),
        ({"t/template.yaml": TEMPLATE, "t/catalog-info.yaml": GROUP}, ["t"], ["t/template.yaml"]),
        ({"t/template.yaml": TEMPLATE, "t/skeleton/catalog-info.yaml": SKELETON}, ["t"], []),
        # A clone is read as everywhere: something must name the template.
        ({"t/template.yaml": TEMPLATE, "t/.git/HEAD": "x"}, ["t"], []),
    ],
    ids=["alone", "yml", "here", "dot", "with a README", "several", "deeper", "named too",
         "beside another", "with its skeleton", "in a clone"],
)  # fmt: skip
def test_check(files, args, places, tmp_path: Path, monkeypatch, capsys) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    assert main(["check", "-q", *args, "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    found = [one for one in answer["problems"] if one["rule"] == "template-source"]
    assert [one["file"] for one in found] == places
    assert all("`./skeleton`, which does not exist" in one["message"] for one in found)


@pytest.mark.parametrize("name", ["template.json", "template.txt", "x.csv"])
def test_a_folder_without_anything_is_refused(
    name: str, tmp_path: Path, monkeypatch, capsys
) -> None:
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / name).write_text(TEMPLATE)
    monkeypatch.chdir(tmp_path)
    assert main(["check", "-q", "t"]) == 1
    assert "one with a README, a catalog-info.yaml or a template.yaml" in capsys.readouterr().err
