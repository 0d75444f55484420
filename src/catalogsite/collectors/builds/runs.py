"""Runs of a CI system in one shape, and the workflows that they make up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from catalogsite.collectors.builds.log_end import first_line
from catalogsite.collectors.response_item import Item, given
from catalogsite.model.facts.build_runs import (
    PAST_RUNS,
    BuildRuns,
    BuildState,
    FailedJob,
    PastRun,
    Workflow,
    worst_state,
)
from catalogsite.model.facts.build_trend import Ran, trend_of

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


def states_of(**words: str) -> dict[str, BuildState]:
    """Our state for each word of a provider: `failing="failed error"` gives both words that state."""
    states = {state: listed.split() for state, listed in words.items()}
    return {word: cast("BuildState", state) for state, listed in states.items() for word in listed}


def run_of(
    item: Item, fields: Mapping[str, str], states: Mapping[str, BuildState], **known: Any
) -> Run:
    """The run that an object describes: `fields` as in `values_of`.

    `known` are values that need more than a path.
    """
    values = {**values_of(item, fields), **known}
    return Run(status=states.get(values["raw"] or "", "unknown"), **values)


def values_of(item: Item, fields: Mapping[str, str]) -> dict[str, Any]:
    """Values of an object by field of a Run; `fields` are their paths."""
    readers: dict[str, Callable[[str], Any]] = {
        "number": item.whole,
        "started": item.time,
        "finished": item.time,
        "seconds": item.number,
    }
    return {name: readers.get(name, item.text)(path) for name, path in fields.items()}


def newest_first(runs: Iterable[Run]) -> list[Run]:
    """The runs by number, the newest first; one without a number has no place among them."""
    numbered = [run for run in runs if run.number is not None]
    return sorted(numbered, key=lambda run: run.number or 0, reverse=True)


def by_workflow(runs: Iterable[tuple[str, Run]]) -> dict[str, list[Run]]:
    """The runs of each workflow by its name, as in `newest_first`."""
    found: dict[str, list[Run]] = {}
    for name, run in runs:
        found.setdefault(name, []).append(run)
    ordered = {name: newest_first(own) for name, own in found.items()}
    return {name: own for name, own in ordered.items() if own}


def jobs_of(
    items: Sequence[Item],
    fields: Mapping[str, str],
    *,
    url: str | None = None,
    **of_first: Any,
) -> tuple[FailedJob, ...]:
    """The first failing jobs: `fields` are the paths of their values, `url` the page of those without.

    `of_first` are further values of the first one, such as its `log`.
    """
    jobs = []
    for number, item in enumerate(items[:MOST_FAILED]):
        values = {"url": url} | {name: item.text(path) for name, path in fields.items()}
        values |= {} if number else of_first
        values["job"] = values.get("job") or "job"
        jobs.append(FailedJob(**given(**values)))
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
            trend=trend_of(Ran(run.status, run.commit, run.lasted) for run in runs),
            failed=tuple(failed) if last.status == "failing" else (),
            start_url=start_url,
        )
    )


def builds_of(workflows: Iterable[Workflow]) -> BuildRuns | None:
    """The fact about a repository; None where it has no workflow."""
    shown = tuple(sorted(workflows, key=lambda one: (str(one.name).casefold(), str(one.path))))
    states = frozenset(one.status for one in shown if one.status != "disabled")
    return BuildRuns(workflows=shown, status=worst_state(states)) if shown else None


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
