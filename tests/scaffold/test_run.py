"""Steps, conditions, loops, and what a template may not do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from catalogsite.errors import TemplateError
from catalogsite.scaffold import Outcome, read_template, run
from catalogsite.scaffold.run.record import RECORD_FILE

if TYPE_CHECKING:
    from pathlib import Path


def _run(
    folder: Path, steps: list[dict[str, Any]], values: dict[str, Any] | None = None
) -> Outcome:
    source = folder / "template"
    (source / "skeleton" / "${{ values.name }}").mkdir(parents=True)
    (source / "skeleton" / "${{ values.name }}" / "a.txt").write_text("{{ kept }} ${{ values.on }}")
    (source / "skeleton" / "${{ 'b.txt' if values.on }}").write_text("b")
    (source / "skeleton" / "raw.bin").write_bytes(b"\xff\0${{ values.name }}")
    entity = {
        "apiVersion": "scaffolder.backstage.io/v1beta3",
        "kind": "Template",
        "metadata": {"name": "t"},
        "spec": {"type": "service", "steps": steps, "output": {"key": "${{ parameters.name }}"}},
    }
    (source / "template.yaml").write_text(yaml.safe_dump(entity))
    return run(read_template(source), {"name": "x", **(values or {})}, folder / "made")


def _fetch(**given: Any) -> dict[str, Any]:
    values = {"name": "${{ parameters.name }}", "on": "${{ parameters.on }}"}
    return {"action": "fetch:template", "input": {"url": "./skeleton", "values": values, **given}}


def test_names_and_texts_are_rendered_and_binaries_kept(tmp_path: Path) -> None:
    outcome = _run(tmp_path, [_fetch()], {"on": True})
    assert outcome.files == (RECORD_FILE, "b.txt", "raw.bin", "x/a.txt")
    assert (tmp_path / "made/x/a.txt").read_text() == "{{ kept }} true"
    assert (tmp_path / "made/raw.bin").read_bytes() == b"\xff\0${{ values.name }}"
    assert outcome.output["key"] == "x"


def test_a_name_that_renders_to_nothing_leaves_the_file_out(tmp_path: Path) -> None:
    assert "b.txt" not in _run(tmp_path, [_fetch()], {"on": False}).files


def test_steps_obey_if_and_each(tmp_path: Path) -> None:
    log = {"action": "debug:log", "each": "${{ parameters.l }}"}
    steps = [
        {**log, "input": {"message": "${{ each.key }}=${{ each.value }}"}},
        {"action": "debug:log", "if": "${{ parameters.l.length > 5 }}", "input": {"message": "no"}},
    ]
    assert _run(tmp_path, steps, {"l": ["a", "b"]}).notes == ("0=a", "1=b")


def test_files_are_moved_deleted_and_described(tmp_path: Path) -> None:
    steps = [
        _fetch(),
        {"action": "fs:rename", "input": {"files": [{"from": "x/a.txt", "to": "c/d.txt"}]}},
        {"action": "fs:delete", "input": {"files": ["*.bin"]}},
        {"action": "catalog:write", "input": {"entity": {"metadata": {"name": "x"}}}},
    ]
    assert _run(tmp_path, steps).files == (RECORD_FILE, "c/d.txt", "catalog-info.yaml")
    written = yaml.safe_load((tmp_path / "made/catalog-info.yaml").read_text())
    source = written["metadata"]["annotations"]["backstage.io/source-template"]
    assert source == "template:default/t"


@pytest.mark.parametrize(
    "step",
    [
        _fetch(targetPath="../out"),
        _fetch(url="../../other"),
        _fetch(url="https://example.com/skeleton"),
        _fetch(values={"name": "../../out"}),
        {"action": "fs:rename", "input": {"files": [{"from": "x", "to": "/etc/x"}]}},
        {"action": "fs:delete", "input": {"files": ["../*"]}},
        {"action": "catalog:write", "input": {"entity": {}, "filePath": "../c.yaml"}},
    ],
)
def test_nothing_is_written_or_read_outside(step: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(TemplateError):
        _run(tmp_path, [step])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["template"]


def test_a_text_that_breaks_names_its_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "template" / "skeleton").mkdir(parents=True)
    (tmp_path / "template" / "skeleton" / "bad.txt").write_text("a\n${{ values.name | nothing }}")
    text = "apiVersion: a/v1\nkind: Template\nmetadata: {name: t}\nspec:\n  type: x\n  steps:\n"
    text += "    - {action: 'fetch:template', input: {url: ./skeleton}}\n"
    (tmp_path / "template" / "template.yaml").write_text(text)
    with pytest.raises(TemplateError, match=r"bad\.txt:2"):
        run(read_template(tmp_path / "template"), {}, tmp_path / "made")


def test_the_record_of_a_first_template_stays(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / RECORD_FILE).write_text("first")
    outcome = _run(tmp_path, [_fetch()])
    assert RECORD_FILE not in outcome.files
    assert outcome.notes[-1].startswith(f"kept {RECORD_FILE}")
    assert (tmp_path / "made" / RECORD_FILE).read_text() == "first"
