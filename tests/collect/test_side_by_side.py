"""Providers are read at the same time, each within its budget; one that is down costs one timeout."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime

import httpx
import pytest
from tests.collectors.conftest import component

from catalogsite.collect.facts.enrich import enrich
from catalogsite.collectors.protocol import CollectorSettings, Context
from catalogsite.collectors.registry import Registry
from catalogsite.errors import ProviderError
from catalogsite.model.entity import ref_of
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Clients
from catalogsite.network.request_limits import IN_FLIGHT
from catalogsite.network.retry_policy import RetryPolicy

NOW = datetime(2026, 2, 1, tzinfo=UTC)
QUICK = RetryPolicy(timeout=5, attempts=3, first_wait=0.0, longest_wait=0.0, total=20)
ENTITIES = tuple(component(f"c{number}") for number in range(20))
HOSTS = ("a", "b", "c", "d", "e")


class Settings(CollectorSettings):
    kind: str = "asking"
    url: str


class Asking:
    """A collector that asks one question for each entity."""

    Settings = Settings

    @staticmethod
    def collect(settings, context):
        source = Provenance(source=settings.kind, time=context.now)

        def ask(entity):
            try:
                return client.get_json(entity["metadata"]["name"])
            except ProviderError as error:
                return error

        with context.client(settings.url) as client:
            for entity, answer in client.each(ask, context.entities):
                if isinstance(answer, ProviderError):
                    yield Failure(source="asking", reason=answer.what, subjects=(ref_of(entity),))
                else:
                    key = f"acme.{settings.url[-1]}"
                    value = {"value": answer}
                    yield Fact(subject=ref_of(entity), key=key, value=value, provenance=source)


def run(answer, *settings):
    clients = Clients(retry_policy=QUICK, transport=httpx.MockTransport(answer))
    context = Context(base_dir=None, now=NOW, env={}, client=clients, entities=ENTITIES)
    collectors = Registry(sources={}, enrichments={"asking": Asking}, unusable={})
    facts, runs = enrich(settings, context, (), collectors)
    assert clients.requests == sum(one.requests for one in runs)
    return facts, runs


def of_hosts():
    return [Settings(url=f"https://{host}") for host in HOSTS]


def test_all_providers_are_asked_before_any_has_answered_all():
    together = threading.Barrier(len(HOSTS), timeout=20)

    def answer(request):
        if request.url.path == "/c0":
            # Passed only when all five providers have sent their first request.
            together.wait()
        return httpx.Response(200, json=1)

    facts, runs = run(answer, *of_hosts())
    assert [run.facts for run in runs] == [20] * 5
    assert [run.requests for run in runs] == [20] * 5
    assert [(fact.subject, fact.key) for fact in facts] == sorted(
        (fact.subject, fact.key) for fact in facts
    )


@pytest.mark.parametrize("down", HOSTS)
def test_one_of_five_that_is_down_costs_one_timeout(down):
    waits = Counter()

    def answer(request):
        if request.url.host == down:
            waits[down] += 1
            raise httpx.ConnectTimeout("late", request=request)
        return httpx.Response(200, json=1)

    facts, runs = run(answer, *of_hosts())
    states = {host: run.state for host, run in zip(HOSTS, runs, strict=True)}
    assert states == {host: "failed" if host == down else "ok" for host in HOSTS}
    # Those in flight at the same moment wait at the same time; of 20 questions no other one waits.
    assert 1 <= waits[down] <= IN_FLIGHT
    assert len(facts) == 80


def test_two_providers_on_one_server_share_its_limit():
    at_once, most = 0, 0
    lock = threading.Lock()

    def answer(request):
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        threading.Event().wait(0.005)
        with lock:
            at_once -= 1
        return httpx.Response(200, json=1)

    run(answer, *(Settings(url="https://a", max_requests=100 + one) for one in range(3)))
    assert most == IN_FLIGHT


def test_a_used_up_budget_is_a_failure_and_costs_no_other_provider():
    _, (first, second) = run(
        lambda _: httpx.Response(200, json=1),
        Settings(url="https://a", max_requests=5),
        Settings(url="https://b"),
    )
    assert (first.state, first.requests, first.facts) == ("stale", 5, 5)
    assert {one.reason for one in first.failures} == {"its budget of 5 requests is used up"}
    assert (second.state, second.requests) == ("ok", 20)
