"""Pairs of GraphQL schemas: exact changes, and that graphql-core calls the same ones breaking."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import yaml
from graphql import build_schema
from graphql.utilities.find_schema_changes import find_breaking_changes

from catalogsite.apis.definition_format import Definition
from catalogsite.apis.differ.change_rules import change_rules
from catalogsite.apis.differ.compare import ApiVersion, compare_apis
from catalogsite.apis.formats.graphql.reader import GRAPHQL
from catalogsite.model.api.api import ApiModel

CASES = yaml.safe_load((Path(__file__).parent / "cases/graphql/schemas.yaml").read_text("utf-8"))
# A deprecated field had its time, and graphql-core cannot know that; the last is no whole schema.
JUDGED_OTHERWISE = {"a deprecated query is removed": False, "a subgraph with types of others": True}


def version(text: str) -> ApiVersion:
    files = {"schema.graphql": text}
    model = GRAPHQL.read(Definition("graphql", "schema.graphql", files)).model
    return ApiVersion(model or ApiModel(format="graphql"), files)


def changes(case: dict) -> list[dict]:
    found = compare_apis(version(case["before"]), version(case["after"]))
    return [
        {"rule": one.rule, "impact": one.impact.value, "subject": one.subject,
         "message": one.message}
        for one in found
    ]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_pair_has_exactly_these_changes(case: dict) -> None:
    assert changes(case) == case["changes"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_schema_does_not_differ_from_itself(case: dict) -> None:
    assert compare_apis(version(case["after"]), version(case["after"])) == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_breaks_is_what_graphql_core_says(case: dict) -> None:
    breaks = any(one["impact"] == "breaking" for one in changes(case))
    if case["name"] in JUDGED_OTHERWISE:
        assert breaks is JUDGED_OTHERWISE[case["name"]]
        return
    old, new = build_schema(case["before"]), build_schema(case["after"])
    assert breaks == bool(find_breaking_changes(old, new))


def test_the_pairs_show_every_rule() -> None:
    shown = {one["rule"] for case in CASES for one in case["changes"]}
    rules = {rule for rule in change_rules() if rule.startswith("graphql-")}
    assert rules - shown == {"graphql-not-compared"}


def test_a_schema_that_cannot_be_built_is_said_to_be_so() -> None:
    broken = "type Query { a: Int @deprecated(reason: 1) }"
    (only,) = compare_apis(version("type Query { a: Int }"), version(broken))
    assert (only.rule, only.impact.value) == ("graphql-not-compared", "maybe")


@pytest.mark.parametrize("seed", range(30))
def test_the_comparison_with_a_mutated_schema_never_raises(seed: int) -> None:
    chance = random.Random(seed)
    case = chance.choice(CASES)
    lines = case["after"].splitlines()
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        lines[at] = chance.choice(["", chance.choice(lines), lines[at] + " @x", "scalar Payment"])
    compare_apis(version(case["before"]), version("\n".join(lines)))
