"""Pairs of definitions, and what their comparison says."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from catalogsite.apis.definition_format import Definition
from catalogsite.apis.differ.change_rules import change_rules, rules_by_subject
from catalogsite.apis.differ.compare import ApiVersion, compare_apis
from catalogsite.apis.formats.registry import FORMATS
from catalogsite.model.api.api import ApiModel

CASES = Path(__file__).parent / "cases"
NAMES = {"openapi": "openapi.yaml", "asyncapi": "asyncapi.yaml"}


def _cases() -> list:
    return list(_found())


def _found():
    for file in sorted(CASES.glob("*/*.yaml")):
        if file.parent.name in NAMES:
            for case in yaml.safe_load(file.read_text("utf-8")):
                name = f"{file.parent.name}/{file.stem}: {case['name']}"
                yield pytest.param(file.parent.name, case, id=name)


def version(written_as: str, texts) -> ApiVersion:
    """A version of a definition, read as a collection reads it."""
    files = texts if isinstance(texts, dict) else {NAMES[written_as]: texts}
    reader = next((one for one in FORMATS if one.name == written_as), None)
    read = reader.read(Definition(written_as, next(iter(files)), files)) if reader else None
    model = read.model if read else ApiModel(format=written_as)
    assert model is not None
    return ApiVersion(model, files)


@pytest.mark.parametrize(("written_as", "case"), _cases())
def test_every_pair_gives_the_changes_that_are_written(written_as, case):
    found = compare_apis(version(written_as, case["before"]), version(written_as, case["after"]))
    for wanted, change in zip(case["changes"], found, strict=False):
        row = {"rule": change.rule, "impact": change.impact.value, "message": change.message}
        if "subject" in wanted:
            row["subject"] = change.subject
        assert row == wanted
    assert len(found) == len(case["changes"])


@pytest.mark.parametrize(("written_as", "case"), _cases())
def test_a_definition_does_not_differ_from_itself(written_as, case):
    for side in ("before", "after"):
        same = version(written_as, case[side])
        assert compare_apis(same, same) == ()


@pytest.mark.parametrize(("written_as", "case"), _cases())
def test_swapped_versions_give_the_opposite_changes(written_as, case):
    old, new = version(written_as, case["before"]), version(written_as, case["after"])
    rules = change_rules()
    forth = sorted(_base(rules[one.rule].opposite) for one in compare_apis(old, new))
    back = sorted(_base(one.rule) for one in compare_apis(new, old))
    assert back == forth


def _base(rule: str) -> str:
    """A rule as it is the other way round: what was required or deprecated is seen on one side."""
    rules = change_rules()
    return rules[rules[rule].opposite].opposite


def test_no_rule_stands_in_the_table_twice():
    assert sum(map(len, rules_by_subject().values())) == len(change_rules())


def test_the_rules_name_their_opposites_and_impacts():
    rules = change_rules()
    for rule in rules.values():
        assert _base(rule.opposite) == rule.opposite
        assert (rule.impact is None) == (rule.input is not None) == (rule.output is not None)
        assert "{what}" in rule.message or rule.id == "too-much-changed"
