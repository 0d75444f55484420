"""`deployments.PROVIDER`: what is deployed to which environment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from pydantic import StrictBool

from catalogsite.model.facts.fields import IsoTime, parsed_time
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
from catalogsite.model.quantities import plural
from catalogsite.model.value import Name, Text

DeploymentState = Literal[
    "failed", "in progress", "waiting", "unknown", "live", "stopped", "superseded"
]
_WORST_FIRST: tuple[DeploymentState, ...] = (
    *("failed", "in progress", "waiting", "unknown", "live", "stopped", "superseded"),
)
_TONES: dict[str, Tone] = {
    "failed": "bad",
    "in progress": "busy",
    "waiting": "busy",
    "live": "good",
}
_PRODUCTION = frozenset({"production", "prod", "live"})
_ROWS = 4
_TABLE_ROWS = 3
_SHOWS = "Environments whose newest deployment failed"


class Deployment(FactValue):
    """One version in one environment; `by` is who deployed it.

    `since` is when it got its state; of one that is superseded it is when it was deployed.

    `finished` is when deploying ended, in success or failure; it stays when the state becomes
    "superseded". `committed` is the time of the deployed commit. `production` tells whether the
    environment is one; where it is absent, its name tells.
    """

    environment: Name
    state: DeploymentState
    version: Text | None = None
    since: IsoTime | None = None
    by: Text | None = None
    commit: Text | None = None
    url: Text | None = None
    production: StrictBool | None = None
    finished: IsoTime | None = None
    committed: IsoTime | None = None


class Deployments(FactValue):
    """The deployments of an entity, in any order: of each environment the newest ones, without a gap.

    `complete_since` is since when the list has every deployment to production; where it is absent,
    that is since the oldest one of each environment.
    """

    deployments: tuple[Deployment, ...]
    complete_since: IsoTime | None = None


def _join(values: Sequence[Deployments]) -> Deployments:
    return Deployments(deployments=tuple(one for value in values for one in value.deployments))


def is_production(one: Deployment) -> bool:
    """Whether the environment is a production one, as stated or by its name."""
    if one.production is not None:
        return one.production
    return one.environment.casefold() in _PRODUCTION


def _sorted(value: Deployments) -> list[Deployment]:
    """Production first, then by environment; the newest of each first."""
    return sorted(value.deployments, key=_order)


def _order(one: Deployment) -> tuple[bool, str, float]:
    since = parsed_time(one.since)
    # One without a time comes after all that have one.
    return not is_production(one), one.environment, -since.timestamp() if since else 1e15


def _newest(value: Deployments) -> list[Deployment]:
    """The newest deployment of each environment."""
    found: dict[str, Deployment] = {}
    for one in _sorted(value):
        found.setdefault(one.environment, one)
    return list(found.values())


def _status(value: Deployments) -> Status:
    """The worst state in production; where there is no production, in any environment."""
    newest = _newest(value)
    counted = list(filter(is_production, newest)) or newest
    states = {one.state for one in counted}
    return state_status(next((one for one in _WORST_FIRST if one in states), "unknown"))


def state_status(state: DeploymentState) -> Status:
    """The state as a word, and its tone."""
    return Status(state, _TONES.get(state, "none"))


def _version(one: Deployment) -> str:
    return one.version or (one.commit or "")[:8]


def _summary(value: Deployments) -> str:
    """The versions that are live in production, or how many environments there are."""
    production = [one for one in _sorted(value) if is_production(one)]
    if not production:
        return plural(len(_newest(value)), "environment") + ", none is production"
    # The newest one that is live in an environment is what runs there.
    running: dict[str, str] = {}
    for one in production:
        if one.state == "live":
            running.setdefault(one.environment, _version(one) or "unknown version")
    versions = ", ".join(dict.fromkeys(running.values()))
    return f"{versions} in production" if versions else "nothing known to be live in production"


def _card(values: Mapping[str, Deployments]) -> Card:
    value = _join(list(values.values()))
    rows = first_rows(_rows(value), _ROWS)
    return Card(_status(value), _summary(value), rows, "failed_deployments", shows=_SHOWS)


def _rows(value: Deployments) -> tuple[Row, ...]:
    return tuple(map(_row, _newest(value)))


def _row(one: Deployment) -> Row:
    words = " · ".join(filter(None, (one.environment, _version(one))))
    return Row(words, state_status(one.state), one.url, parsed_time(one.since))


_COLUMNS = ("Environment", "Version", "Since", "By")


def _table(values: Mapping[str, Deployments]) -> Table:
    """The newest of each environment and what is live there; the others only as a number."""
    shown: list[tuple[Cell, ...]] = []
    listed, left = Counter[str](), Counter[str]()
    for one in _sorted(_join(list(values.values()))):
        if listed[one.environment] < _TABLE_ROWS or one.state == "live":
            listed[one.environment] += 1
            shown.append(_cells(one))
        else:
            left[one.environment] += 1
    rest = [(Cell(f"and {count:,} earlier in {name}"),) for name, count in left.items()]
    empty = (Cell(),) * (len(_COLUMNS) - 1)
    return Table(_COLUMNS, (*shown, *((*row, *empty) for row in rest)))


def _cells(one: Deployment) -> tuple[Cell, ...]:
    commit = (one.commit[:8],) if one.commit and one.version else ()
    return (
        Cell(one.environment, state_status(one.state), one.url),
        Cell(_version(one), lines=commit),
        Cell(time=parsed_time(one.since)),
        Cell(one.by or ""),
    )


def _measures(_key: str, value: Deployments) -> Iterator[Measure]:
    """The environments whose newest deployment failed; nothing where no result is known."""
    ended = [one.state for one in _newest(value) if one.state in ("live", "failed")]
    if ended:
        yield Measure("failed_deployments", float(ended.count("failed")))


KIND = FactKind(
    key="deployments.*",
    label="Deployments",
    model=Deployments,
    card=_card,
    table=_table,
    join=_join,
    status=_status,
    summary=_summary,
    rows=_rows,
    measures=_measures,
    column="deployments",
)
