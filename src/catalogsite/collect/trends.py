"""Adds numbers over time to a snapshot, and records its own in the history."""

from __future__ import annotations

from datetime import date

from catalogsite.collect.delivery.deliveries import with_deliveries
from catalogsite.collect.previous_run import NO_SNAPSHOT
from catalogsite.errors import DamagedHistoryError, SnapshotError
from catalogsite.model.entity import ref_of
from catalogsite.model.snapshot import Snapshot, trend_points
from catalogsite.model.source_run import Failure, SourceRun
from catalogsite.state.folders import State
from catalogsite.state.history import History, Point
from catalogsite.state.repair import BROKEN, set_aside
from catalogsite.state.trends import measures

_HISTORY = "history"


def with_trends(snapshot: Snapshot, state: State, previous: Snapshot) -> Snapshot:
    """The snapshot with the values of the last 30 days, its own among them, which are recorded.

    A damaged history is kept, and a new one begins with the trends of the `previous`
    snapshot. Where the history cannot be used otherwise, those trends stay. The crawl report says
    either: the snapshot is worth more than its sparklines.
    """
    try:
        try:
            is_new = not state.history.exists() or not state.history.stat().st_size
            return _recorded(snapshot, state, previous if is_new else NO_SNAPSHOT)
        except DamagedHistoryError as error:
            kept = set_aside(state, state.history).relative_to(state.folder).as_posix()
            lost = Failure(
                source=_HISTORY,
                reason=f"{error.what}; it was moved to `{kept}`, and a new history begun",
                fix=f"nothing to do: the last 30 days are kept; delete `{BROKEN}/` in the state folder",
            )
            return _with_history_failure(_recorded(snapshot, state, previous), lost)
    except SnapshotError as error:
        failure = Failure(source=_HISTORY, reason=error.what, fix=error.fix)
        last = {"trends": previous.trends, "delivery": previous.delivery}
        with_previous = snapshot.model_copy(update=last)
        return _with_history_failure(with_previous, failure)


def _recorded(snapshot: Snapshot, state: State, previous: Snapshot) -> Snapshot:
    """The snapshot with its trends, after it and the trends of the `previous` one were recorded."""
    day = snapshot.created.date()
    with History(state.history) as history:
        history.record_all(
            Point(date.fromisoformat(on), subject, name, value)
            for subject, series in previous.trends.items()
            for name, line in series.items()
            for on, value in trend_points(line)
        )
        stale = {ref for ref, origin in snapshot.origins.items() if origin.stale_since is not None}
        measured = measures(snapshot.facts, snapshot.scores, stale)
        history.record_all(Point(day, *measure) for measure in measured)
        present = {ref_of(entity) for entity in snapshot.entities}
        history.keep(present | {one.id for one in snapshot.repositories}, day)
        with_lines = snapshot.model_copy(update={"trends": history.trends(until=day)})
        return with_deliveries(with_lines, history)


def _with_history_failure(snapshot: Snapshot, failure: Failure) -> Snapshot:
    run = SourceRun(kind=_HISTORY, name="sparklines", state="failed", failures=(failure,))
    return snapshot.model_copy(update={"sources": (*snapshot.sources, run)})
