"""What holds for every collector of the registry, whoever wrote it; `test_faults.py` has what servers do wrong."""

import pytest
from pydantic import TypeAdapter, ValidationError
from tests.collectors.providers import RECORDED, SETTINGS, TOKEN, recorded

from catalogsite.collectors.registry import registry
from catalogsite.config.settings import Config
from catalogsite.model.fact import FACT_ADAPTER, Fact
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure

SOURCES, ENRICHERS = registry().sources, registry().enrichments
REGISTRY = {**SOURCES, **ENRICHERS}
LOCAL = {"folder", "git", "catalog", "organization_file", "lighthouse"}


def run(kind, context):
    collector = REGISTRY[kind]
    settings = collector.Settings(kind=kind, **SETTINGS[kind])
    return list(collector.collect(settings, context))


def test_every_collector_is_in_this_test_and_those_that_ask_a_server_in_that_of_faults():
    assert set(SETTINGS) == set(REGISTRY)
    assert set(RECORDED) == set(REGISTRY) - LOCAL


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


@pytest.mark.parametrize("kind", sorted(set(ENRICHERS) - LOCAL))
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
