"""The runs that the file of the demo states, with the times and commits that go with them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

Outcome = str
"""`passed`, `failed`, `unstable`, `cancelled` or `running`."""

_OUTCOMES = {"p": "passed", "f": "failed", "u": "unstable", "c": "cancelled", "r": "running"}


class StatedCommit(NamedTuple):
    """The commit that a run is about."""

    sha: str
    author: str
    message: str


class StatedFailure(NamedTuple):
    """The job and step that failed, and the end of the log; a stage of Jenkins has no step."""

    job: str
    step: str
    log: tuple[str, ...]


class StatedRun(NamedTuple):
    """One run; `ended` is its start where it still runs."""

    id: int
    number: int
    outcome: Outcome
    started: datetime
    ended: datetime
    commit: StatedCommit

    @property
    def seconds(self) -> float:
        """How long it took."""
        return (self.ended - self.started).total_seconds()


class StatedWorkflow(NamedTuple):
    """A workflow with its last runs, the newest first; `failure` is why the newest one failed."""

    id: int
    name: str
    runs: tuple[StatedRun, ...]
    failure: StatedFailure | None


def stated_workflows(
    project: str, stated: Mapping[str, Any], now: datetime
) -> tuple[StatedWorkflow, ...]:
    """The workflows of a project; all times are before `now`.

    `runs` has a letter for each run, the newest first; `hours` is the age of the newest, `every` the
    hours between two, and `seconds` how long one takes, or the newest and the oldest. With `same`, that
    many runs are about the same commit.
    """
    return tuple(
        StatedWorkflow(number, name, tuple(_runs(project, number, one, now)), _failure(one))
        for number, (name, one) in enumerate(stated.items(), 1)
    )


def _runs(
    project: str, workflow: int, stated: Mapping[str, Any], now: datetime
) -> Iterator[StatedRun]:
    letters, last = stated["runs"], stated.get("number", 100 + len(stated["runs"]))
    newest, oldest = _range(stated["seconds"])
    author, message = stated.get("commit", ("Aiko Ito", "Bump dependencies"))
    for place, letter in enumerate(letters):
        number = last - place
        share = place / max(1, len(letters) - 1)
        # A little more or less each time, as on real machines.
        seconds = (newest + (oldest - newest) * share) * (1 + 0.03 * (number * 7 % 5 - 2))
        ended = now - timedelta(hours=stated["hours"] + place * stated.get("every", 20))
        outcome = _OUTCOMES[letter]
        lasted = timedelta(seconds=0 if outcome == "running" else round(seconds))
        commit = StatedCommit(_sha(project, place // stated.get("same", 1)), author, message)
        yield StatedRun(workflow * 10_000 + number, number, outcome, ended - lasted, ended, commit)


def _range(seconds: float | list[float]) -> tuple[float, float]:
    newest, oldest = seconds if isinstance(seconds, list) else (seconds, seconds)
    return newest, oldest


def _failure(stated: Mapping[str, Any]) -> StatedFailure | None:
    failed = stated.get("failed")
    if failed is None:
        return None
    return StatedFailure(failed["job"], failed.get("step", ""), tuple(failed["log"]))


def _sha(project: str, place: int) -> str:
    return hashlib.sha1(f"{project} {place}".encode(), usedforsecurity=False).hexdigest()
