"""Enrichment `grafana`: the dashboards that entities select, and the alerts with their labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Literal

from catalogsite.collectors.access.rights import Access, Need, lacking
from catalogsite.collectors.account import (
    Account,
    Results,
    collect_account,
    entities_by,
    targets_of,
)
from catalogsite.collectors.monitoring.grafana.alert_rules import alert_facts, read_rules
from catalogsite.collectors.monitoring.grafana.dashboards import (
    OVERVIEW,
    SELECTOR,
    dashboard_facts,
    read_dashboards,
)
from catalogsite.collectors.protocol import Address, CollectorSettings, Context, Secret
from catalogsite.collectors.targets import Hint, Target, is_instance
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client

TITLE = "Grafana"
HINT = Hint(SELECTOR, "{name}")
HOST, TAG, ALERTS = "grafana/host-id", "grafana/tag-selector", "grafana/alert-label-selector"
_ALL = (TAG, SELECTOR, OVERVIEW, ALERTS)
_RULES = "api/prometheus/grafana/api/v1/rules"
NEEDS = (Need(_RULES, "alert.rules:read", {"limit_alerts": 0}),)


class Settings(CollectorSettings):
    """The Grafana to read; `instance` is its id in `grafana/host-id`, `web_url` the address for pages."""

    kind: Literal["grafana"] = "grafana"
    url: Address
    web_url: Address | None = None
    instance: str | None = None
    token: Secret = Secret(env="GRAFANA_TOKEN")

    @property
    def pages(self) -> str:
        """The address for pages, without a final slash."""
        return self.web_url or self.url


def collect(settings: Settings, context: Context) -> Results:
    """The dashboards and alerts of each entity that selects some."""
    yield from _unknown_hosts(settings, context)
    selected, labelled = _selected(settings, context), _labelled(settings, context)
    if selected or labelled:
        client, read = _open(settings, context), partial(_read, selected, labelled)
        yield from collect_account(settings, context, "Grafana's API", client, read)


def targets(settings: Settings, context: Context) -> list[Target]:
    """Each selector with its entities."""
    named = (entities_by(one, context, partial(_is_here, settings, context)) for one in _ALL)
    return targets_of(*named)


def probe(settings: Settings, context: Context) -> Access:
    """What the token may not read. Raises ProviderError."""
    with _open(settings, context) as client:
        client.get_json("api/search", {"type": "dash-db", "limit": 1})
        return Access(missing=tuple(lacking(client, NEEDS)))


def _open(settings: Settings, context: Context) -> Client:
    return context.client(settings.url, token=settings.token.value(context.env))


def _is_here(settings: Settings, context: Context, annotations: Mapping[str, str]) -> bool:
    """Whether an entity belongs to this Grafana: by its id, which is that of one that is configured."""
    named = annotations.get(HOST, "").strip()
    return (not named or named in _hosts(settings, context)) and is_instance(
        named, settings, context
    )


def _hosts(settings: Settings, context: Context) -> set[str | None]:
    servers = [one for one in context.enrichments if isinstance(one, Settings)] or [settings]
    return {one.instance for one in servers}


def _selected(settings: Settings, context: Context) -> dict[str, dict[str, str]]:
    """The selectors of each entity; the new name of an annotation counts before the old one."""
    here = partial(_is_here, settings, context)
    found: dict[str, dict[str, str]] = {}
    for annotation, kept in ((TAG, SELECTOR), (SELECTOR, SELECTOR), (OVERVIEW, OVERVIEW)):
        for text, refs in entities_by(annotation, context, here).items():
            for ref in refs:
                found.setdefault(ref, {})[kept] = text
    return dict(sorted(found.items()))


def _labelled(settings: Settings, context: Context) -> dict[str, list[str]]:
    """The entities by the selector of their alerts."""
    return entities_by(ALERTS, context, partial(_is_here, settings, context))


def _unknown_hosts(settings: Settings, context: Context) -> Iterator[Failure]:
    """A failure for each id that entities name and no Grafana has, once for all of them."""
    if not is_instance(None, settings, context):
        return
    known = _hosts(settings, context)
    for named, refs in entities_by(HOST, context).items():
        if named not in known:
            yield Failure.about(
                f"`{HOST}: {named}`",
                "no `grafana` with this `instance` is configured",
                source=settings.kind,
                fix=f"set `instance: {named}` at the one that it means, or correct the annotation",
                subjects=tuple(refs),
            )


def _read(
    selected: Mapping[str, dict[str, str]], labelled: Mapping[str, list[str]], account: Account
) -> Results:
    pages = account.settings.pages
    if selected:
        found = account.part(partial(read_dashboards, account, pages), "dashboards.grafana")
        yield from (
            [found] if isinstance(found, Failure) else dashboard_facts(account, selected, found)
        )
    if labelled:
        rules = account.part(partial(read_rules, account, _RULES), "alerts.grafana")
        yield from (
            [rules] if isinstance(rules, Failure) else alert_facts(account, labelled, rules, ALERTS)
        )
