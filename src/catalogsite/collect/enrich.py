"""Asks every configured provider for facts; one that fails keeps its last good ones, marked stale."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from catalogsite.client import Clients
from catalogsite.collect.sources import source_name
from catalogsite.collectors import ENRICHERS
from catalogsite.collectors.protocol import Context
from catalogsite.entity import ref_of
from catalogsite.errors import CatalogsiteError
from catalogsite.model import EntityData, Fact, Failure, Origin, Repository, SourceRun


def enrich(  # noqa: PLR0913  (all that facts can come from)
    settings_list: Sequence[BaseModel],
    entities: Sequence[EntityData],
    repositories: Sequence[Repository],
    previous_facts: Iterable[Fact],
    now: datetime,
    *,
    origins: Mapping[str, Origin],
    base_dir: Path,
    env: Mapping[str, str],
    clients: Clients,
) -> tuple[list[Fact], list[SourceRun]]:
    """All facts, sorted by subject and key, and one line of the crawl report for each provider."""
    context = Context(
        base_dir=base_dir,
        now=now,
        env=env,
        client=clients,
        entities=tuple(entities),
        repositories=tuple(repositories),
        origins=origins,
    )
    previous = tuple(previous_facts)
    facts: dict[tuple[str, str], Fact] = {}
    runs: list[SourceRun] = []
    outcomes = [(settings, *_ask(settings, context)) for settings in settings_list]
    for _, found, _ in outcomes:
        for fact in found:
            facts.setdefault((fact.subject, fact.key), fact)
    for settings, _, run in outcomes:
        kept = _last_good(settings, run.failures, previous, facts, context)
        facts.update(((fact.subject, fact.key), fact) for fact in kept)
        runs.append(_with_staleness(run, kept))
    return [facts[key] for key in sorted(facts)], runs


def _ask(settings: Any, context: Context) -> tuple[list[Fact], SourceRun]:
    clients = context.client
    started, asked = time.monotonic(), getattr(clients, "requests", 0)
    facts: list[Fact] = []
    failures: list[Failure] = []
    try:
        for item in ENRICHERS[settings.kind].collect(settings, context):
            (failures if isinstance(item, Failure) else facts).append(item)  # type: ignore[arg-type]
    except CatalogsiteError as error:
        failures.append(
            Failure(source=settings.kind, reason=error.what, fix=error.fix, url=error.where)
        )
    except Exception as error:
        # A provider may answer any nonsense; it must not cost the others.
        reason = f"the collector broke on the answer: {type(error).__name__}"
        failures.append(Failure(source=settings.kind, reason=reason))
    run = SourceRun(
        kind=settings.kind,
        name=source_name(settings),
        state="failed" if failures else "ok",
        facts=len(facts),
        requests=getattr(clients, "requests", 0) - asked,
        seconds=round(time.monotonic() - started, 3),
        failures=tuple(failures),
    )
    return facts, run


def _last_good(
    settings: Any,
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
        if fact.provenance.source == settings.kind
        and (fact.subject, fact.key) not in fresh
        and fact.subject in known
        and (everything or fact.subject in missed or fact.key in missed)
    ]


def _stale(fact: Fact) -> Fact:
    since = fact.provenance.stale_since or fact.provenance.time
    provenance = fact.provenance.model_copy(update={"stale_since": since})
    return fact.model_copy(update={"provenance": provenance})


def _with_staleness(run: SourceRun, kept: Sequence[Fact]) -> SourceRun:
    if not run.failures:
        return run
    since = min(
        (fact.provenance.stale_since for fact in kept if fact.provenance.stale_since), default=None
    )
    state = "stale" if kept or run.facts else "failed"
    failures = tuple(item.model_copy(update={"since": since}) for item in run.failures)
    return run.model_copy(update={"state": state, "failures": failures})
