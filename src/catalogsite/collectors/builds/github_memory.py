"""What is kept of GitHub's builds from one run to the next, so that only changes are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from pydantic import TypeAdapter, ValidationError

from catalogsite.collectors.builds.github_reading import Mark, Reading
from catalogsite.collectors.builds.github_workflows import KnownWorkflow, Run
from catalogsite.model.facts.build_runs import FailedJob
from catalogsite.model.facts.build_trend import WINDOW

VERSION = 1
_LONGEST = timedelta(days=30)
_UNSETTLED = ("failing", "running", "waiting", "unknown")


@dataclass(slots=True)
class Kept:
    """The builds of a repository as they were read at a time, and the mark of the repository then.

    `watched` are suites, other than those of the mark, whose runs may change: id and time of each. `runs`
    are the last ones of each workflow, the newest first; `failed` the failed jobs by id of the run.
    """

    time: datetime
    mark: Mark = field(default_factory=dict)
    watched: dict[str, str] = field(default_factory=dict)
    workflows: list[KnownWorkflow] = field(default_factory=list)
    runs: dict[int, list[Run]] = field(default_factory=dict)
    failed: dict[int, tuple[FailedJob, ...]] = field(default_factory=dict)

    def is_current(self, mark: Mark, times: Mapping[str, str], now: datetime) -> bool:
        """Whether a repository with this mark, and suites with these times, has nothing new."""
        watched = all(times.get(id_) == time for id_, time in self.watched.items())
        return watched and mark == self.mark and now - self.time < _LONGEST


_ADAPTER = TypeAdapter(dict[str, Kept])


def from_json(value: Any) -> dict[str, Kept]:
    """What was kept by slug; nothing where it is of another version."""
    if not isinstance(value, dict) or value.get("version") != VERSION:
        return {}
    try:
        return _ADAPTER.validate_python(value.get("repositories"))
    except ValidationError:
        return {}


def to_json(kept: Mapping[str, Kept]) -> Any:
    """The JSON of what is kept; `from_json` reads it."""
    repositories = _ADAPTER.dump_python(dict(kept), mode="json", exclude_defaults=True)
    return {"version": VERSION, "repositories": repositories}


def kept_of(
    reading: Reading,
    workflows: Iterable[KnownWorkflow],
    runs: Mapping[int, list[Run]],
    now: datetime,
) -> Kept:
    """What is kept of a reading; the message of a commit is needed for the last run only."""
    last = {
        id_: [own[0], *(_short(run) for run in islice(own, 1, WINDOW))] for id_, own in runs.items()
    }
    return Kept(now, reading.mark, dict(_watched(reading, runs)), list(workflows), last)


def _short(run: Run) -> Run:
    return run._replace(message=None, author=None, event=None, branch=None)


def _watched(reading: Reading, runs: Mapping[int, list[Run]]) -> Iterable[tuple[str, str]]:
    for own in runs.values():
        # A run without a known suite came from GitHub's REST API: it is read every time.
        id_, time = reading.suites.get(own[0].id, (str(own[0].id), "never"))
        if own[0].state in _UNSETTLED and id_ not in reading.mark.get("suites", {}):
            yield id_, time
