"""`ci.runs`: the last run of each workflow on the default branch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from catalogsite.model.facts.fields import Count, IsoTime, Number, parsed_time
from catalogsite.model.facts.kind import (
    Card,
    FactKind,
    FactValue,
    Measure,
    Row,
    Status,
    Tone,
    first_rows,
)
from catalogsite.model.quantities import duration
from catalogsite.model.value import Text

BuildState = Literal[
    "failing", "running", "waiting", "unknown", "passing", "cancelled", "skipped", "disabled"
]
_WORST_FIRST: tuple[BuildState, ...] = (
    "failing", "running", "waiting", "unknown", "passing", "cancelled", "skipped",
)  # fmt: skip
_TONES: dict[BuildState, Tone] = {
    "passing": "good",
    "failing": "bad",
    "running": "busy",
    "waiting": "busy",
}
_ROWS = 4


class Workflow(FactValue):
    """A workflow and its last run.

    `path` is its file in the repository, `raw` the provider's own word for the state, `url` the
    page of the run, `seconds` how long it took, `number` the provider's number of the run.
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


class BuildRuns(FactValue):
    """The workflows of a repository, and the worst of their states."""

    workflows: tuple[Workflow, ...] = ()
    status: BuildState


def worst_state(states: frozenset[BuildState]) -> BuildState:
    """The worst of the states; `unknown` where there is none, or all are disabled."""
    return next((state for state in _WORST_FIRST if state in states), "unknown")


def _status(value: BuildRuns) -> Status:
    return _state_status(value.status)


def _state_status(state: BuildState) -> Status:
    return Status(state, _TONES.get(state, "none"))


def _card(values: Mapping[str, BuildRuns]) -> Card:
    (value,) = values.values()
    branch = next((run.branch for run in _worst_first(value) if run.branch), "")
    headline = f"{branch} {value.status}".strip()
    return Card(_status(value), headline, first_rows(_rows(value), _ROWS), "builds")


def _worst_first(value: BuildRuns) -> list[Workflow]:
    return sorted(value.workflows, key=lambda run: (run.status != "failing", str(run.name)))


def _rows(value: BuildRuns) -> tuple[Row, ...]:
    return tuple(map(_row, _worst_first(value)))


def _row(run: Workflow) -> Row:
    words = (run.name or "workflow", duration(run.seconds))
    time = parsed_time(run.finished or run.started)
    return Row(" · ".join(filter(None, words)), _state_status(run.status), run.url, time)


def _measures(_key: str, value: BuildRuns) -> Iterator[Measure]:
    """The share of workflows that pass, in percent; nothing where none has run to an end."""
    states = [run.status for run in value.workflows]
    passing, failing = states.count("passing"), states.count("failing")
    if passing or failing:
        yield Measure("builds", 100.0 * passing / (passing + failing))


KIND = FactKind(
    key="ci.runs",
    label="Builds",
    model=BuildRuns,
    card=_card,
    status=_status,
    summary=lambda value: value.status,
    rows=_rows,
    measures=_measures,
    column="build",
)
