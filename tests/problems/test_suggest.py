"""What is suggested for a misspelled name, and what is not, in each of the three uses."""

from __future__ import annotations

import pytest

from catalogsite.catalog.kinds.core_kinds import AI_MODEL_VERSIONS
from catalogsite.problems.rulebook import rules
from catalogsite.problems.suggest import (
    SpellingIndex,
    closest,
    edit_distance,
    near_miss,
    nearest,
    spelling_key,
)
from catalogsite.scaffold.actions.known_names import ACTIONS, FIELDS, TYPES

ROOTS = ("apiVersion", "kind", "metadata", "spec")
KEYS = ("title", "url", "sources", "enrich", "catalog", "scorecards", "problems", "state")
FIELDS_OF_COMPONENT = ("type", "lifecycle", "owner", "system", "dependsOn", "providesApis")


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        # Fields of the root.
        ("metdata", ROOTS, "metadata"),
        ("Kind", ROOTS, "kind"),
        ("specs", ROOTS, "spec"),
        ("apiversion", ROOTS, "apiVersion"),
        ("api_version", ROOTS, "apiVersion"),
        ("version", ROOTS, "apiVersion"),
        ("meta", ROOTS, "metadata"),
        ("owner", ROOTS, None),
        # Keys of the configuration.
        ("source", KEYS, "sources"),
        ("scorecard", KEYS, "scorecards"),
        ("enrichment", KEYS, "enrich"),
        ("tittle", KEYS, "title"),
        ("theme", KEYS, None),
        # Types of JSON Schema, parameters and steps of a template.
        ("strnig", TYPES, "string"),
        ("integr", TYPES, "integer"),
        ("foo", TYPES, None),
        ("nam", ("name", "description"), "name"),
        ("enviroment", ("environment", "name"), "environment"),
        ("frist", ("first", "second"), "first"),
        # Rules that the configuration turns off.
        ("dangling-refrence", rules(), "dangling-reference"),
        ("tag", rules(), None),
    ],
)
def test_a_name_that_is_certainly_wrong(name: str, known: list[str], expected: str) -> None:
    assert nearest(name, known) == expected


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("dependOn", FIELDS_OF_COMPONENT, "dependsOn"),
        ("depends_on", FIELDS_OF_COMPONENT, "dependsOn"),
        ("ownr", FIELDS_OF_COMPONENT, "owner"),
        ("lifecylce", FIELDS_OF_COMPONENT, "lifecycle"),
        ("providesApi", FIELDS_OF_COMPONENT, "providesApis"),
        ("tier", FIELDS_OF_COMPONENT, None),
        ("consumers", FIELDS_OF_COMPONENT, None),
        ("component", AI_MODEL_VERSIONS, "Component"),
        ("Componnent", AI_MODEL_VERSIONS, "Component"),
        ("Gruop", AI_MODEL_VERSIONS, "Group"),
        ("Usr", AI_MODEL_VERSIONS, "User"),
        ("Sytem", AI_MODEL_VERSIONS, "System"),
        ("Plugin", AI_MODEL_VERSIONS, None),
        ("Package", AI_MODEL_VERSIONS, None),
        ("fetch:templat", ACTIONS, "fetch:template"),
        ("debug:logg", ACTIONS, "debug:log"),
        ("acme:make:coffee", ACTIONS, None),
        ("EntityNamePickr", FIELDS, "EntityNamePicker"),
        ("AcmePicker", FIELDS, None),
        ("open.yml", ("open.yaml", "README.md"), "open.yaml"),
        ("opn.yaml", ("open.yaml", "README.md"), "open.yaml"),
        ("api.yaml", ("README.md",), None),
        # Two of three letters are too few to tell a slip from another word.
        ("id", ("uid",), None),
    ],
)
def test_a_name_that_may_be_right(name: str, known: list[str], expected: str) -> None:
    assert near_miss(name, known) == expected


def test_the_closest_comes_first_and_equal_ones_by_name() -> None:
    known = ["paymentz", "payment", "payroll", "billing", "paymenta"]
    assert closest("payments", known, 3) == ["payment", "paymenta", "paymentz"]
    assert closest("payments", known, 1) == ["payment"]


@pytest.mark.parametrize(
    ("left", "right", "distance"),
    [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "axc", 1), ("abcd", "badc", 2),
     ("abc", "xyz", 3), ("", "abc", 3), ("abcdef", "a", 3)],
)  # fmt: skip
def test_edits_are_counted_up_to_the_limit(left: str, right: str, distance: int) -> None:
    assert edit_distance(left, right, 2) == min(distance, 3)
    assert edit_distance(right, left, 2) == min(distance, 3)


def test_punctuation_and_a_plural_make_no_difference() -> None:
    assert {spelling_key(word) for word in ("Team_A", "team-a", "team.as", "TEAMA")} == {"teama"}
    assert near_miss("***", ("---",)) is None


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("payments", ["payment"]),
        ("paymnet", ["payment"]),
        ("pyment", ["payment"]),
        ("payment-2", ["payment"]),
        ("pay-ment", ["payment"]),
        ("paymt", []),
        ("biling", ["billing"]),
        ("db", ["db"]),
        ("dc", []),
    ],
)
def test_an_index_finds_names_one_edit_away(name: str, found: list[str]) -> None:
    index = SpellingIndex((one, one) for one in ("billing", "db", "payment"))
    assert list(dict.fromkeys(index.similar(name))) == found


def test_an_index_of_many_names_is_asked_quickly() -> None:
    index = SpellingIndex((f"component-{number}", number) for number in range(20_000))
    for number in range(2_000):
        next(index.similar(f"missing-{number}"), None)
