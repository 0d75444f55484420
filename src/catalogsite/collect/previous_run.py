"""What the last run left behind: its snapshot, and numbers over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from catalogsite.errors import SnapshotError
from catalogsite.model.problem import Problem
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.source_run import Failure, SourceRun
from catalogsite.state.folders import State
from catalogsite.state.history import History, Point
from catalogsite.state.snapshot_file import read_snapshot
from catalogsite.state.trends import measures

NO_SNAPSHOT = Snapshot(version="", created=datetime(1970, 1, 1, tzinfo=UTC))
"""What the first run has for the snapshot of the last one."""

_HISTORY = "history"
_STATE = "state"


def previous_snapshot(state: State) -> Snapshot:
    """The last snapshot; NO_SNAPSHOT if it is missing or this version cannot read it."""
    try:
        return read_snapshot(state.snapshot)
    except SnapshotError:
        return NO_SNAPSHOT


def with_lost_snapshot(snapshot: Snapshot, lost: Failure | None) -> Snapshot:
    """The snapshot with a line in its crawl report, where that of the last run was `lost`."""
    if lost is None:
        return snapshot
    run = SourceRun(kind=_STATE, name="snapshot", state="failed", failures=(lost,))
    return snapshot.model_copy(update={"sources": (*snapshot.sources, run)})


def lost_snapshot(state: State) -> Failure | None:
    """Why the snapshot of the last run cannot be used; None where it can, or where there is none."""
    try:
        read_snapshot(state.snapshot)
    except SnapshotError as error:
        if not state.snapshot.exists():
            return None
        return Failure(
            source=_STATE,
            reason=f"the snapshot of the last run cannot be used: {error.what}",
            fix="nothing to do: this run has replaced it; what failed sources gave before is lost",
        )
    return None


def with_problems(snapshot: Snapshot, problems: Sequence[Problem]) -> Snapshot:
    """The snapshot with more problems; the same value where there are none."""
    if not problems:
        return snapshot
    return snapshot.model_copy(update={"problems": (*snapshot.problems, *problems)})


def with_trends(snapshot: Snapshot, state: State, previous: Snapshot) -> Snapshot:
    """The snapshot with the values of the last 30 days, its own among them, which are recorded.

    Where the history cannot be used, the trends of the `previous` snapshot stay, and the crawl
    report says so: the snapshot is worth more than its sparklines.
    """
    day = snapshot.created.date()
    try:
        with History(state.history) as history:
            measured = measures(snapshot.facts, snapshot.scores)
            history.record_all(Point(day, *measure) for measure in measured)
            return snapshot.model_copy(update={"trends": history.trends(until=day)})
    except SnapshotError as error:
        failure = Failure(source=_HISTORY, reason=error.what, fix=error.fix)
        run = SourceRun(kind=_HISTORY, name="sparklines", state="failed", failures=(failure,))
        sources = (*snapshot.sources, run)
        return snapshot.model_copy(update={"trends": previous.trends, "sources": sources})
