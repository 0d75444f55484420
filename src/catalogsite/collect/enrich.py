"""Asks every configured provider for facts; one that fails keeps its last good ones, marked stale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from catalogsite.collect.run_collector import CollectorResult, ask, source_names
from catalogsite.collectors.protocol import Context
from catalogsite.collectors.registry import ENRICHERS
from catalogsite.model.entity import ref_of
from catalogsite.model.fact import Fact
from catalogsite.model.source_run import Failure, SourceRun


def enrich(
    settings_list: Sequence[BaseModel], context: Context, previous_facts: Iterable[Fact]
) -> tuple[list[Fact], list[SourceRun]]:
    """All facts, sorted by subject and key, and one line of the crawl report for each provider."""
    previous = tuple(previous_facts)
    facts: dict[tuple[str, str], Fact] = {}
    runs: list[SourceRun] = []
    names = source_names(settings_list)
    outcomes = [(*one, _asked(one[0], context)) for one in zip(settings_list, names, strict=True)]
    for _, name, told in outcomes:
        for fact in told.items:
            facts.setdefault((fact.subject, fact.key), _signed(fact, name))
    for settings, name, told in outcomes:
        own = [fact for fact in previous if _is_from(fact, settings, name)]
        kept = _last_good(told.failures, own, facts, context)
        facts.update(((fact.subject, fact.key), fact) for fact in kept)
        runs.append(_run(settings, name, told, kept))
    return [facts[key] for key in sorted(facts)], runs


def _asked(settings: Any, context: Context) -> CollectorResult[Fact]:
    return ask(ENRICHERS[settings.kind].collect, settings, context)


def _signed(fact: Fact, name: str) -> Fact:
    provenance = fact.provenance.model_copy(update={"name": name})
    return fact.model_copy(update={"provenance": provenance})


def _is_from(fact: Fact, settings: Any, name: str) -> bool:
    told = fact.provenance
    return told.source == settings.kind and told.name in {None, name}


def _last_good(
    failures: Sequence[Failure],
    previous: Sequence[Fact],
    fresh: Mapping[tuple[str, str], Fact],
    context: Context,
) -> list[Fact]:
    if not failures:
        return []
    known = {ref_of(entity) for entity in context.entities}
    missed = {subject for failure in failures for subject in failure.subjects}
    everything = any(not failure.subjects for failure in failures)
    return [
        _stale(fact)
        for fact in previous
        if (fact.subject, fact.key) not in fresh
        and fact.subject in known
        and (everything or fact.subject in missed or fact.key in missed)
    ]


def _stale(fact: Fact) -> Fact:
    since = fact.provenance.stale_since or fact.provenance.time
    provenance = fact.provenance.model_copy(update={"stale_since": since})
    return fact.model_copy(update={"provenance": provenance})


def _run(settings: Any, name: str, told: CollectorResult[Fact], kept: Sequence[Fact]) -> SourceRun:
    stale = (fact.provenance.stale_since for fact in kept)
    since = min(filter(None, stale), default=None)
    failed = "stale" if kept or told.items else "failed"
    return SourceRun(
        kind=settings.kind,
        name=name,
        state=failed if told.failures else "ok",
        facts=len(told.items),
        requests=told.requests,
        seconds=told.seconds,
        failures=tuple(item.model_copy(update={"since": since}) for item in told.failures),
    )
