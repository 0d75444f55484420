"""`ci.runs.PROVIDER`: the last runs of each workflow on the default branch, by provider."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from catalogsite.model.facts.build_trend import BuildTrend, Ran, trend_of, words_of
from catalogsite.model.facts.fields import Count, IsoTime, Number, parsed_time
from catalogsite.model.facts.kind import (
    Card,
    Cell,
    FactKind,
    FactValue,
    Measure,
    Row,
    Status,
    Table,
    Tone,
    first_rows,
)
from catalogsite.model.quantities import duration
from catalogsite.model.value import Text

BuildState = Literal[
    "failing", "unstable", "running", "waiting", "unknown", "passing", "cancelled", "skipped",
    "disabled",
]  # fmt: skip
_WORST_FIRST: tuple[BuildState, ...] = (
    "failing", "unstable", "running", "waiting", "unknown", "passing", "cancelled", "skipped",
)  # fmt: skip
_TONES: dict[BuildState, Tone] = {
    "passing": "good",
    "failing": "bad",
    "unstable": "warn",
    "running": "busy",
    "waiting": "busy",
}
_PREFIX = "ci.runs."
_ROWS = 4
_SHOWS = "Workflows that pass"
_LOG_LINES = 8

PAST_RUNS = 10
"""Runs of one workflow that a fact has."""

LOG_LINES = 20
"""Last lines of the log of a failed job that a fact has."""


def fact_key(provider: str) -> str:
    """The key of the fact of one provider, by the kind of its collector."""
    return f"{_PREFIX}{provider}"


class PastRun(FactValue):
    """One of the last runs of a workflow on the default branch; `url` is its page."""

    status: BuildState
    number: Count | None = None
    url: Text | None = None
    started: IsoTime | None = None
    seconds: Annotated[Number, Field(ge=0)] | None = None


class FailedJob(FactValue):
    """A job of the last run that failed: the step that did, its page, and the end of its log."""

    job: Text
    step: Text | None = None
    url: Text | None = None
    log: Annotated[tuple[Text, ...], Field(max_length=LOG_LINES)] = ()


class Workflow(FactValue):
    """A workflow and its last run.

    `path` is its file in the repository, `raw` the provider's own word for the state, `url` the
    page of the run, `seconds` how long it took, `number` the provider's number of the run.
    `commit`, `message` and `author` are those of the commit that the run is about, `event` what
    started it. `past` are the last runs, the newest first, `trend` how they and some more before them
    went, `failed` the failed jobs of the last one.
    `start_url` is the provider's page with the button that starts a run.
    """

    name: Text | None = None
    path: Text | None = None
    status: BuildState
    raw: Text | None = None
    url: Text | None = None
    branch: Text | None = None
    started: IsoTime | None = None
    finished: IsoTime | None = None
    seconds: Annotated[Number, Field(ge=0)] | None = None
    number: Count | None = None
    event: Text | None = None
    commit: Text | None = None
    message: Text | None = None
    author: Text | None = None
    past: Annotated[tuple[PastRun, ...], Field(max_length=PAST_RUNS)] = ()
    trend: BuildTrend | None = None
    failed: tuple[FailedJob, ...] = ()
    start_url: Text | None = None


class BuildRuns(FactValue):
    """The workflows of a repository, and the worst of their states."""

    workflows: tuple[Workflow, ...] = ()
    status: BuildState


def worst_state(states: frozenset[BuildState]) -> BuildState:
    """The worst of the states; `unknown` where there is none, or all are disabled."""
    return next((state for state in _WORST_FIRST if state in states), "unknown")


def _join(values: Sequence[BuildRuns]) -> BuildRuns:
    workflows = tuple(one for value in values for one in value.workflows)
    return BuildRuns(
        workflows=workflows, status=worst_state(frozenset(value.status for value in values))
    )


def _status(value: BuildRuns) -> Status:
    return _state_status(value.status)


def _state_status(state: BuildState) -> Status:
    return Status(state, _TONES.get(state, "none"))


def _card(values: Mapping[str, BuildRuns]) -> Card:
    value = _join(list(values.values()))
    branch = next((run.branch for run in _worst_first(value) if run.branch), "")
    headline = f"{branch} {value.status}".strip()
    return Card(_status(value), headline, first_rows(_rows(value), _ROWS), "builds", "%", _SHOWS)


def _worst_first(value: BuildRuns) -> list[Workflow]:
    order = {state: place for place, state in enumerate(("failing", "unstable"))}
    return sorted(value.workflows, key=lambda run: (order.get(run.status, 2), str(run.name)))


def _rows(value: BuildRuns) -> tuple[Row, ...]:
    return tuple(map(_row, _worst_first(value)))


def _row(run: Workflow) -> Row:
    words = (run.name or "workflow", *(_blame(run) or (duration(run.seconds),)))
    time = parsed_time(run.finished or run.started)
    return Row(" · ".join(filter(None, words)), _state_status(run.status), run.url, time)


def _blame(run: Workflow) -> tuple[str, ...]:
    """What failed, and whose commit it was."""
    jobs = [_step_of(job) for job in run.failed[:1]]
    return tuple(filter(None, (*jobs, run.author))) if run.status == "failing" else ()


def _step_of(job: FailedJob) -> str:
    return " › ".join(filter(None, (job.job, job.step)))


_COLUMNS = ("Workflow", "Last run", "Last runs", "Commit", "Failed")


def _table(values: Mapping[str, BuildRuns]) -> Table:
    runs = _worst_first(_join(list(values.values())))
    return Table(_COLUMNS, tuple(map(_cells, runs)))


def _cells(run: Workflow) -> tuple[Cell, ...]:
    took = " · ".join(filter(None, (duration(run.seconds), run.event)))
    time = parsed_time(run.finished or run.started)
    strip = tuple(_state_status(past.status) for past in reversed(run.past))
    commit = " · ".join(filter(None, ((run.commit or "")[:8], run.author)))
    trend = run.trend or trend_of(Ran(past.status, None, past.seconds) for past in run.past)
    passed, lines = words_of(trend) if trend else ("", ())
    return (
        Cell(run.name or "workflow", url=run.start_url, lines=_some(run.branch)),
        Cell(took, _state_status(run.status), run.url, time),
        Cell(passed, strip=strip, lines=lines),
        Cell(commit, lines=_some(run.message)),
        _failed_cell(run.failed),
    )


def _some(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def _failed_cell(failed: Sequence[FailedJob]) -> Cell:
    if not failed:
        return Cell()
    first, others = failed[0], failed[1:]
    more = (f"and {', '.join(job.job for job in others)}",) if others else ()
    return Cell(_step_of(first), url=first.url, lines=more, log=first.log[-_LOG_LINES:])


def _measures(_key: str, value: BuildRuns) -> Iterator[Measure]:
    """The share of workflows that pass, in percent; nothing where none has run to an end."""
    states = [run.status for run in value.workflows]
    passing, failing = states.count("passing"), states.count("failing")
    if passing or failing:
        yield Measure("builds", 100.0 * passing / (passing + failing))


KIND = FactKind(
    key=f"{_PREFIX}*",
    label="Builds",
    model=BuildRuns,
    card=_card,
    table=_table,
    join=_join,
    status=_status,
    summary=lambda value: value.status,
    rows=_rows,
    measures=_measures,
    column="build",
)
