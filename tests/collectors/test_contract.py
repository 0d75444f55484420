"""What holds for every collector of the registry, whoever wrote it."""

import httpx
import pytest
from pydantic import TypeAdapter, ValidationError
from tests.collectors.providers import HOSTS, SETTINGS, TOKEN, recorded

from catalogsite.collectors.registry import registry
from catalogsite.config.settings import Config
from catalogsite.model.fact import FACT_ADAPTER, Fact
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure

SOURCES, ENRICHERS = registry().sources, registry().enrichments
REGISTRY = {**SOURCES, **ENRICHERS}
LOCAL = {"folder", "git", "catalog", "organization_file"}
NETWORK = sorted(set(REGISTRY) - LOCAL)


def raising(error):
    def fail(request):
        raise error(f"broken {TOKEN}", request=request)

    return fail


def status(code, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = {"message": f"your token {TOKEN} is bad", "error": TOKEN}
    return lambda request: httpx.Response(code, json=body, headers=named)


def body(content):
    return lambda request: httpx.Response(200, content=content)


TROUBLES = {
    "401": status(401),
    "403": status(403),
    "403 rate": status(403, X_RateLimit_Remaining="0", X_RateLimit_Reset="4102444800"),
    "404": status(404),
    "429": status(429, Retry_After="3600"),
    "500": status(500),
    "502": status(502),
    "elsewhere": status(302, Location=f"https://evil.example.com/?t={TOKEN}"),
    "timeout": raising(httpx.ReadTimeout),
    "connection": raising(httpx.ConnectError),
    "html": body(b"<html>Sign in</html>"),
    "login page": status(203),
    "truncated": body(b'[{"name": "payments", "full_name": "acme/pay'),
    "empty": body(b""),
    "null": body(b"null"),
    "number": body(b"3"),
    "text": body(b'"x"'),
    "odd object": body(b'{"workflows": 1, "data": [], "status": "success"}'),
    "deep": body(b"[" * 50_000),
}


def run(kind, context):
    collector = REGISTRY[kind]
    settings = collector.Settings(kind=kind, **SETTINGS[kind])
    return list(collector.collect(settings, context))


def test_every_collector_is_in_this_test():
    assert set(SETTINGS) == set(REGISTRY)


@pytest.mark.parametrize("kind", sorted(REGISTRY))
def test_settings_are_closed_frozen_and_chosen_by_kind(kind):
    section = "sources" if kind in SOURCES else "enrich"
    config = TypeAdapter(Config).validate_python({section: [{"kind": kind, **SETTINGS[kind]}]})
    (settings,) = getattr(config, section)
    assert isinstance(settings, REGISTRY[kind].Settings)
    with pytest.raises(ValidationError):
        REGISTRY[kind].Settings(kind=kind, **SETTINGS[kind], unheard_of=1)
    with pytest.raises(ValidationError):
        settings.kind = "other"


@pytest.mark.parametrize("kind", sorted(REGISTRY))
def test_a_secret_is_only_named(kind):
    if "token" in REGISTRY[kind].Settings.model_fields:
        with pytest.raises(ValidationError):
            REGISTRY[kind].Settings(kind=kind, **{**SETTINGS[kind], "token": TOKEN})


@pytest.mark.parametrize("kind", sorted(LOCAL))
def test_local_collectors_ask_no_server(kind, context, routes):
    server = routes({})
    for item in run(kind, context(server)):
        assert isinstance(item, RepositoryRequest | Failure)
    assert server.seen == []


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("kind", NETWORK)
def test_trouble_is_a_failure_that_states_why_and_leaks_nothing(
    kind, trouble, context, routes, payments, caplog
):
    server = routes({"*": TROUBLES[trouble]})
    with caplog.at_level(0):
        found = run(kind, context(server, **payments))
    failures = [item for item in found if isinstance(item, Failure)]
    assert failures
    assert failures == found
    assert all(failure.reason for failure in failures)
    assert TOKEN not in repr(found) + caplog.text
    assert {request.url.host for request in server.seen} <= HOSTS


@pytest.mark.parametrize("kind", sorted(ENRICHERS))
def test_facts_carry_where_and_when(kind, context, routes, payments):
    server = routes(recorded(kind))
    given = context(server, **payments)
    first, second = run(kind, given), run(kind, given)
    assert first == second
    assert first
    for fact in first:
        assert isinstance(fact, Fact)
        assert fact.provenance.source == kind
        assert fact.provenance.time == given.now
        assert fact.provenance.url.startswith("http")
        assert FACT_ADAPTER.validate_json(FACT_ADAPTER.dump_json(fact)) == fact
