from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from catalogsite.collect.crawl.list_sources import list_repositories
from catalogsite.collect.facts.enrich import enrich
from catalogsite.collectors.builds import github_actions
from catalogsite.collectors.hosts import folder, github
from catalogsite.collectors.monitoring import prometheus
from catalogsite.collectors.protocol import Context
from catalogsite.collectors.registry import Registry, registry
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Clients
from catalogsite.network.retry_policy import RetryPolicy

DAY_1 = datetime(2026, 2, 1, tzinfo=UTC)
DAY_2 = DAY_1 + timedelta(days=1)
QUICK = RetryPolicy(timeout=0.3, attempts=1, total=1)
ACTIONS = github_actions.Settings()
PROMETHEUS = prometheus.Settings(url="http://prometheus:9090", queries={"rate": "q"})
GOOD = {
    "/repos/acme/payments/actions/runs": "github/runs",
    "/repos/acme/payments/actions/workflows": "github/workflows",
    "/api/v1/query": "prometheus/query",
    "/api/v1/rules": "prometheus/rules",
    "/orgs/acme/repos": "github/repos",
}
PAY = "component:default/payments"


@pytest.fixture
def run(routes, payments, tmp_path, checked):
    def enriched(settings, previous=(), now=DAY_1, collectors=None, **answers):
        named = {f"/{path.replace('__', '/')}": answer for path, answer in answers.items()}
        transport = checked(routes({**GOOD, **named}))
        context = Context(
            base_dir=tmp_path,
            now=now,
            env={},
            client=Clients(retry_policy=QUICK, transport=transport),
            entities=tuple(payments["entities"]),
            repositories=tuple(payments["repositories"]),
            origins=payments["origins"],
        )
        return enrich(settings, context, previous, collectors)

    return enriched


def stale(facts):
    return {
        (fact.subject, fact.key): fact.provenance.stale_since
        for fact in facts
        if fact.provenance.stale_since
    }


def test_facts_are_sorted_and_each_provider_has_a_line_in_the_report(run):
    facts, runs = run([PROMETHEUS, ACTIONS])
    assert [(fact.subject, fact.key) for fact in facts] == sorted(
        (fact.subject, fact.key) for fact in facts
    )
    assert [(line.kind, line.state, line.facts, line.requests) for line in runs] == [
        ("prometheus", "ok", 3, 2),
        ("github_actions", "ok", 2, 3),
    ]


def test_a_provider_that_fails_keeps_its_last_good_facts_and_costs_no_other(run):
    before, _ = run([PROMETHEUS, ACTIONS])
    after, runs = run([PROMETHEUS, ACTIONS], before, DAY_2, api__v1__query=500, api__v1__rules=500)
    assert [(fact.subject, fact.key) for fact in after] == [
        (fact.subject, fact.key) for fact in before
    ]
    assert stale(after) == {
        (PAY, "metric.rate"): DAY_1,
        (PAY, "alerts"): DAY_1,
        ("component:default/ledger", "alerts"): DAY_1,
    }
    assert [line.state for line in runs] == ["stale", "ok"]
    assert {failure.since for failure in runs[0].failures} == {DAY_1}
    again, _ = run([PROMETHEUS, ACTIONS], after, DAY_2 + timedelta(1), api__v1__query=500)
    assert stale(again) == {(PAY, "metric.rate"): DAY_1}


def test_a_fact_that_is_gone_is_gone(run):
    before, _ = run([ACTIONS])
    after, runs = run(
        [ACTIONS], before, DAY_2, repos__acme__payments__actions__workflows={"workflows": []}
    )
    assert after == []
    assert runs[0].state == "ok"


def test_an_entity_that_left_keeps_nothing(run):
    before, _ = run([ACTIONS])
    ghost = replace(before[0], subject="component:default/ghost")
    after, _ = run(
        [ACTIONS], [*before, ghost], DAY_2, repos__acme__payments__actions__workflows=503
    )
    assert {fact.subject for fact in after} == {fact.subject for fact in before}


def test_a_provider_that_fails_at_first_has_nothing_to_keep(run):
    facts, (line,) = run([ACTIONS], repos__acme__payments__actions__workflows=401)
    assert facts == []
    assert line.state == "failed"


TWO = [PROMETHEUS, prometheus.Settings(url="http://other:9090", queries={"load": "q"})]


def test_a_fact_states_its_source_among_two_providers_of_a_kind(run):
    facts, runs = run(TWO)
    assert [line.name for line in runs] == ["http://prometheus:9090", "http://other:9090"]
    names = {fact.key: fact.provenance.name for fact in facts}
    assert names["metric.rate"] == "http://prometheus:9090"
    assert names["metric.load"] == "http://other:9090"


def test_what_is_resolved_at_one_provider_stays_gone_while_another_is_down(run):
    def answer(request):
        down = request.url.host == "other"
        return httpx.Response(500 if down else 200, json=EMPTY[request.url.path])

    before, _ = run(TWO)
    after, (first, second) = run(TWO, before, DAY_2, api__v1__query=answer, api__v1__rules=answer)
    assert (first.state, second.state) == ("ok", "stale")
    assert stale(after) == {(PAY, "metric.load"): DAY_1}


def test_two_providers_at_one_address_are_distinguished(run):
    tenants = [
        prometheus.Settings(url="http://p:9090", tenant=name, queries={name: "q"})
        for name in ("one", "two")
    ]
    facts, runs = run(tenants)
    assert [line.name for line in runs] == ["http://p:9090", "http://p:9090 (2)"]
    assert {fact.provenance.name for fact in facts} == {line.name for line in runs}


EMPTY = {
    "/api/v1/query": {"status": "success", "data": {"resultType": "vector", "result": []}},
    "/api/v1/rules": {"status": "success", "data": {"groups": []}},
}


class Broken:
    """Someone else's collector, with a bug."""

    class Settings(github_actions.Settings):
        kind: str = "broken"

    @staticmethod
    def collect(settings, context):
        raise KeyError("s3cret")
        yield


KNOWN = registry()
WITH_BROKEN = Registry(
    sources={**KNOWN.sources, "broken": Broken},
    enrichments={**KNOWN.enrichments, "broken": Broken},
    unusable={},
)


def test_a_collector_with_a_bug_costs_no_other(run):
    facts, (broken, good) = run([Broken.Settings(), ACTIONS], collectors=WITH_BROKEN)
    assert facts
    assert good.state == "ok"
    assert broken.failures[0].reason == "the collector broke: KeyError"


LEDGER = "component:default/ledger"
KEPT = {
    "all of the provider": (Failure(source="partial", reason="down"), {"PA", "PB", "LA", "LB"}),
    "one entity": (Failure(source="partial", reason="down", subjects=(PAY,)), {"PA", "PB"}),
    "one key": (Failure(source="partial", reason="down", subjects=("x.a",)), {"PA", "LA"}),
    "one key of one entity": (
        Failure(source="partial", reason="down", subjects=(PAY,), key="x.a"),
        {"PA"},
    ),
}


@pytest.mark.parametrize("missing", KEPT)
def test_exactly_the_facts_that_a_failure_is_about_are_kept(run, missing):
    failure, expected = KEPT[missing]

    class Partial(Broken):
        @staticmethod
        def collect(settings, context):
            yield failure

    provenance = Provenance(source="broken", time=DAY_1)
    before = [
        Fact(subject=subject, key=key, value={"n": 1}, provenance=provenance)
        for subject in (PAY, LEDGER, "component:default/gone")
        for key in ("x.a", "x.b")
    ]
    collectors = replace(WITH_BROKEN, enrichments={"broken": Partial})
    after, _ = run([Broken.Settings()], before, DAY_2, collectors)
    short = {PAY: "P", LEDGER: "L", "x.a": "A", "x.b": "B"}
    assert {short[subject] + short[key] for subject, key in stale(after)} == expected
    assert len(after) == len(expected)


@pytest.fixture
def list_(routes, tmp_path, checked):
    def listed(settings, now=DAY_1, collectors=WITH_BROKEN, **answers):
        named = {f"/{path.replace('__', '/')}": answer for path, answer in answers.items()}
        transport = checked(routes({**GOOD, **named}))
        clients = Clients(retry_policy=QUICK, transport=transport)
        context = Context(base_dir=tmp_path, now=now, env={}, client=clients)
        listings = list_repositories(settings, context, tmp_path / "state", collectors)
        requests = [request for listing in listings for request in listing.requests]
        return requests, [listing.run for listing in listings]

    return listed


def test_a_source_that_fails_keeps_its_last_list(list_):
    acme = github.Settings(organization="acme")
    before, (line,) = list_([acme])
    assert (line.state, line.repositories, line.name) == ("ok", 3, "acme")
    after, (line,) = list_([acme], DAY_2, orgs__acme__repos=500)
    assert after == before
    assert line.state == "stale"
    assert line.failures[0].since == DAY_1


def test_a_list_that_breaks_off_is_completed_by_the_last_one(list_):
    first, second = (
        RepositoryRequest(name=name, source="broken", url=f"https://host.example/{name}.git")
        for name in ("first", "second")
    )
    answers = [[first, second], [first, Failure(source="broken", reason="down")]]

    class Listed(Broken):
        @staticmethod
        def collect(settings, context):
            yield from answers[0 if context.now == DAY_1 else 1]

    collectors = replace(WITH_BROKEN, sources={"broken": Listed})
    assert list_([Broken.Settings()], collectors=collectors)[0] == [first, second]
    requests, (line,) = list_([Broken.Settings()], DAY_2, collectors)
    assert requests == [first, second]
    assert (line.state, line.repositories) == ("stale", 2)


def test_a_source_that_fails_at_first_costs_no_other(list_, tmp_path):
    (tmp_path / "pay").mkdir()
    (tmp_path / "pay/README.md").write_text("x")
    sources = [
        github.Settings(organization="none"),
        Broken.Settings(),
        folder.Settings(path="pay"),
    ]
    requests, runs = list_(sources)
    assert [request.name for request in requests] == ["pay"]
    assert [line.state for line in runs] == ["failed", "failed", "ok"]
