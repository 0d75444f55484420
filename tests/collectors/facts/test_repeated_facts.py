"""A collector that yields two facts with one key about one entity."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest

from catalogsite.collect.facts.repeated_facts import single_facts
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.facts.metric import Metric

NOW = datetime(2026, 2, 1, tzinfo=UTC)


def fact(subject, value, key="metric.cost"):
    source = Provenance(source="acme", time=NOW)
    return Fact(subject=subject, key=key, value=Metric(value=value), provenance=source)


# Facts as (subject, value), the values that stay by subject, and the subjects of the failure.
CASES = {
    "one each": ([("a", 1), ("b", 2)], {"a": 1, "b": 2}, ()),
    "the same twice": ([("a", 1), ("a", 1)], {"a": 1}, ()),
    "two values": ([("a", 1), ("a", 2), ("b", 3)], {"b": 3}, ("a",)),
    "three, two of them the same": ([("a", 1), ("a", 2), ("a", 1)], {}, ("a",)),
    "of two entities": ([("b", 1), ("b", 2), ("a", 1), ("a", 2)], {}, ("a", "b")),
    "no data and a number": ([("a", None), ("a", 2)], {}, ("a",)),
}


@pytest.mark.parametrize(("given", "values", "subjects"), CASES.values(), ids=CASES)
def test_of_several_values_none_counts_in_any_order(given, values, subjects):
    for order in itertools.permutations(given):
        facts, failures = single_facts("acme", [fact(*one) for one in order])
        assert {one.subject: one.value.value for one in facts} == values
        assert [one.subjects for one in failures] == ([subjects] if subjects else [])


def test_the_failure_names_key_and_entity():
    given = [fact("component:default/a", 1), fact("component:default/a", 2)]
    _, (failure,) = single_facts("acme", given)
    assert (
        failure.reason == "several values of `metric.cost` for `component:default/a`: none is used"
    )
    assert failure.key == "metric.cost"


def test_other_keys_of_the_entity_stay():
    given = [fact("a", 1), fact("a", 2), fact("a", 3, "metric.rate")]
    facts, _ = single_facts("acme", given)
    assert [one.key for one in facts] == ["metric.rate"]
