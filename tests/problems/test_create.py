"""Problems from the rulebook: one pass over the values, and clear errors for a wrong call."""

from __future__ import annotations

import pickle

import pytest

from catalogsite.model.problem import Level, Problem
from catalogsite.problems.create import SourceLocation, finding, problem
from catalogsite.problems.value_text import with_article
from catalogsite.problems.wording import Template


def test_a_problem_has_the_texts_of_the_rulebook_and_the_place_of_the_call() -> None:
    at = SourceLocation("a.yaml", 3, 4, "component:default/a", "acme/shop")
    assert problem("orphan", at=at, entity="component:default/a") == Problem(
        rule="orphan",
        level=Level.INFO,
        message="component:default/a refers to no other entity, and none refers to it",
        fix="add the relation to what it belongs to, or remove it",
        file="a.yaml",
        line=3,
        column=4,
        entity_ref="component:default/a",
        repository="acme/shop",
    )


def test_a_suggestion_selects_the_fix_that_names_it() -> None:
    plain = finding("root-field", ("owner",))
    better = finding("root-field", ("metdata",), suggestion="metadata")
    assert [plain.fix, better.fix] == ["move it under `metadata` or `spec`", "write `metadata`"]


def test_a_variant_takes_over_what_it_does_not_give() -> None:
    plain = finding("unknown-kind", ("kind",), kind="Componnet", suggestion="Component")
    other = finding("unknown-kind", ("kind",), "foreign", kind="Plugin", known="API, Group")
    assert [plain.level, other.level] == [Level.ERROR, Level.WARNING]
    assert other.message == "the kind `Plugin` is unknown"


@pytest.mark.parametrize(
    "value", ["{target}", "{", "}}", "{0}", "{target.__class__}", "%s", "{{x}}"]
)
def test_a_value_is_never_a_template(value: str) -> None:
    found = problem("broken-link", target=value, reason=value)
    assert found.message == f"broken link `{value}`: {value}"


def test_other_braces_of_a_template_are_text() -> None:
    template = Template("write `${{ {expression} }}`, {#id}, {a: b} {} {A}")
    assert template.names == {"expression"}
    assert template.render({"expression": "{x}"}) == "write `${{ {x} }}`, {#id}, {a: b} {} {A}"


@pytest.mark.parametrize(
    ("rule", "variant", "values", "message"),
    [
        ("orphan", None, {}, "rule `orphan` needs the values ['entity'], got []"),
        (
            "orphan",
            None,
            {"entity": "a", "name": "b"},
            "rule `orphan` needs the values ['entity'], got ['entity', 'name']",
        ),
        ("orphan", "x", {}, "the rulebook has no rule `orphan` with the variant `x`"),
        ("of-others", None, {}, "the rulebook has no rule `of-others` with the variant `None`"),
        ("field-value", None, {}, "the rulebook has no rule `field-value` with the variant `None`"),
    ],
)
def test_a_wrong_call_states_what_is_wrong(
    rule: str, variant: str | None, values: dict[str, str], message: str
) -> None:
    with pytest.raises(ValueError, match=r"the rulebook|needs") as error:
        problem(rule, variant, **values)
    assert str(error.value) == message


def test_a_suggestion_needs_a_text() -> None:
    with pytest.raises(ValueError, match="rule `orphan` has no text for a suggestion"):
        problem("orphan", entity="a", suggestion="b")


def test_problems_travel_between_processes() -> None:
    found = problem("file-empty", at=SourceLocation("a.yaml"))
    assert pickle.loads(pickle.dumps(found)) == found
    assert Problem.model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("API", "an API"), ("Api", "an Api"), ("User", "a User"), ("Unit", "a Unit"),
        ("SVG file", "an SVG file"), ("URL", "a URL"), ("YAML file", "a YAML file"),
        ("object", "an object"), ("Group or User", "a Group or User"), ("AiResource", "an AiResource"),
        ("icon", "an icon"), ("European", "a European"), ("erd", "an erd"), ("HTML", "an HTML"),
        ("Environment", "an Environment"), ("useful", "a useful"), ("umbrella", "an umbrella"),
        ("API or Component", "an API or Component"), ("one-pager", "a one-pager"),
    ],
)  # fmt: skip
def test_the_article_is_the_one_that_is_spoken(noun: str, expected: str) -> None:
    assert with_article(noun) == expected
