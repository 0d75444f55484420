"""What the last run left behind, and what of it is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from catalogsite.errors import SnapshotError
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.source_run import Failure, SourceRun
from catalogsite.state.folders import State
from catalogsite.state.repair import BROKEN, set_aside
from catalogsite.state.snapshot_archive import kept_definitions, kept_snapshots
from catalogsite.state.snapshot_file import read_snapshot

NO_SNAPSHOT = Snapshot(version="", created=datetime(1970, 1, 1, tzinfo=UTC))
"""What the first run has for the snapshot of the last one."""

_STATE = "state"
_MOST = 20
"""The most parts of the state that are named one by one."""


def previous_snapshot(state: State) -> Snapshot:
    """The last snapshot; NO_SNAPSHOT if it is missing or this version cannot read it."""
    try:
        return read_snapshot(state.snapshot)
    except SnapshotError:
        return NO_SNAPSHOT


def previous_repositories(state: State) -> tuple[Repository, ...]:
    """The repositories of the last snapshot."""
    return previous_snapshot(state).repositories


def with_state_failures(snapshot: Snapshot, failures: Sequence[Failure]) -> Snapshot:
    """The snapshot with a line in its crawl report, where parts of the state were lost."""
    if not failures:
        return snapshot
    run = SourceRun(kind=_STATE, name="state folder", state="failed", failures=tuple(failures))
    return snapshot.model_copy(update={"sources": (*snapshot.sources, run)})


def state_failures(state: State, moved: Sequence[str]) -> list[Failure]:
    """A failure for each part of the state that was moved away, and for damaged earlier snapshots."""
    failures = [
        Failure(
            source=_STATE,
            reason=f"`{path}` was of another type than it should be; it was moved to `{BROKEN}/`",
            fix=f"nothing to do: what it held is made again; delete `{BROKEN}/` in the state folder",
        )
        for path in moved[:_MOST]
    ]
    return [*failures, *_damaged_snapshots(state)]


def _damaged_snapshots(state: State) -> Iterator[Failure]:
    """Moves snapshots of earlier nights that are damaged away."""
    for path in kept_snapshots(state.snapshots):
        try:
            kept_definitions(path)
        except SnapshotError as error:
            moved = set_aside(state, path).relative_to(state.folder).as_posix()
            yield Failure(
                source=_STATE,
                reason=f"`{path.name}`: {error.what}; it was moved to `{moved}`",
                fix=f"nothing to do: what changed since that night is not known; delete `{BROKEN}/`",
            )


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
