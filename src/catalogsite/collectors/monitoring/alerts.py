"""Alerting rules of Prometheus, and the alerts that concern one entity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import quote

from catalogsite.collectors.provider_json import Response
from catalogsite.collectors.response_item import given
from catalogsite.model.facts.alerts import Alert, Alerts, AlertState, HealthState, alerts_of

ALERT_ANNOTATION = "prometheus.io/alert"
LABELS_ANNOTATION = "prometheus.io/labels"
ALL = "all"
_SUMMARIES = ("summary", "description", "message")
_RUNBOOKS = ("runbook_url", "runbook")
_DASHBOARDS = ("dashboard_url", "dashboard")
_STATES: dict[str, AlertState] = {"pending": "warning", "firing": "alert"}


class RaisedAlert(NamedTuple):
    """An alert that a rule has raised; `state` and `notes` (annotations) as Prometheus has them."""

    labels: Mapping[str, str]
    notes: Mapping[str, str]
    state: str
    since: str | None


class AlertRule(NamedTuple):
    """A rule: its labels, whether it could be evaluated, and the alerts that it raised."""

    name: str
    labels: Mapping[str, str]
    healthy: bool
    alerts: tuple[RaisedAlert, ...]


@dataclass(frozen=True)
class Selection:
    """Which rules an entity's annotations name.

    `names` are names of rules (`all` is every rule), None where there is no annotation; of their
    alerts those count that have all of `labels`.
    """

    names: frozenset[str] | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    def has(self, rule: AlertRule) -> bool:
        """Whether a rule is named."""
        return self.names is not None and (rule.name in self.names or ALL in self.names)

    def accepts(self, alert: RaisedAlert) -> bool:
        """Whether an alert has all labels."""
        return all(alert.labels.get(key) == value for key, value in self.labels.items())


def selection(names: str | None, labels: str | None) -> Selection:
    """The selection of the annotations `prometheus.io/alert` and `prometheus.io/labels`.

    As in Backstage, labels count only together with names.
    """
    wanted = frozenset(part.strip() for part in (names or "").split(",") if part.strip())
    if not wanted:
        return Selection()
    pairs = (piece.partition("=") for piece in (labels or "").split(","))
    return Selection(wanted, {key.strip(): value.strip(" \"'") for key, bar, value in pairs if bar})


def selection_of(annotations: Mapping[str, str]) -> Selection:
    """The selection of an entity."""
    return selection(annotations.get(ALERT_ANNOTATION), annotations.get(LABELS_ANNOTATION))


def parse_rules(response: Response, data: object) -> list[AlertRule]:
    """The alerting rules in a response of `/api/v1/rules`. Raises ProviderError for another shape."""
    groups = response.need_list(response.need_object(data, "data").get("groups"), "data.groups")
    rules = []
    for place, group in response.objects(groups, "data.groups"):
        listed = response.optional_list(group, "rules", place)
        for at, rule in response.objects(listed, f"{place}.rules"):
            if (response.text(rule, "type", at) or "alerting") == "alerting":
                found = _rule(response, rule, at)
                rules += [found] if found else []
    return rules


def _rule(response: Response, rule: Mapping[str, Any], place: str) -> AlertRule | None:
    name = response.required_text(rule, "name", place)
    if name is None:
        return None
    alerts = response.optional_list(rule, "alerts", place)
    return AlertRule(
        name=name,
        labels=_texts(response, rule, "labels", place),
        healthy=response.text(rule, "health", place) == "ok",
        alerts=tuple(
            RaisedAlert(
                labels=_texts(response, alert, "labels", at),
                notes=_texts(response, alert, "annotations", at),
                state=response.text(alert, "state", at) or "",
                since=response.time(alert, "activeAt", at),
            )
            for at, alert in response.objects(alerts, f"{place}.alerts")
        ),
    )


def _texts(response: Response, item: Mapping[str, Any], key: str, place: str) -> dict[str, str]:
    named = response.optional_object(item, key, place)
    found = ((name, response.text(named, name, f"{place}.{key}")) for name in named)
    return {name: text for name, text in found if text is not None}


class Rules:
    """Alerting rules by name and by subject, for thousands of both."""

    def __init__(self, rules: Sequence[AlertRule], label: str) -> None:
        self._rules = rules
        self._by_name: dict[str, list[int]] = {}
        self._by_subject: dict[str | None, list[int]] = {}
        for number, rule in enumerate(rules):
            self._by_name.setdefault(rule.name, []).append(number)
            subjects = {rule.labels.get(label), *(one.labels.get(label) for one in rule.alerts)}
            for subject in subjects:
                self._by_subject.setdefault(subject, []).append(number)

    @property
    def subjects(self) -> set[str | None]:
        """The values of the label on rules and alerts."""
        return set(self._by_subject)

    def about(self, wanted: Selection, name: str) -> list[AlertRule]:
        """The rules that an entity names or that may concern it, in their order."""
        names = wanted.names or ()
        if ALL in names:
            return list(self._rules)
        numbers = set(self._by_subject.get(name, ()))
        numbers.update(number for one in names for number in self._by_name.get(one, ()))
        return [self._rules[number] for number in sorted(numbers)]


def alerts_value(
    rules: Iterable[AlertRule], wanted: Selection, label: str, name: str, page: str
) -> Alerts | None:
    """The `alerts` fact of one entity; None where no rule concerns it.

    Where the entity names no rules, one concerns it if the label names the entity, on the rule or
    on an alert. The same alert of several rules counts once. `page` is the address of the list of
    alerts, for those without a runbook.
    """
    shown: dict[tuple[frozenset[tuple[str, str]], str], Alert] = {}
    states: set[HealthState] = set()
    for rule in rules:
        named = wanted.has(rule)
        about = wanted.accepts if named else (lambda alert: alert.labels.get(label) == name)
        mine = [alert for alert in rule.alerts if about(alert)]
        if not named and not mine and rule.labels.get(label) != name:
            continue
        states.add("ok" if rule.healthy else "no data")
        for raised in mine:
            alert = _alert(rule, raised, page)
            shown[frozenset(raised.labels.items()), alert.model_dump_json()] = alert
    if not states and wanted.names is None:
        return None
    return alerts_of(shown.values(), states)


def _alert(rule: AlertRule, alert: RaisedAlert, page: str) -> Alert:
    severity = alert.labels.get("severity") or rule.labels.get("severity") or None
    state = _STATES.get(alert.state, "warning")
    url = f"{page}?search={quote(rule.name)}"
    return alert_of(rule.name, state, alert, url, severity)


def alert_of(
    name: str, state: AlertState, alert: RaisedAlert, url: str, severity: str | None
) -> Alert:
    """The alert that Prometheus or Alertmanager raised; without a runbook `url` is its page."""
    runbook = _first(alert.notes, _RUNBOOKS)
    return Alert(
        name=name,
        state=state,
        severity=severity,
        since=alert.since,
        summary=_first(alert.notes, _SUMMARIES) or "",
        url=runbook or url,
        **given(runbook=runbook, dashboard=_first(alert.notes, _DASHBOARDS)),
        **given(labels=_own_labels(alert.labels) or None),
    )


def _own_labels(labels: Mapping[str, str]) -> dict[str, str]:
    """The labels that tell an alert from others: not its name and severity, which it has beside them."""
    return {key: labels[key] for key in sorted(labels) if key not in ("alertname", "severity")}


def _first(notes: Mapping[str, str], keys: Sequence[str]) -> str | None:
    return next(filter(None, (notes.get(key) for key in keys)), None)
