"""The snapshot of the last run as it is written, with what it was made from."""

from __future__ import annotations

import json
from datetime import datetime
from typing import NamedTuple

from pydantic import TypeAdapter

from catalogsite.collect.run import Run
from catalogsite.collect.unchanged.record import LastRun, read_last_run, stamp_of, text_digest
from catalogsite.model.repository import Repository
from catalogsite.state.atomic import read_regular
from catalogsite.state.snapshot_text import split_members

_REPOSITORIES: TypeAdapter[tuple[Repository, ...]] = TypeAdapter(tuple[Repository, ...])


class LastSnapshot(NamedTuple):
    """The record of the last run, and the members of its snapshot as they are written."""

    run: LastRun
    members: dict[str, bytes]

    def value(self, name: str) -> object:
        """The value of a member as JSON values; None where there is none."""
        member = self.members.get(name)
        return None if member is None else json.loads(b"{%b}" % member)[name]

    @property
    def repositories(self) -> tuple[Repository, ...]:
        """The repositories of the snapshot."""
        return _REPOSITORIES.validate_python(self.value("repositories") or ())

    @property
    def created(self) -> datetime:
        """The time of the snapshot."""
        return datetime.fromisoformat(str(self.value("created")))


def last_snapshot(run: Run) -> LastSnapshot | None:
    """The snapshot of the last run, if it is known what it was made from and it is as it was written."""
    last = read_last_run(run.state)
    if last is None or last.history != stamp_of(run.state.history):
        return None
    try:
        text = read_regular(run.state.snapshot)
    except OSError:
        return None
    if text_digest(text) != last.snapshot:
        return None
    members = split_members(text)
    return LastSnapshot(last, members) if members is not None else None
