"""What stages of a run hand on: split, joined, and remembered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from catalogsite.collect.fetch import Checkout
from catalogsite.collectors.registry import git_credentials
from catalogsite.config.settings import Config
from catalogsite.errors import SnapshotError
from catalogsite.model.fact import Fact
from catalogsite.model.problem import Problem
from catalogsite.model.scorecard import Score
from catalogsite.model.snapshot import Snapshot, Trend
from catalogsite.model.source_run import Failure, SourceRun
from catalogsite.state.folders import State
from catalogsite.state.history import History, Point
from catalogsite.state.snapshot_file import read_snapshot
from catalogsite.state.trends import measures

HISTORY = "history"


def previous_snapshot(state: State) -> Snapshot:
    """The last snapshot, or an empty one where there is none that this version can read."""
    try:
        return read_snapshot(state.snapshot)
    except SnapshotError:
        return Snapshot(version="", created=datetime(1970, 1, 1, tzinfo=UTC))


def credentials(config: Config) -> Mapping[str, str]:
    """Server to the environment variable of its token."""
    return git_credentials(config.sources)


def split(fetched: Iterable[Checkout | Failure]) -> tuple[list[Checkout], list[Failure]]:
    """What can be read, and what failed."""
    checkouts: list[Checkout] = []
    failures: list[Failure] = []
    for item in fetched:
        if isinstance(item, Checkout):
            checkouts.append(item)
        else:
            failures.append(item)
    return checkouts, failures


def with_problems(snapshot: Snapshot, problems: Sequence[Problem]) -> Snapshot:
    """The snapshot with more problems; the same value where there are none."""
    if not problems:
        return snapshot
    return snapshot.model_copy(update={"problems": (*snapshot.problems, *problems)})


class Remembered(NamedTuple):
    """The lines of the last 30 days, and what the crawl report has to say of the history."""

    trends: dict[str, dict[str, Trend]]
    runs: tuple[SourceRun, ...] = ()


def remember(
    state: State,
    now: datetime,
    facts: Iterable[Fact],
    scores: Mapping[str, Score],
    previous: Snapshot,
) -> Remembered:
    """Keep today's numbers; where the history cannot be used, the last lines stay as they are."""
    day = now.date()
    try:
        with History(state.history) as history:
            history.record_all(Point(day, *measure) for measure in measures(facts, scores))
            return Remembered(history.trends(until=day))
    except SnapshotError as error:
        # A night's work is worth more than its sparklines.
        failure = Failure(source=HISTORY, reason=error.what, fix=error.fix)
        run = SourceRun(kind=HISTORY, name="sparklines", state="failed", failures=(failure,))
        return Remembered(previous.trends, (run,))
