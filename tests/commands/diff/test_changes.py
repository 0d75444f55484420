from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from catalogsite.commands.diff import changes_as_markdown, changes_as_text, compare
from catalogsite.commands.diff.as_markdown import MARKER
from catalogsite.model.entity import Origin, ref_of
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository
from catalogsite.model.snapshot import Snapshot

CASES = yaml.safe_load((Path(__file__).parent / "cases/differences.yaml").read_text("utf-8"))
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def snapshot(entities, problems=(), repository="repo"):
    read, origins = [], {}
    for name, given in entities.items():
        kind, _, short = name.partition(" ")
        fields = dict(given)
        file = fields.pop("in", "catalog-info.yaml")
        pairs = [one.split(" ") for one in fields.pop("relations", [])]
        entity = {
            "apiVersion": "backstage.io/v1alpha1",
            "kind": kind,
            "metadata": {"name": short, **fields.pop("meta", {})},
            "spec": fields,
            "relations": [{"type": word, "targetRef": target} for word, target in pairs],
        }
        read.append(entity)
        origins[ref_of(entity)] = Origin(repository=repository, file=file, line=1)
    return Snapshot(
        version="1",
        created=NOW,
        repositories=(Repository(id=repository, name=repository, source="folder"),),
        entities=tuple(read),
        origins=origins,
        problems=tuple(Problem(**{"repository": repository, **one}) for one in problems),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"].replace(" ", "-"))
def test_differences(case):
    old = snapshot(case["old"], case.get("old_problems", ()))
    new = snapshot(case["new"], case.get("new_problems", ()))
    changes = compare(old, new)
    assert changes_as_text(changes) == case["expect"].rstrip("\n")
    assert bool(changes) == (case["expect"] != "no changes")
    assert not compare(new, new)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"].replace(" ", "-"))
def test_the_way_back_undoes_all(case):
    old = snapshot(case["old"], case.get("old_problems", ()))
    new = snapshot(case["new"], case.get("new_problems", ()))
    there, back = compare(old, new), compare(new, old)
    assert [one.ref for one in there.added] == [one.ref for one in back.removed]
    assert {(r.before, r.after) for r in there.renamed} == {
        (r.after, r.before) for r in back.renamed
    }
    assert there.relations_gained == back.relations_lost
    assert len(there.problems_new) == len(back.problems_gone)


def test_one_folder_under_two_names_is_one_repository():
    problem = {"rule": "tag-format", "level": "error", "message": "bad tag", "file": "a.yaml"}
    old, new = (snapshot({}, [problem], repository=name) for name in ("yesterday", "today"))
    assert not compare(old, new)


def test_json_has_every_part_under_its_public_name():
    changes = compare(
        snapshot({"Component a": {"type": "x"}}), snapshot({"Component a": {"type": "y"}})
    )
    answer = json.loads(changes.model_dump_json(by_alias=True))
    assert sorted(answer) == [
        "added", "changed", "problemsGone", "problemsNew", "relationsGained", "relationsLost",
        "removed", "renamed",
    ]  # fmt: skip
    field = {"field": "type", "before": "x", "after": "y"}
    assert answer["changed"] == [{"ref": "component:default/a", "changes": [field]}]


HOSTILE = "@team <img src=x> | `a` [x](y) #1\n**b**"


def test_a_comment_is_a_line_and_tables_in_which_nothing_speaks_markdown():
    old = snapshot({"Component a": {"type": "service"}})
    problem = {
        "rule": "tag-format",
        "level": "error",
        "message": HOSTILE,
        "file": "a.yaml",
        "line": 2,
    }
    new = snapshot({"Component a": {"type": HOSTILE}}, [problem])
    text = changes_as_markdown(compare(old, new))
    assert text.splitlines()[0] == "**Catalog:** 1 changed, 1 new error"
    assert text.splitlines()[6] == (
        "| ❌ | `repo/a.yaml:2` | @<!-- -->team &lt;img src=x&gt; \\| `a` \\[x\\]\\(y\\) \\#1 "
        "\\*\\*b\\*\\* (`tag-format`) |  |"
    )
    assert (
        "| `component:default/a` | type | `service` | `` @team <img src=x> \\| `a` [x](y) #1 **b** `` |"
        in text
    )
    assert text.endswith(f"{MARKER}\n")
    assert "<details>" not in text


def test_a_long_part_is_folded_away_and_never_over_the_limit():
    many = {
        f"Component long-{'x' * 40}-{n}": {"in": f"{'deep/' * 20}{n}.yaml"} for n in range(3000)
    }
    text = changes_as_markdown(compare(snapshot({}), snapshot(many)))
    assert text.startswith(
        "**Catalog:** 3000 added\n\n<details><summary>Added (3000)</summary>\n\n|"
    )
    assert "… and 2800 more" in text
    assert len(text) <= 65_536
    short = changes_as_markdown(compare(snapshot({}), snapshot(many)), limit=4000)
    assert "… and 2990 more" in short
    assert len(short.encode()) <= 4000
    shortest = changes_as_markdown(compare(snapshot({}), snapshot(many)), limit=200)
    assert shortest == f"**Catalog:** 3000 added\n\n{MARKER}\n"


def test_no_changes_is_one_line():
    assert changes_as_markdown(compare(snapshot({}), snapshot({}))) == (
        f"**Catalog:** no changes\n\n{MARKER}\n"
    )
