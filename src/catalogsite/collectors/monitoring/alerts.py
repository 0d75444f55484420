"""Alerting rules of Prometheus, and the alerts that concern one entity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from catalogsite.collectors.provider_json import (
    list_or_empty,
    object_or_empty,
    text_or_none,
    time_or_none,
)
from catalogsite.errors import ProviderError
from catalogsite.model.facts.alerts import WORST_FIRST, Alert, Alerts, HealthState, worst_state

ALL = "all"
_STATES: dict[str, Literal["alert", "warning"]] = {"pending": "warning", "firing": "alert"}


class AlertRule(NamedTuple):
    """A rule: its labels, whether it could be evaluated, and the alerts that it raised."""

    name: str
    labels: Mapping[str, str]
    healthy: bool
    alerts: tuple[Mapping[str, Any], ...]


def parse_rules(data: Any) -> list[AlertRule]:
    """The alerting rules in a response of `/api/v1/rules`. Raises ProviderError for another shape."""
    groups = data.get("groups") if isinstance(data, dict) else None
    if not isinstance(groups, list):
        raise ProviderError("the response has no groups of rules")
    rules = []
    for group in groups:
        for rule in list_or_empty(object_or_empty(group).get("rules")):
            if isinstance(rule, dict) and rule.get("type", "alerting") == "alerting":
                items = list_or_empty(rule.get("alerts"))
                alerts = tuple(item for item in items if isinstance(item, dict))
                labels = object_or_empty(rule.get("labels"))
                healthy = rule.get("health") == "ok"
                rules.append(AlertRule(str(rule.get("name", "")), labels, healthy, alerts))
    return rules


class Rules:
    """Alerting rules by name and by subject, for thousands of both."""

    def __init__(self, rules: Sequence[AlertRule], label: str) -> None:
        self._rules = rules
        self._by_name: dict[str, list[int]] = {}
        self._by_subject: dict[str, list[int]] = {}
        for number, rule in enumerate(rules):
            self._by_name.setdefault(rule.name, []).append(number)
            subjects = {str(rule.labels.get(label)), *(str(_label(a, label)) for a in rule.alerts)}
            for subject in subjects:
                self._by_subject.setdefault(subject, []).append(number)

    def about(self, wanted: set[str] | None, name: str) -> list[AlertRule]:
        """The rules that an entity names or that may concern it, in their order."""
        if wanted and ALL in wanted:
            return list(self._rules)
        numbers = set(self._by_subject.get(name, ()))
        numbers.update(number for one in wanted or () for number in self._by_name.get(one, ()))
        return [self._rules[number] for number in sorted(numbers)]


def alerts_value(
    rules: Iterable[AlertRule], wanted: set[str] | None, label: str, name: str, page: str
) -> Alerts | None:
    """The `alerts` fact of one entity; None where no rule concerns it.

    `wanted` are the rule names of its annotation (`all` is every rule). Without one, a rule
    concerns the entity if the label names it, on the rule or on an alert. `page` is the address
    of the list of alerts, for those without a runbook.
    """
    shown: list[Alert] = []
    states: set[HealthState] = set()
    for rule in rules:
        named = wanted is not None and (rule.name in wanted or ALL in wanted)
        mine = [alert for alert in rule.alerts if named or _label(alert, label) == name]
        if not named and not mine and rule.labels.get(label) != name:
            continue
        states.add("ok" if rule.healthy else "no data")
        shown += [_alert(rule, alert, page) for alert in mine]
    if not states and wanted is None:
        return None
    state = worst_state(frozenset(states | {alert.state for alert in shown}))
    return Alerts(state=state, alerts=tuple(sorted(shown, key=_order)))


def _label(alert: Mapping[str, Any], label: str) -> Any:
    return object_or_empty(alert.get("labels")).get(label)


def _order(alert: Alert) -> tuple[int, str, str]:
    return WORST_FIRST.index(alert.state), alert.name, alert.since or ""


def _alert(rule: AlertRule, alert: Mapping[str, Any], page: str) -> Alert:
    labels = object_or_empty(alert.get("labels"))
    notes = object_or_empty(alert.get("annotations"))
    words = (text_or_none(notes.get(key)) for key in ("summary", "description", "message"))
    return Alert(
        name=rule.name,
        state=_STATES.get(str(alert.get("state")), "warning"),
        severity=text_or_none(labels.get("severity") or rule.labels.get("severity")),
        since=time_or_none(alert.get("activeAt")),
        summary=next(filter(None, words), ""),
        url=text_or_none(notes.get("runbook_url")) or f"{page}?search={quote(rule.name)}",
    )
