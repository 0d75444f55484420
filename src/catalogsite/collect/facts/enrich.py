"""Runs every configured provider for facts; one that fails keeps its last good ones as stale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from catalogsite.collect.run_collector import CollectorResult, run_enrichment, source_names
from catalogsite.collect.side_by_side import side_by_side
from catalogsite.collectors.protocol import Context, EnrichCollector
from catalogsite.collectors.registry import Registry, registry
from catalogsite.model.entity import ref_of
from catalogsite.model.fact import Fact
from catalogsite.model.source_run import Failure, SourceRun

_FactId = tuple[str, str]
"""Subject and key of a fact."""


def enrich(
    settings_list: Sequence[Any],
    context: Context,
    previous_facts: Iterable[Fact],
    collectors: Registry | None = None,
) -> tuple[list[Fact], list[SourceRun]]:
    """All facts, sorted by subject and key, and one line of the crawl report for each provider.

    Of two facts about one subject with the same key, that of the first provider counts.
    `collectors` replaces the registry.
    """
    known = (collectors or registry()).enrichments
    previous = tuple(previous_facts)
    facts: dict[_FactId, Fact] = {}
    runs: list[SourceRun] = []
    names = source_names(settings_list)
    context = replace(context, enrichments=tuple(settings_list))
    results = side_by_side(lambda one: run_enrichment(known[one.kind], one, context), settings_list)
    outcomes = list(zip(settings_list, names, results, strict=True))
    for settings, name, result in outcomes:
        title = _title(known[settings.kind])
        for fact in result.items:
            facts.setdefault((fact.subject, fact.key), _signed(fact, name, title))
    for settings, name, result in outcomes:
        own = [fact for fact in previous if _is_from(fact, settings, name)]
        kept = _last_good(result.failures, own, facts, context)
        facts.update(((fact.subject, fact.key), fact) for fact in kept)
        runs.append(_source_run(settings, name, result, kept))
    return [facts[key] for key in sorted(facts)], runs


def _title(collector: EnrichCollector) -> str | None:
    """How pages name the provider: the `TITLE` of its collector."""
    title = getattr(collector, "TITLE", None)
    return title if isinstance(title, str) else None


def _signed(fact: Fact, name: str, title: str | None) -> Fact:
    shown = title or fact.provenance.title
    return replace(fact, provenance=replace(fact.provenance, name=name, title=shown))


def _is_from(fact: Fact, settings: Any, name: str) -> bool:
    provenance = fact.provenance
    return provenance.source == settings.kind and provenance.name in {None, name}


def _last_good(
    failures: Sequence[Failure],
    previous: Sequence[Fact],
    fresh: Mapping[_FactId, Fact],
    context: Context,
) -> list[Fact]:
    """The previous facts that the failures are about, marked stale, of entities that still exist."""
    if not failures:
        return []
    known = {ref_of(entity) for entity in context.entities}
    everything = any(not failure.subjects for failure in failures)
    missed = {one for failure in failures if failure.key is None for one in failure.subjects}
    exact = {(one, failure.key) for failure in failures for one in failure.subjects}
    return [
        _stale(fact)
        for fact in previous
        if (fact.subject, fact.key) not in fresh
        and fact.subject in known
        and (
            everything
            or fact.subject in missed
            or fact.key in missed
            or fact.provenance.url in missed
            or (fact.subject, fact.key) in exact
        )
    ]


def _stale(fact: Fact) -> Fact:
    since = fact.provenance.stale_since or fact.provenance.time
    return replace(fact, provenance=replace(fact.provenance, stale_since=since))


def _source_run(
    settings: Any, name: str, result: CollectorResult[Fact], kept: Sequence[Fact]
) -> SourceRun:
    stale = (fact.provenance.stale_since for fact in kept)
    since = min(filter(None, stale), default=None)
    failed = "stale" if kept or result.items else "failed"
    return SourceRun(
        kind=settings.kind,
        name=name,
        state=failed if result.failures else "ok",
        facts=len(result.items),
        requests=result.requests,
        seconds=result.seconds,
        failures=tuple(item.model_copy(update={"since": since}) for item in result.failures),
    )
