"""`alerts.PROVIDER`: the alerts of monitoring systems that concern an entity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from catalogsite.model.facts.fields import IsoTime, parsed_time
from catalogsite.model.facts.kind import (
    Card,
    Cell,
    FactKind,
    FactValue,
    Guide,
    Measure,
    Row,
    Status,
    Table,
    Tone,
    first_rows,
)
from catalogsite.model.quantities import plural
from catalogsite.model.value import Text

AlertState = Literal["alert", "warning", "silenced"]
HealthState = Literal["alert", "warning", "silenced", "no data", "ok"]
WORST_FIRST: tuple[HealthState, ...] = ("alert", "warning", "silenced", "no data", "ok")
_TONES: dict[HealthState, Tone] = {
    "ok": "good",
    "silenced": "busy",
    "warning": "warn",
    "alert": "bad",
}
_CRITICAL = frozenset({"critical", "page", "alert", "p1", "p2"})
_NO_RUNBOOK = "no runbook"
_ENTITY_RUNBOOK = "Runbook of the component"
_ROWS = 4
_SHOWS = "Raised alerts"


class DocumentedRunbook(FactValue):
    """A runbook that the documentation or descriptor of an alert's entity has, not the alert.

    It is `of` the alert where it has the name of it, else of the entity as a whole. `url` is its web
    address; `file` is its file in the repository, and `part` the heading in it.
    """

    of: Literal["alert", "entity"]
    url: Text | None = None
    file: Text | None = None
    part: Text | None = None


class Alert(FactValue):
    """One alert: `severity` is the provider's own word, `since` the time it was raised.

    `state` is `alert` for one that fires, `warning` for one that is about to, and `silenced` for one
    that fires and notifies nobody. `url` is the page to open, `runbook` the address of what to do and
    `dashboard` that of what to look at, if there is one. `labels` tell it from others of its name.
    `documented` is added to an alert without a runbook, where its entity has one.
    """

    name: Text
    state: AlertState = "warning"
    severity: Text | None = None
    since: IsoTime | None = None
    summary: Text | None = None
    url: Text | None = None
    runbook: Text | None = None
    dashboard: Text | None = None
    labels: dict[Text, Text] | None = None
    documented: DocumentedRunbook | None = None


class Alerts(FactValue):
    """The worst state of the rules that concern an entity, and the alerts that they raised."""

    state: HealthState
    alerts: tuple[Alert, ...] = ()


def worst_state(states: frozenset[HealthState]) -> HealthState:
    """The worst of the states; `no data` where there is none."""
    return next((state for state in WORST_FIRST if state in states), "no data")


def alerts_of(alerts: Iterable[Alert], others: Iterable[HealthState] = ()) -> Alerts:
    """The fact for alerts in any order; `others` are the states of rules that raised none."""
    listed = tuple(sorted(alerts, key=_order))
    return Alerts(
        state=worst_state(frozenset((*others, *(one.state for one in listed)))), alerts=listed
    )


def _order(alert: Alert) -> tuple[int, str, str, str, str, str]:
    place = WORST_FIRST.index(alert.state)
    words = (alert.since or "", alert.summary or "", alert.severity or "", _labels(alert))
    return place, alert.name, *words


def _join(values: Sequence[Alerts]) -> Alerts:
    """The alerts of all; the same one, by name and labels, counts once, and silenced where any says so."""
    found: dict[object, Alert] = {}
    for number, one in enumerate(one for value in values for one in value.alerts):
        # Without labels nobody can tell whether it is the same one.
        key = (one.name, frozenset(one.labels.items())) if one.labels else number
        known = found.get(key)
        if known is None:
            found[key] = one
        elif "silenced" in (known.state, one.state):
            found[key] = known.model_copy(update={"state": "silenced"})
    # A state that no listed alert has is stated by the provider, and no other provider lowers it.
    stated = (value.state for value in values if value.state not in {a.state for a in value.alerts})
    return alerts_of(found.values(), stated)


def _status(value: Alerts) -> Status:
    return Status(value.state, _TONES.get(value.state, "none"))


def _raised(value: Alerts) -> list[Alert]:
    return [one for one in value.alerts if one.state != "silenced"]


def _card(values: Mapping[str, Alerts]) -> Card:
    value = _joined(values)
    raised, silenced = len(_raised(value)), len(value.alerts) - len(_raised(value))
    if raised:
        headline = plural(raised, "alert")
    elif silenced:
        headline = plural(silenced, "silenced alert")
    else:
        headline = "no alerts" if value.state == "ok" else value.state
    return Card(_status(value), headline, first_rows(_rows(value), _ROWS), "alerts", shows=_SHOWS)


def _joined(values: Mapping[str, Alerts]) -> Alerts:
    listed = list(values.values())
    return _join(listed) if len(listed) > 1 else listed[0]


def _rows(value: Alerts) -> tuple[Row, ...]:
    return tuple(map(_row, value.alerts))


def _row(alert: Alert) -> Row:
    text = ": ".join(filter(None, (alert.name, _summary(alert))))
    named = _summary(alert).casefold().startswith(alert.name.casefold())
    since = parsed_time(alert.since)
    shown = _summary(alert) if named else text
    return Row(shown, _word(alert), alert.url, since, tuple(_lines(alert)), _guide(alert))


def _guide(alert: Alert) -> Guide:
    found = alert.documented
    if alert.runbook or found is None:
        return Guide("Runbook" if alert.runbook else _NO_RUNBOOK, alert.runbook)
    title = "Runbook" if found.of == "alert" else _ENTITY_RUNBOOK
    return Guide(title, found.url, found.file or "", found.part or "")


def _summary(alert: Alert) -> str:
    return alert.summary or ""


def _word(alert: Alert) -> Status:
    if alert.state == "silenced":
        return Status("silenced", "busy")
    severity = alert.severity or ""
    tone: Tone = "bad" if severity.casefold() in _CRITICAL else "warn"
    return Status(severity or alert.state, tone)


def _lines(alert: Alert) -> Iterator[str]:
    if alert.since:
        yield f"since {alert.since}"
    if alert.labels:
        yield _labels(alert)
    yield _runbook_line(alert)
    if alert.dashboard:
        yield f"dashboard {alert.dashboard}"


def _runbook_line(alert: Alert) -> str:
    found = alert.documented
    if alert.runbook or found is None:
        return f"runbook {alert.runbook}" if alert.runbook else _NO_RUNBOOK
    place = " # ".join(filter(None, (found.file, found.part)))
    words = "runbook" if found.of == "alert" else _ENTITY_RUNBOOK.lower()
    return " ".join(filter(None, (words, place, found.url)))


def _labels(alert: Alert) -> str:
    return ", ".join(f"{name}={value}" for name, value in sorted((alert.labels or {}).items()))


_COLUMNS = ("Alert", "Since", "Runbook", "Dashboard", "Labels")


def _table(values: Mapping[str, Alerts]) -> Table:
    return Table(_COLUMNS, tuple(map(_cells, _joined(values).alerts)))


def _cells(alert: Alert) -> tuple[Cell, ...]:
    summary = (_summary(alert),) if alert.summary else ()
    return (
        Cell(alert.name, _word(alert), alert.url, lines=summary),
        Cell(time=parsed_time(alert.since)),
        Cell(guide=_guide(alert)),
        Cell("Dashboard" if alert.dashboard else "", url=alert.dashboard),
        Cell(_labels(alert)),
    )


def _measures(_key: str, value: Alerts) -> Iterator[Measure]:
    if value.alerts or value.state == "ok":
        yield Measure("alerts", float(len(_raised(value))))


KIND = FactKind(
    key="alerts.*",
    label="Alerts",
    model=Alerts,
    card=_card,
    table=_table,
    join=_join,
    status=_status,
    summary=lambda value: value.state,
    rows=_rows,
    measures=_measures,
    column="alerts",
    section="Monitoring",
    health=True,
)
