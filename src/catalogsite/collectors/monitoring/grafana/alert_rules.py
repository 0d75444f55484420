"""The alerting rules of a Grafana, and the alerts of each entity by the labels that it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from catalogsite.collectors.account import Account, Results
from catalogsite.collectors.monitoring.alerts import RaisedAlert, alert_of
from catalogsite.collectors.response_item import Item
from catalogsite.errors import ProviderError
from catalogsite.model.facts.alerts import Alert, AlertState, HealthState, alerts_of

STATES: dict[str, AlertState] = {
    "Alerting": "alert",
    **dict.fromkeys(("Error", "Pending", "Recovering"), "warning"),
}
"""The states of an alert of a rule that is raised; another one that is not known counts as a warning."""

_CALM, _UNKNOWN = "Normal", "NoData"
_NOT_EVALUATED = "the rule cannot be evaluated"
_OWN_LABEL = "grafana_folder"


class Rule(NamedTuple):
    """A rule: its page, its labels, whether it is evaluated, and its alerts, one for each series."""

    name: str
    url: str
    labels: Mapping[str, str]
    healthy: bool
    alerts: tuple[RaisedAlert, ...]


def read_rules(account: Account, path: str) -> list[Rule]:
    """Every alerting rule that the token may see. Raises ProviderError."""
    answer = account.item(path)
    answer.response.need_one_of(answer.value.get("status"), ("success",), "status")
    groups = list(answer.need_items("data.groups"))
    if answer.text("data.groupNextToken"):
        what = "lists only a part of the rules"
        raise ProviderError(what, where=account.client.base_url, fix="report it to its operators")
    rules = [rule for group in groups for rule in group.items("rules")]
    pages = account.settings.pages
    return [
        _rule(one, pages)
        for one in rules
        if one.text("type") == "alerting" and one.required("name")
    ]


def _rule(one: Item, pages: str) -> Rule:
    uid = one.text("uid")
    paused = one.flag("isPaused")
    return Rule(
        name=one.text("name") or "",
        url=f"{pages}/alerting/grafana/{quote(uid, safe='')}/view" if uid else pages,
        labels=one.words("labels"),
        healthy=one.text("health") == "ok" and not paused,
        alerts=tuple(_raised(each, pages) for each in one.items("alerts")),
    )


def _raised(one: Item, pages: str) -> RaisedAlert:
    notes = one.words("annotations")
    dashboard, panel = notes.get("__dashboardUid__"), notes.get("__panelId__")
    if dashboard:
        view = f"?viewPanel={quote(panel, safe='')}" if panel else ""
        notes.setdefault("dashboard_url", f"{pages}/d/{quote(dashboard, safe='')}{view}")
    return RaisedAlert(one.words("labels"), notes, _state(one), one.time("activeAt"))


def _state(one: Item) -> str:
    """The state without its reason; one that is called normal although nothing was measured is not."""
    word, _, reason = (one.text("state") or "").partition(" (")
    unmeasured = any(each in reason for each in ("NoData", "Error", "Paused", "MissingSeries"))
    return _UNKNOWN if word == _CALM and unmeasured else word


def alert_facts(
    account: Account, labelled: Mapping[str, Sequence[str]], rules: Iterable[Rule], annotation: str
) -> Results:
    """The alerts of each entity; a failure for a selector that finds no rule."""
    by_label: dict[tuple[str, str], list[Rule]] = {}
    for rule in rules:
        of_alerts = (pair for alert in rule.alerts for pair in alert.labels.items())
        for pair in {*rule.labels.items(), *of_alerts}:
            by_label.setdefault(pair, []).append(rule)
    for selector, refs in labelled.items():
        raised: list[Alert] = []
        states: list[HealthState] = []
        for label, value in _pairs(selector):
            for rule in by_label.get((label, value), ()):
                own = rule.labels.get(label) == value
                alerts = [one for one in rule.alerts if own or one.labels.get(label) == value]
                found = [one for one in map(_alert, alerts, [rule] * len(alerts)) if one]
                raised += found
                states += [] if found else [_health(rule, alerts)]
        if not raised and not states:
            yield account.missing(f"the rules with `{selector}`", refs, annotation)
            continue
        unique = {one.model_dump_json(): one for one in raised}
        page = f"{account.settings.pages}/alerting/list"
        value_of_all = alerts_of(unique.values(), states)
        yield from account.facts(refs, "alerts.grafana", value_of_all, page)


def _pairs(selector: str) -> set[tuple[str, str]]:
    """The labels of a selector, each of which is enough: `service=shop,service=till`."""
    pieces = (piece.strip().split("=") for piece in selector.split(","))
    return {(piece[0], piece[1]) for piece in pieces if len(piece) > 1}


def _health(rule: Rule, alerts: Sequence[RaisedAlert]) -> HealthState:
    """The state of a rule that raised nothing: without a series that was measured nobody knows."""
    measured = any(one.state == _CALM for one in alerts)
    return "ok" if rule.healthy and measured else "no data"


def _alert(one: RaisedAlert, rule: Rule) -> Alert | None:
    if one.state in (_CALM, _UNKNOWN):
        return None
    hidden = [name for name in one.labels if name.startswith("__") or name == _OWN_LABEL]
    labels = {name: text for name, text in one.labels.items() if name not in hidden}
    severity = labels.get("severity") or rule.labels.get("severity") or None
    state = STATES.get(one.state, "warning")
    alert = alert_of(rule.name, state, one._replace(labels=labels), rule.url, severity)
    return alert.model_copy(update={"summary": _NOT_EVALUATED}) if one.state == "Error" else alert
