"""Counts what is in a snapshot and how its sources are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from catalogsite.model.problem import Level
from catalogsite.model.run_summary import CatalogCounts, CatalogSummary, RuleCount, SourceSummary
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.source_run import SourceRun

_MOST_REASONS = 10
"""Reasons that are listed of one source: thousands of repositories of one host may fail at once."""

SourceKey = tuple[str, str]
"""The kind and the name of a source."""


def catalog_summary(
    snapshot: Snapshot, now: datetime, seconds: Mapping[SourceKey, float]
) -> CatalogSummary:
    """The numbers of a snapshot; `seconds` are how long sources took, where that is known."""
    problems = Counter((one.rule, one.level) for one in snapshot.problems)
    levels = Counter(one.level for one in snapshot.problems)
    return CatalogSummary(
        created=snapshot.created,
        counts=_counts(snapshot),
        problems={level: levels[level] for level in Level},
        rules=tuple(
            RuleCount(rule=rule, level=level, count=count)
            for (rule, level), count in sorted(problems.items())
        ),
        sources=tuple(
            _source(run, snapshot.created, now, seconds.get((run.kind, run.name)))
            for run in snapshot.sources
        ),
    )


def _counts(snapshot: Snapshot) -> CatalogCounts:
    visibilities = (one.visibility for one in snapshot.repositories)
    return CatalogCounts(
        entities=snapshot.entity_count,
        repositories=len(snapshot.repositories),
        private_repositories=sum(one in {"private", "internal"} for one in visibilities),
        documentation=len(snapshot.documentation),
        facts=len(snapshot.facts),
    )


def _source(
    run: SourceRun, created: datetime, now: datetime, seconds: float | None
) -> SourceSummary:
    last_good = _last_good(run, created)
    return SourceSummary(
        kind=run.kind,
        name=run.name,
        state=run.state,
        repositories=run.repositories,
        facts=run.facts,
        requests=run.requests,
        seconds=seconds,
        last_good=last_good,
        age_seconds=max(0.0, (now - last_good).total_seconds()) if last_good else None,
        reasons=tuple(failure.reason for failure in run.failures[:_MOST_REASONS]),
    )


def _last_good(run: SourceRun, created: datetime) -> datetime | None:
    if run.state == "ok":
        return created
    known = [failure.since for failure in run.failures if failure.since is not None]
    return min(known, default=None)
