"""By which scorecards the last snapshot was scored, so that its scores can be used again."""

from __future__ import annotations

from datetime import datetime

from pydantic import ValidationError

from catalogsite.model.snapshot import Snapshot
from catalogsite.model.value import Value
from catalogsite.state.checked_file import read_checked, write_checked
from catalogsite.state.folders import State


class _Scored(Value):
    created: datetime
    scorecards: str


def scored_snapshot(state: State, previous: Snapshot, scorecards: str) -> Snapshot | None:
    """The previous snapshot, where scorecards with this digest gave its scores; else None."""
    found = _read(state)
    is_same = found == _Scored(created=previous.created, scorecards=scorecards)
    return previous if is_same else None


def record_scores(state: State, snapshot: Snapshot, scorecards: str) -> None:
    """Record the digest of the scorecards of a snapshot that was written. Raises OSError."""
    _write(state, _Scored(created=snapshot.created, scorecards=scorecards))


def forget_scores(state: State) -> None:
    """Remove the record, before another snapshot takes the place of its own. Raises OSError."""
    state.scores_record.unlink(missing_ok=True)


def renew_scores(state: State, before: datetime, now: datetime) -> None:
    """Record that the snapshot of `now` has the scores of the one of `before`. Raises OSError."""
    found = _read(state)
    if found is not None and found.created == before:
        _write(state, found.model_copy(update={"created": now}))


def _read(state: State) -> _Scored | None:
    content = read_checked(state.scores_record)
    try:
        return _Scored.model_validate_json(content) if content is not None else None
    except ValidationError:
        return None


def _write(state: State, scored: _Scored) -> None:
    write_checked(state.scores_record, scored.model_dump_json().encode())
