"""Runs of a CI system in one shape, and the workflows that they make up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from catalogsite.collectors.builds.log_end import first_line
from catalogsite.collectors.response_item import Item
from catalogsite.model.facts.build_runs import (
    PAST_RUNS,
    BuildRuns,
    BuildState,
    FailedJob,
    PastRun,
    Workflow,
    worst_state,
)

MOST_FAILED = 3
"""Failing jobs of a workflow that a fact keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run; `raw` is the provider's own word for its status."""

    status: BuildState
    raw: str | None
    number: int | None = None
    url: str | None = None
    branch: str | None = None
    event: str | None = None
    commit: str | None = None
    message: str | None = None
    author: str | None = None
    started: str | None = None
    finished: str | None = None
    seconds: float | None = None

    @property
    def lasted(self) -> float | None:
        """The seconds that the provider gives, else those from start to end."""
        return self.seconds if self.seconds is not None else elapsed(self.started, self.finished)


def run_of(
    item: Item, fields: Mapping[str, str], states: Mapping[str, BuildState], **known: Any
) -> Run:
    """The run that an object describes: `fields` are the paths of its values by field of a Run.

    `known` are values that need more than a path.
    """
    readers: dict[str, Callable[[str], Any]] = {
        "number": item.whole,
        "started": item.time,
        "finished": item.time,
        "seconds": item.number,
    }
    values = {name: readers.get(name, item.text)(path) for name, path in fields.items()}
    values |= known
    return Run(status=states.get(values["raw"] or "", "unknown"), **values)


def newest_first(runs: Iterable[Run]) -> list[Run]:
    """The runs by number, the newest first; one without a number has no place among them."""
    numbered = [run for run in runs if run.number is not None]
    return sorted(numbered, key=lambda run: run.number or 0, reverse=True)


def jobs_of(
    items: Sequence[Item],
    fields: Mapping[str, str],
    log: tuple[str, ...] = (),
    url: str | None = None,
) -> tuple[FailedJob, ...]:
    """The first failing jobs: `fields` as in `run_of`, `log` the end of the log of the first."""
    jobs = []
    for number, item in enumerate(items[:MOST_FAILED]):
        values = {"url": url} | {name: item.text(path) for name, path in fields.items()}
        values["job"] = values.get("job") or "job"
        jobs.append(FailedJob(**given(log=() if number else log, **values)))
    return tuple(jobs)


def workflow_of(
    name: str,
    runs: Sequence[Run],
    *,
    path: str | None = None,
    failed: Iterable[FailedJob] = (),
    start_url: str | None = None,
) -> Workflow:
    """The workflow that the runs, newest first, belong to; there is at least one."""
    last = runs[0]
    return Workflow(
        **given(
            name=name,
            path=path,
            status=last.status,
            raw=last.raw,
            url=last.url,
            branch=last.branch,
            started=last.started,
            finished=last.finished,
            seconds=last.lasted,
            number=last.number,
            event=last.event,
            commit=last.commit,
            message=first_line(last.message),
            author=last.author,
            past=tuple(map(_past, runs[:PAST_RUNS])),
            failed=tuple(failed) if last.status == "failing" else (),
            start_url=start_url,
        )
    )


def builds_of(workflows: Iterable[Workflow]) -> BuildRuns | None:
    """The fact about a repository; None where it has no workflow."""
    shown = tuple(sorted(workflows, key=lambda one: (str(one.name).casefold(), str(one.path))))
    states = frozenset(one.status for one in shown if one.status != "disabled")
    return BuildRuns(workflows=shown, status=worst_state(states)) if shown else None


def given(**fields: Any) -> dict[str, Any]:
    """The fields that say something: no null and no empty list stands in a snapshot."""
    return {name: value for name, value in fields.items() if value is not None and value != ()}


def elapsed(started: str | None, finished: str | None) -> float | None:
    """The seconds between two ISO 8601 times; clocks of servers differ, so never less than 0."""
    if started is None or finished is None:
        return None
    begin, end = datetime.fromisoformat(started), datetime.fromisoformat(finished)
    return max(0.0, (end - begin).total_seconds())


def time_of(milliseconds: int | None) -> str | None:
    """The ISO 8601 time of a Unix time in milliseconds; None for one that no clock shows."""
    try:
        moment = datetime.fromtimestamp((milliseconds or 0) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.isoformat() if milliseconds else None


def _past(run: Run) -> PastRun:
    return PastRun(
        **given(
            status=run.status,
            number=run.number,
            url=run.url,
            started=run.started,
            seconds=run.lasted,
        )
    )
