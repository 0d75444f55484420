"""Events about problems and sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from catalogsite.changes.comparison import Comparison
from catalogsite.changes.shortened import shortened
from catalogsite.model.changes.event_kind import EventKind
from catalogsite.model.changes.night import CatalogEvent
from catalogsite.model.problem import Problem
from catalogsite.model.source_run import SourceRun


def problem_events(found: Comparison) -> Iterator[CatalogEvent]:
    """The problems that are new, and those that were solved.

    One that an entity had under its old name, and has under the new one, is neither.
    """
    new, gone = found.changes.problems_new, found.changes.problems_gone
    moved = Counter(_under_new_name(found, one) for one in gone)
    same = moved & Counter(_under_new_name(found, one) for one in new)
    for kind, problems in ((EventKind.PROBLEM_NEW, new), (EventKind.PROBLEM_SOLVED, gone)):
        left = same.copy()
        for problem in problems:
            key = _under_new_name(found, problem)
            left[key] -= 1
            if left[key] < 0:
                yield _problem_event(found, kind, problem)


def _under_new_name(found: Comparison, problem: Problem) -> tuple[str | None, ...]:
    ref = problem.entity_ref or ""
    name = found.certain_renames.get(ref, ref)
    return problem.rule, name, problem.repository, problem.file, problem.message


def source_events(found: Comparison) -> Iterator[CatalogEvent]:
    """The sources and providers that cannot be read any more, and those that can be again."""
    before = {(one.kind, one.name): one for one in found.old.sources}
    for run in found.new.sources:
        old = before.get((run.kind, run.name))
        was_well, is_well = old is None or old.state == "ok", run.state == "ok"
        if was_well and not is_well:
            yield _source_event(EventKind.SOURCE_STALE, run)
        elif is_well and not was_well:
            yield _source_event(EventKind.SOURCE_RECOVERED, run)


def _problem_event(found: Comparison, kind: EventKind, problem: Problem) -> CatalogEvent:
    ref = problem.entity_ref or ""
    return CatalogEvent(
        kind=kind,
        ref=ref,
        title=found.title(ref),
        owners=found.owners(ref) if ref else (),
        subject=problem.rule,
        message=shortened(problem.message) or "",
        level=problem.level.value,
        repository=problem.repository,
        file=problem.file,
        line=problem.line,
    )


def _source_event(kind: EventKind, run: SourceRun) -> CatalogEvent:
    reason = run.failures[0].reason if run.failures else ""
    return CatalogEvent(
        kind=kind,
        title=run.name,
        subject=run.kind,
        message=shortened(reason) or "",
    )
