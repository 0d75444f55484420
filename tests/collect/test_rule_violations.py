"""Dependencies that rules of the configuration forbid: problems with both places."""

from __future__ import annotations

import json

import pytest
from tests.commands.diff.test_commit import write

from catalogsite.cli import main

HEAD = "apiVersion: backstage.io/v1alpha1\n"
COMPONENT = (
    HEAD + "kind: Component\nmetadata: {name: %s}\n"
    "spec: {type: %s, lifecycle: production, owner: team, dependsOn: [%s]}\n"
)
TIERS = "which the rule `tiers: type:service below type:website` (catalogsite.yaml:9) forbids"
SITES = "which the rule `Sites keep off` (catalogsite.yaml:4) forbids"
TEAM = HEAD + "kind: Group\nmetadata: {name: team}\nspec: {type: team, children: []}\n"
CONFIG = """\
sources: [{kind: folder, path: repos/*}]
graph:
  rules:
    - {name: Sites keep off, from: "type:website", to: "type:service"}
    - name: Odd
      from: "colour:red"
      to: "type:service"
  layers:
    - {name: tiers, order: ["type:website", "type:service"]}
"""


@pytest.fixture
def company(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(
        tmp_path,
        {
            "catalogsite.yaml": CONFIG,
            "repos/web/catalog-info.yaml": TEAM + "---\n" + COMPONENT % ("web", "website", "component:pay"),
            "repos/pay/catalog-info.yaml": COMPONENT % ("pay", "service", "component:web"),
        },
    )  # fmt: skip
    return tmp_path


def problems(capsys, *arguments):
    capsys.readouterr()
    main(["check", "--format", "json", *arguments])
    found = json.loads(capsys.readouterr().out)["problems"]
    rules = ("forbidden-dependency", "dependency-rule")
    return [one for one in found if one["rule"] in rules]


def test_both_places_are_named(company, capsys):
    found = problems(capsys)
    assert [(one["rule"], one["message"]) for one in found] == [
        (
            "dependency-rule",
            "the rule `Odd` forbids nothing: `colour` is neither a field nor a kind of the catalog",
        ),
        (
            "forbidden-dependency",
            f"`component:default/pay` depends on `component:default/web`, {TIERS}",
        ),
        (
            "forbidden-dependency",
            f"`component:default/web` depends on `component:default/pay`, {SITES}",
        ),
    ]
    assert [(one["entityRef"], one["file"], one["line"]) for one in found[1:]] == [
        ("component:default/pay", "repos/pay/catalog-info.yaml", 1),
        ("component:default/web", "repos/web/catalog-info.yaml", 6),
    ]


def test_the_other_end_may_be_known_from_the_snapshot_alone(company, capsys):
    assert main(["collect", "-q"]) == 0
    found = problems(capsys, "repos/web")
    assert [one.get("entityRef") for one in found] == [None, "component:default/web"]
    (company / ".catalogsite/snapshot.json").unlink()
    # Without the other entity nobody knows whether the rule is broken, nor what `colour` means.
    assert problems(capsys, "repos/web") == []


def test_the_snapshot_has_the_rules_and_the_problems(company):
    assert main(["collect", "-q"]) == 0
    snapshot = json.loads((company / ".catalogsite/snapshot.json").read_text("utf-8"))
    assert snapshot["dependency_rules"][0] == {
        "name": "Sites keep off",
        "source": "type:website",
        "target": "type:service",
        "file": "catalogsite.yaml",
        "line": 4,
    }
    found = [
        one["entityRef"] for one in snapshot["problems"] if one["rule"] == "forbidden-dependency"
    ]
    assert sorted(found) == ["component:default/pay", "component:default/web"]


def test_names_of_rules_differ(company, capsys):
    write(company, {"catalogsite.yaml": CONFIG.replace("name: Odd", "name: Sites keep off")})
    assert main(["check"]) == 1
    assert "two have the name `Sites keep off`" in capsys.readouterr().err
