"""SARIF, held against a schema: of reports with everything that a problem may have or lack."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, FormatChecker

from catalogsite.commands.check.report import CheckReport, problems_as_sarif
from catalogsite.model.problem import Level, Problem

OURS = yaml.safe_load((Path(__file__).parent / "sarif.schema.yaml").read_text("utf-8"))
OFFICIAL = os.environ.get("CATALOGSITE_SARIF_SCHEMA")
SCHEMAS = [OURS, *([json.loads(Path(OFFICIAL).read_text("utf-8"))] if OFFICIAL else [])]
HERE = Path("/work")


def sarif_of(*problems):
    report = CheckReport(
        files=1, entities=1, problems=problems, roots={"acme": HERE / "acme", "far": Path("/far")}
    )
    return json.loads(problems_as_sarif(report, HERE))


def errors_of(document):
    return [
        f"{list(error.absolute_path)}: {error.message}"
        for schema in SCHEMAS
        for error in Draft7Validator(schema, format_checker=FormatChecker()).iter_errors(document)
    ]


def problem(**given):
    usual = {"rule": "tag-format", "level": Level.ERROR, "message": "no", "repository": "acme"}
    return Problem(**{**usual, **given})


PROBLEMS = [
    problem(),
    problem(file="a b/ü#?%[x]:y.yaml", line=1, column=1, fix="use `x`"),
    problem(file="a.yaml", line=3),
    problem(file="a.yaml", repository="far", level=Level.WARNING),
    problem(file="a.yaml", repository=None, level=Level.INFO, rule="somebody-elses-rule"),
    problem(message="two\nlines <b>\u2028", entity_ref="component:default/a", rule="yaml-syntax"),
]


@pytest.mark.parametrize("number", range(len(PROBLEMS)))
def test_one_problem(number):
    document = sarif_of(PROBLEMS[number])
    assert errors_of(document) == []
    assert document["runs"][0]["results"][0]["ruleId"] == PROBLEMS[number].rule


def test_none_and_all():
    assert errors_of(sarif_of()) == []
    assert errors_of(sarif_of(*PROBLEMS)) == []
    assert len(sarif_of(*PROBLEMS)["runs"][0]["results"]) == len(PROBLEMS)


def test_the_schema_refuses_what_sarif_does():
    document = sarif_of(*PROBLEMS)
    result = document["runs"][0]["results"][1]
    for part, wrong in (
        (result, {"level": "info"}),
        (result, {"ruleIndex": -2}),
        (result, {"message": {}}),
        (result["locations"][0]["physicalLocation"]["region"], {"startLine": 0}),
        (document["runs"][0]["tool"]["driver"], {"rules": [{"id": "a"}, {"id": "a"}]}),
    ):
        kept = dict(part)
        part.update(wrong)
        assert errors_of(document), wrong
        part.clear()
        part.update(kept)
    assert errors_of(document) == []


TEXT = st.text(min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(problem, rule=TEXT, message=TEXT, file=TEXT, line=st.integers(1, 9)), max_size=4
    )
)
def test_whatever_a_problem_states(problems):
    assert errors_of(sarif_of(*problems)) == []
