"""A fact of a wrong shape costs that fact only, whatever the shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from catalogsite.collect.crawl.list_sources import list_repositories
from catalogsite.collect.facts.enrich import enrich
from catalogsite.collect.run_collector import run_enrichment, run_source
from catalogsite.collectors.protocol import CollectorSettings
from catalogsite.collectors.registry import Registry
from catalogsite.errors import ProviderError
from catalogsite.model.fact import Fact, Provenance, value_json
from catalogsite.model.facts.build_runs import BuildRuns
from catalogsite.model.facts.metric import Metric
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure

NOW = datetime(2026, 2, 1, tzinfo=UTC)
NAIVE = datetime(2026, 2, 1)
PAY, LEDGER = "component:default/payments", "component:default/ledger"


class Settings(CollectorSettings):
    kind: str = "acme"


class Collector:
    """A collector that yields what it was given, and raises what is an exception."""

    Settings = Settings

    def __init__(self, *items):
        self.items = items

    def collect(self, settings, context):
        for item in self.items:
            if isinstance(item, BaseException):
                raise item
            yield item


class Unreadable(Mapping):
    def __getitem__(self, key):
        raise ConnectionError("s3cret")

    def __iter__(self) -> Iterator[str]:
        raise ConnectionError("s3cret")

    def __len__(self) -> int:
        return 1


class Text(str):
    __slots__ = ()


def provenance(**fields):
    return Provenance(**{"source": "acme", "time": NOW, **fields})


def fact(key="metric.cost", value=None, subject=PAY, **fields):
    given = {"value": 1.5} if value is None else value
    return Fact(subject=subject, key=key, value=given, provenance=fields.get("at", provenance()))


GOOD = fact("metric.good", {"value": 2, "unit": "ms"})
NUMBER = "`value.value`: expected a number, got {}"
OBJECT = "`value`: expected an object, got {}"
WORKFLOW = "`value.workflows.0`: expected an object, got {}"
STATES = "'failing', 'unstable', 'running', 'waiting', 'unknown', 'passing', 'cancelled', 'skipped' or 'disabled'"

WRONG = {
    # A whole value of another type.
    "None": (Fact(subject=PAY, key="metric.cost", value=None, provenance=provenance()), OBJECT.format("NoneType")),
    "number": (fact(value=3), OBJECT.format("int")),
    "text": (fact(value="3"), OBJECT.format("str")),
    "bytes": (fact(value=b"3"), OBJECT.format("bytes")),
    "list": (fact(value=[3]), OBJECT.format("list")),
    "object": (fact(value=object()), OBJECT.format("object")),
    "set": (fact(value={3}), OBJECT.format("set")),
    "function": (fact(value=len), OBJECT.format("builtin_function_or_method")),
    "class": (fact(value=Metric), OBJECT.format("ModelMetaclass")),
    "value of another kind": (fact(value=BuildRuns(status="passing")), OBJECT.format("BuildRuns")),
    "alerts as a list": (fact("alerts", []), OBJECT.format("list")),
    "languages as a list": (fact("languages", ["Go"]), OBJECT.format("list")),
    "dependencies as an object": (fact("dependencies", {"target": PAY}), "`value`: expected a list, got dict"),
    "value made without validation": (fact(value=Metric.model_construct(value="n/a")), "`value`: expected a number, got str"),
    # Fields.
    "no field": (fact(value={}), "`value.value`: is required"),
    "another field": (fact(value={"value": 1, "colour": "red"}), "`value.colour`: is not a field of this kind of fact"),
    "key that is no text": (fact(value={"value": 1, 3: 4}), "`value.3`: expected a text as key, got int"),
    # Numbers.
    "text for a number": (fact(value={"value": "n/a"}), NUMBER.format("str")),
    "digits for a number": (fact(value={"value": "12"}), NUMBER.format("str")),
    "true for a number": (fact(value={"value": True}), NUMBER.format("bool")),
    "list for a number": (fact(value={"value": [1]}), NUMBER.format("list")),
    "complex number": (fact(value={"value": 1j}), NUMBER.format("complex")),
    "NaN": (fact(value={"value": float("nan")}), "`value.value`: must be a finite number"),
    "infinity": (fact(value={"value": float("-inf")}), "`value.value`: must be a finite number"),
    "huge number": (fact(value={"value": 10**400}), "`value.value`: must be a finite number"),
    "negative seconds": (fact("ci.runs", {"status": "passing", "workflows": [{"status": "passing", "seconds": -1}]}),
                         "`value.workflows.0.seconds`: expected greater than or equal to 0"),
    "huge count": (fact("languages", {"Go": 2**63}), "`value.Go`: expected less than or equal to 9223372036854775807"),
    "fraction for a count": (fact("languages", {"Go": 0.5}), "`value.Go`: expected a whole number, got float"),
    # Nested.
    "workflows of texts": (fact("ci.runs", {"status": "passing", "workflows": ["a"]}), WORKFLOW.format("str")),
    "workflows of nothing": (fact("ci.runs", {"status": "passing", "workflows": [None]}), WORKFLOW.format("NoneType")),
    "workflows as a text": (fact("ci.runs", {"status": "passing", "workflows": "a"}), "`value.workflows`: expected a list, got str"),
    "unknown word": (fact("ci.runs", {"status": "green"}), f"`value.status`: expected {STATES}"),
    "list for a word": (fact("ci.runs", {"status": ["passing"]}), f"`value.status`: expected {STATES}"),
    "alert without name": (fact("alerts", {"state": "ok", "alerts": [{}]}), "`value.alerts.0.name`: is required"),
    "object for a text": (fact(value={"value": 1, "unit": {"a": 1}}), "`value.unit`: expected a text, got dict"),
    "bytes for a text": (fact("alerts", {"state": "ok", "alerts": [{"name": 3}]}), "`value.alerts.0.name`: expected a text, got int"),
    "dependency without target": (fact("dependencies", [{}]), "`value.0.target`: is required"),
    # Times.
    "time that is none": (fact("alerts", {"state": "ok", "alerts": [{"name": "a", "since": "noon"}]}),
                          "`value.alerts.0.since`: must be an ISO 8601 time such as 2026-01-31T22:05:11Z"),
    "time without a zone": (fact("alerts", {"state": "ok", "alerts": [{"name": "a", "since": NAIVE}]}),
                            "`value.alerts.0.since`: must have a time zone, as in 2026-01-31T22:05:11Z"),
    # The generic kind.
    "number with a key of its own": (fact("acme.cost", 3), OBJECT.format("int")),
    "list with a key of its own": (fact("acme.cost", {"value": [3]}), NUMBER.format("list")),
    # Provenance.
    "no provenance": (fact(at=None), "`provenance`: expected a Provenance, got NoneType"),
    "text for provenance": (fact(at="acme"), "`provenance`: expected a Provenance, got str"),
    "naive time": (fact(at=provenance(time=NAIVE)), "`provenance.time`: must have a time zone"),
    "naive stale time": (fact(at=provenance(stale_since=NAIVE)), "`provenance.stale_since`: must have a time zone"),
    "no time": (fact(at=provenance(time=None)), "`provenance.time`: expected a datetime, got NoneType"),
    "time that is a word": (fact(at=provenance(time="noon")), "`provenance.time`: has a wrong shape (datetime_from_date_parsing)"),
    "number for a page": (fact(at=provenance(url=3)), "`provenance.url`: expected a text, got int"),
    "unreadable object": (fact("languages", Unreadable()), "`value`: expected an object that can be read, got Unreadable"),
}  # fmt: skip
WITHOUT_NAME = {
    "number for a subject": (fact(subject=3), "`subject`: expected a text, got int"),
    "no subject": (fact(subject=None), "`subject`: expected a text, got NoneType"),
    "bytes for a subject": (fact(subject=PAY.encode()), "`subject`: expected a text, got bytes"),
    "empty subject": (fact(subject=""), "`subject`: must not be empty"),
    "entity for a subject": (fact(subject={"kind": "Component"}), "`subject`: expected a text, got dict"),
    "number for a key": (fact(3), "`key`: expected a text, got int"),
    "list for a key": (fact(["alerts"]), "`key`: expected a text, got list"),
    "empty key": (fact(""), "`key`: must not be empty"),
    "fact without content": (object.__new__(Fact), "it cannot be read: AttributeError"),
    "nothing": (None, "expected a Fact or a Failure, got NoneType"),
    "dict": ({"subject": PAY}, "expected a Fact or a Failure, got dict"),
    "text": ("alerts", "expected a Fact or a Failure, got str"),
    "request": (RepositoryRequest(source="acme", name="x"), "expected a Fact or a Failure, got RepositoryRequest"),
    "class": (Fact, "expected a Fact or a Failure, got type"),
}  # fmt: skip
RIGHT = {
    "whole number": (fact(value={"value": 3}), {"value": 3}),
    "fraction": (fact(value={"value": 3.5}), {"value": 3.5}),
    "no data": (fact(value={"value": None}), {"value": None}),
    "large number": (fact(value={"value": 2**80}), {"value": 2**80}),
    "typed": (fact(value=Metric(value=1, unit="%")), {"value": 1, "unit": "%"}),
    "null that was given": (fact(value={"value": 1, "unit": None}), {"value": 1, "unit": None}),
    "half of a surrogate pair": (fact(value={"value": 1, "unit": "\ud83d"}), {"value": 1, "unit": "\ufffd"}),
    "time with a zone": (fact("alerts", {"state": "ok", "alerts": [{"name": "a", "since": NOW}]}),
                         {"state": "ok", "alerts": [{"name": "a", "since": "2026-02-01T00:00:00+00:00"}]}),
    "tuple": (fact("alerts", {"state": "ok", "alerts": ()}), {"state": "ok", "alerts": []}),
    "own key": (fact("acme.cost", {"label": "Cost", "value": 3, "unit": "EUR"}), {"label": "Cost", "value": 3, "unit": "EUR"}),
    "own key with a text": (fact("acme.tier", {"value": "one"}), {"value": "one"}),
    "empty family": (fact("metric.", {"value": 1}), {"value": 1}),
    "subclass of a text": (fact(Text("metric.cost"), subject=Text(PAY)), {"value": 1.5}),
    "languages": (fact("languages", {"Go": 85, "C": 0}), {"Go": 85, "C": 0}),
    "dependencies": (fact("dependencies", [{"target": PAY}]), [{"target": PAY}]),
}  # fmt: skip


@pytest.mark.parametrize(("item", "reason"), WRONG.values(), ids=WRONG)
def test_a_wrong_value_costs_that_fact_only(item, reason, context):
    result = run_enrichment(Collector(GOOD, item, fact()), Settings(), context())
    assert [one.key for one in result.items] == ["metric.good", "metric.cost"]
    (failure,) = result.failures
    assert failure.reason == f"the fact `{item.key}` about `{PAY}` is not used: {reason}"
    assert failure.fix == (
        f"correct the collector `acme`; `catalogsite schema snapshot` describes the value of `{item.key}`"
    )
    assert (failure.source, failure.subjects, failure.key) == ("acme", (PAY,), item.key)


@pytest.mark.parametrize(("item", "reason"), WITHOUT_NAME.values(), ids=WITHOUT_NAME)
def test_what_is_no_fact_costs_only_itself(item, reason, context):
    result = run_enrichment(Collector(GOOD, item, fact()), Settings(), context())
    assert [one.key for one in result.items] == ["metric.good", "metric.cost"]
    (failure,) = result.failures
    assert failure.reason.endswith(f"is not used: {reason}")


@pytest.mark.parametrize(("item", "expected"), RIGHT.values(), ids=RIGHT)
def test_a_right_value_stays_as_it_was_given(item, expected, context):
    result = run_enrichment(Collector(item), Settings(), context())
    assert result.failures == []
    assert [value_json(one) for one in result.items] == [expected]


MISSING = {
    "subject and key": (fact(value=3), (PAY,), "metric.cost"),
    "key alone": (fact(subject=3), ("metric.cost",), None),
    "subject alone": (fact(3), (PAY,), None),
    "neither": (None, (), None),
}


@pytest.mark.parametrize(("item", "subjects", "key"), MISSING.values(), ids=MISSING)
def test_a_failure_names_what_is_missing_as_narrowly_as_it_can(item, subjects, key, context):
    (failure,) = run_enrichment(Collector(item), Settings(), context()).failures
    assert (failure.subjects, failure.key) == (subjects, key)


def test_the_same_mistake_in_many_facts_is_one_failure(context):
    many = [fact(value=3, subject=f"component:default/c{number}") for number in range(1000)]
    result = run_enrichment(Collector(*many, fact(value="3"), GOOD), Settings(), context())
    assert [one.reason for one in result.failures] == [
        (
            "the fact `metric.cost` about `component:default/c0` and 999 more is not used: "
            "`value`: expected an object, got int"
        ),
        f"the fact `metric.cost` about `{PAY}` is not used: `value`: expected an object, got str",
    ]
    assert len(result.failures[0].subjects) == 1000
    assert result.items == [result.items[0]]


def test_a_long_key_is_cut_in_the_message(context):
    wrong = fact("acme." + "x" * 200, 3, subject=f"{PAY}\n  {'y' * 200}")
    (failure,) = run_enrichment(Collector(wrong), Settings(), context()).failures
    key, subject = f"acme.{'x' * 75}…", f"{PAY} {'y' * 53}…"
    assert failure.reason.startswith(f"the fact `{key}` about `{subject}` is not used: ")
    assert (failure.subjects, failure.key) == ((wrong.subject,), wrong.key)


@pytest.mark.parametrize("item", [None, "x", {"name": "pay"}, fact(), RepositoryRequest])
def test_what_a_source_yields_besides_requests_costs_only_itself(item, context):
    request = RepositoryRequest(source="acme", name="pay", path="/srv/pay")
    result = run_source(Collector(request, item, request), Settings(), context())
    assert result.items == [request, request]
    (failure,) = result.failures
    got = type(item).__name__
    assert failure.reason == f"expected a RepositoryRequest or a Failure, got {got}"
    assert failure.fix == "correct the collector `acme`"


def night(context, payments, now, previous, *items, title=None):
    collector = Collector(*items)
    if title is not None:
        collector.TITLE = title
    collectors = Registry(sources={}, enrichments={"acme": collector}, unusable={})
    facts, (line,) = enrich([Settings()], context(now=now, **payments), previous, collectors)
    return facts, line


def test_of_an_entity_that_left_nothing_stays_whatever_failed(context, payments):
    known, ghost = fact(), fact(subject="component:default/ghost")
    before, _ = night(context, payments, NOW, (), known, ghost)
    assert len(before) == 2
    after, line = night(context, payments, NOW, before, KeyError())
    assert [(one.subject, line.state) for one in after] == [(PAY, "stale")]


def test_a_provider_that_failed_in_part_is_stale_and_one_without_facts_failed(context, payments):
    _, partly = night(context, payments, NOW, (), fact(), KeyError())
    _, wholly = night(context, payments, NOW, (), KeyError())
    assert (partly.state, wholly.state) == ("stale", "failed")


TITLES = {
    "of the collector": ("Acme", None, "Acme"),
    "of the fact": (None, "Own", "Own"),
    "both": ("Acme", "Own", "Acme"),
    "none": (None, None, None),
    "that is no text": (3, None, None),
}


@pytest.mark.parametrize(("title", "own", "shown"), TITLES.values(), ids=TITLES)
def test_the_title_of_the_provider(title, own, shown, context, payments):
    given = fact(at=provenance(title=own))
    ((found,), _) = night(context, payments, NOW, (), given, title=title)
    assert found.provenance.title == shown


def test_a_source_that_fails_in_part_lists_each_repository_once(context, tmp_path):
    first, second = (RepositoryRequest(source="acme", name=n, url=n) for n in ("a", "b"))

    def listed(*items):
        collectors = Registry(sources={"acme": Collector(*items)}, enrichments={}, unusable={})
        (listing,) = list_repositories([Settings()], context(), tmp_path, collectors)
        return listing.requests, listing.run.state

    assert listed(first, second) == ([first, second], "ok")
    assert listed(first, KeyError()) == ([first, second], "stale")


ENDINGS = {
    "bug": (KeyError("s3cret"), "the collector broke: KeyError"),
    "exit": (SystemExit(3), "the collector broke: SystemExit"),
    "recursion": (RecursionError(), "the collector broke: RecursionError"),
    "own error": (ProviderError("answered nonsense"), "answered nonsense"),
}


@pytest.mark.parametrize(("error", "reason"), ENDINGS.values(), ids=ENDINGS)
def test_what_came_before_an_error_stays(error, reason, context):
    collector = Collector(GOOD, fact(value=3), error, fact())
    result = run_enrichment(collector, Settings(), context())
    assert [one.key for one in result.items] == ["metric.good"]
    assert next(one.reason for one in result.failures) == reason
    assert len(result.failures) == 2


def test_a_collector_that_returns_nothing_is_a_failure(context):
    class Nothing(Collector):
        def collect(self, settings, context):
            return None

    result = run_enrichment(Nothing(), Settings(), context())
    assert [one.reason for one in result.failures] == ["the collector broke: TypeError"]


def test_the_last_good_fact_stays_and_no_other(context, payments):
    def night(now, *items):
        collectors = Registry(sources={}, enrichments={"acme": Collector(*items)}, unusable={})
        return enrich([Settings()], context(now=now, **payments), previous, collectors)

    previous: list[Fact] = []
    before = [fact(), fact(subject=LEDGER), fact("metric.gone"), fact("alerts", {"state": "ok"})]
    previous, (line,) = night(NOW, *before)
    assert (line.state, line.facts) == ("ok", 4)
    after, (line,) = night(NOW + timedelta(1), fact(value=3), fact("alerts", {"state": "ok"}))
    assert [(one.subject, one.key, one.provenance.stale_since) for one in after] == [
        (PAY, "alerts", None),
        (PAY, "metric.cost", NOW),
    ]
    assert (line.state, line.facts, line.failures[0].since) == ("stale", 1, NOW)


def test_a_failure_may_hold_half_of_a_surrogate_pair(context):
    given = Failure(source="acme", reason="broken \ud83d")
    (failure,) = run_enrichment(Collector(given), Settings(), context()).failures
    assert failure.reason == "broken \ufffd"
