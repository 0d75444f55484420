"""`alerts`: the alerts of a monitoring system that concern an entity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from catalogsite.model.facts.fields import IsoTime, parsed_time
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
from catalogsite.model.quantities import plural
from catalogsite.model.value import Text

HealthState = Literal["alert", "warning", "no data", "ok"]
WORST_FIRST: tuple[HealthState, ...] = ("alert", "warning", "no data", "ok")
_TONES: dict[HealthState, Tone] = {"ok": "good", "warning": "warn", "alert": "bad"}
_CRITICAL = frozenset({"critical", "page", "alert"})
_ROWS = 4


class Alert(FactValue):
    """One alert: `severity` is the provider's own word, `since` the time it was raised.

    `state` is `alert` for one that fires and `warning` for one that is about to. `url` is the page
    to open, and `runbook` the address of what to do, if there is one.
    """

    name: Text
    state: Literal["alert", "warning"] = "warning"
    severity: Text | None = None
    since: IsoTime | None = None
    summary: Text | None = None
    url: Text | None = None
    runbook: Text | None = None


class Alerts(FactValue):
    """The worst state of the rules that concern an entity, and the alerts that they raised."""

    state: HealthState
    alerts: tuple[Alert, ...] = ()


def worst_state(states: frozenset[HealthState]) -> HealthState:
    """The worst of the states; `no data` where there is none."""
    return next((state for state in WORST_FIRST if state in states), "no data")


def _status(value: Alerts) -> Status:
    return Status(value.state, _TONES.get(value.state, "none"))


def _card(values: Mapping[str, Alerts]) -> Card:
    (value,) = values.values()
    calm = "no alerts" if value.state == "ok" else value.state
    headline = plural(len(value.alerts), "alert") if value.alerts else calm
    return Card(_status(value), headline, first_rows(_rows(value), _ROWS), "alerts")


def _rows(value: Alerts) -> tuple[Row, ...]:
    return tuple(map(_row, value.alerts))


def _row(alert: Alert) -> Row:
    tone: Tone = "bad" if alert.severity in _CRITICAL else "warn"
    status = Status(alert.severity or alert.state, tone)
    summary = alert.summary or ""
    named = summary.casefold().startswith(alert.name.casefold())
    text = summary if named else ": ".join(filter(None, (alert.name, summary)))
    return Row(text, status, alert.url, parsed_time(alert.since))


def _measures(_key: str, value: Alerts) -> Iterator[Measure]:
    yield Measure("alerts", float(len(value.alerts)))


KIND = FactKind(
    key="alerts",
    label="Alerts",
    model=Alerts,
    card=_card,
    status=_status,
    summary=lambda value: value.state,
    rows=_rows,
    measures=_measures,
    column="alerts",
)
