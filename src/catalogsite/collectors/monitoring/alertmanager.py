"""Enrichment `alertmanager`: the alerts that an Alertmanager has now, silenced ones too."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Literal
from urllib.parse import quote

from catalogsite.collectors.account import Account, Results, collect_account
from catalogsite.collectors.monitoring.alerts import (
    ALERT_ANNOTATION,
    ALL,
    RaisedAlert,
    Selection,
    alert_of,
    selection_of,
)
from catalogsite.collectors.monitoring.services import NAME_ANNOTATION, Services
from catalogsite.collectors.protocol import Address, CollectorSettings, Context, Secret
from catalogsite.collectors.response_item import Item
from catalogsite.collectors.targets import Hint, Target
from catalogsite.model.entity import EntityData, annotations_of, ref_of
from catalogsite.model.facts.alerts import Alert, AlertState, alerts_of
from catalogsite.network.client import Client

TITLE = "Alertmanager"
HINT = Hint(NAME_ANNOTATION, "{name}")
STATES: dict[str, AlertState] = {
    "active": "alert",
    "suppressed": "silenced",
    "unprocessed": "warning",
}
_ALL = (("active", "true"), ("silenced", "true"), ("inhibited", "true"))


class Settings(CollectorSettings):
    """`label` is the label whose value is an entity's name; `web_url` the address for pages.

    `instance` is the name in `prometheus.io/service-name`, as of a Prometheus.
    """

    kind: Literal["alertmanager"] = "alertmanager"
    url: Address
    web_url: Address | None = None
    instance: str | None = None
    label: str = "service"
    token: Secret | None = None
    tenant: str | None = None

    @property
    def page(self) -> str:
        """The address of the list of alerts."""
        return f"{self.web_url or self.url}/#/alerts"


class _Raised:
    """The alerts of an Alertmanager by name and by the value of the label, for thousands of entities."""

    def __init__(self, alerts: Sequence[RaisedAlert], label: str) -> None:
        self._alerts = alerts
        self._by_name: dict[str | None, list[int]] = {}
        self._by_value: dict[str | None, list[int]] = {}
        for number, alert in enumerate(alerts):
            self._by_name.setdefault(alert.labels.get("alertname"), []).append(number)
            self._by_value.setdefault(alert.labels.get(label), []).append(number)

    @property
    def values(self) -> set[str | None]:
        """The values of the label."""
        return set(self._by_value)

    def about(self, wanted: Selection, name: str) -> list[RaisedAlert]:
        """Those that an entity names, else those whose label has its name."""
        if wanted.names is None:
            return [self._alerts[number] for number in self._by_value.get(name, ())]
        if ALL in wanted.names:
            found = list(self._alerts)
        else:
            numbers = {number for one in wanted.names for number in self._by_name.get(one, ())}
            found = [self._alerts[number] for number in sorted(numbers)]
        return list(filter(wanted.accepts, found))


def collect(settings: Settings, context: Context) -> Results:
    """The alerts of each entity that has some; of others it is not known whether anybody looks."""
    client = _open(settings, context)
    yield from collect_account(settings, context, "the API of an Alertmanager", client, _read)


def targets(settings: Settings, context: Context) -> list[Target]:
    """Each entity that alerts may concern, by the value of its label."""
    services = _services(settings, context)
    named = [
        (services.label_value(one, ()), one)
        for one in services.entities
        if _may_have(services, one)
    ]
    return [Target(value, None, (ref_of(one),)) for value, one in named]


def probe(settings: Settings, context: Context) -> None:
    """Send one request, which checks the address and the token. Raises ProviderError."""
    with _open(settings, context) as client:
        client.get_json("api/v2/status")


def _open(settings: Settings, context: Context) -> Client:
    headers = {"X-Scope-OrgID": settings.tenant} if settings.tenant else {}
    token = settings.token.value(context.env) if settings.token else None
    return context.client(settings.url, token=token, headers=headers)


def _services(settings: Settings, context: Context) -> Services:
    servers = [one for one in context.enrichments if isinstance(one, Settings)]
    return Services(settings, servers, context.entities)


def _may_have(services: Services, entity: EntityData) -> bool:
    return ALERT_ANNOTATION in annotations_of(entity) or services.may_have_series(entity)


def _read(account: Account) -> Results:
    listed = [_raised(one) for one in account.whole("api/v2/alerts", _ALL)]
    raised, page = _Raised(listed, account.settings.label), account.settings.page
    services = _services(account.settings, account.context)
    for entity in filter(partial(_may_have, services), services.entities):
        wanted = selection_of(annotations_of(entity))
        found = raised.about(wanted, services.label_value(entity, raised.values))
        if found:
            value = alerts_of(_alert(one, page) for one in found)
            yield from account.facts([ref_of(entity)], "alerts.alertmanager", value, page)


def _raised(one: Item) -> RaisedAlert:
    return RaisedAlert(
        labels=one.words("labels"),
        notes=one.words("annotations"),
        state=one.text("status.state") or "",
        since=one.time("startsAt"),
    )


def _alert(one: RaisedAlert, page: str) -> Alert:
    name = one.labels.get("alertname") or "alert"
    url = f"{page}?filter={quote(f'{{alertname={json.dumps(name)}}}')}"
    state = STATES.get(one.state, "warning")
    return alert_of(name, state, one, url, one.labels.get("severity") or None)
