"""A response with warnings is incomplete: its facts count, and the warnings are in the report."""

from __future__ import annotations

import pytest

from catalogsite.collectors.monitoring import prometheus
from catalogsite.model.fact import Fact
from catalogsite.model.source_run import Failure

URL = "http://prometheus:9090"
SERIES = {"metric": {"service": "payments"}, "value": [1, "2"]}
DATA = {"resultType": "vector", "result": [SERIES]}
RULES = {"groups": []}
STORE = "failed to receive any data from 10.0.0.7:10901: context deadline exceeded"


@pytest.fixture
def read(context, routes, entity):
    def run(query, rules=None):
        answers = {
            "/api/v1/query": {"status": "success", "data": DATA, **query},
            "/api/v1/rules": {"status": "success", "data": RULES, **(rules or {})},
        }
        settings = prometheus.Settings(url=URL, queries={"load": "q"})
        return list(
            prometheus.collect(settings, context(routes(answers), entities=(entity("payments"),)))
        )

    return run


@pytest.fixture
def ask(read):
    def run(query, rules=None):
        found = read(query, rules)
        facts = [one.key for one in found if isinstance(one, Fact) and one.key != "alerts"]
        return facts, [one for one in found if isinstance(one, Failure)]

    return run


WARNINGS = [
    ([STORE], STORE),
    ([STORE, STORE], STORE),
    (["a", STORE, "b"], f"a, {STORE}, b"),
    (["PromQL warning: mix\n  of   histograms"], "PromQL warning: mix of histograms"),
    (["x" * 1000], "x" * 299 + "…"),
    (list("abcdefgh"), "a, b, c, d, e, and 3 more"),
]


@pytest.mark.parametrize(("warnings", "words"), WARNINGS)
def test_warnings_of_a_query_are_reported_and_its_facts_kept(ask, warnings, words):
    facts, failures = ask({"warnings": warnings})
    assert facts == ["metric.load"]
    assert [(one.reason, one.subjects) for one in failures] == [
        (f"query `load`: incomplete response: {words}", ("metric.load",))
    ]


@pytest.mark.parametrize(("warnings", "words"), WARNINGS)
def test_warnings_of_rules_are_reported(ask, warnings, words):
    _, failures = ask({}, {"warnings": warnings})
    assert [(one.reason, one.subjects) for one in failures] == [
        (f"alerts: incomplete response: {words}", ("alerts",))
    ]


@pytest.mark.parametrize(("warnings", "calm"), [([], True), ([STORE], False)])
def test_incomplete_rules_call_nothing_ok(read, warnings, calm):
    found = read({}, {"warnings": warnings, "data": {"groups": []}})
    assert ("alerts" in {one.key for one in found if isinstance(one, Fact)}) is calm


@pytest.mark.parametrize(
    "answer",
    [{}, {"warnings": None}, {"warnings": []}, {"warnings": [""]}, {"infos": ["PromQL info: x"]}],
)
def test_without_warnings_nothing_is_reported(ask, answer):
    assert ask(answer, answer) == (["metric.load"], [])


def test_values_of_another_shape_are_named_beside_the_warnings(ask):
    (_, [failure]) = ask({"warnings": [STORE, 7]})
    assert failure.reason.startswith(f"query `load`: incomplete response: {STORE}; ")
    assert "warnings[1]" in failure.reason
