"""The service definitions of Datadog: where dashboards, runbook and on-call of a service are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from catalogsite.collectors.account import Account
from catalogsite.collectors.response_item import Item
from catalogsite.model.facts.activity.dashboards import Dashboard, Dashboards
from catalogsite.model.facts.generic import Generic
from catalogsite.network.paging import by_number

DASHBOARDS, RUNBOOK, ON_CALL = KEYS = (
    "dashboards.datadog",
    "datadog.runbook",
    "datadog.on_call",
)
"""The keys of the facts that definitions give."""

_ALL = (("page[size]", 100), ("page[number]", 0), ("schema_version", "v2.2"))
_SMALLEST_PAGE = 100
_ON_CALL = {
    "PagerDuty": "integrations.pagerduty.service-url",
    "Opsgenie": "integrations.opsgenie.service-url",
}


class Definition(NamedTuple):
    """What a definition says of a service, None for what it leaves out."""

    dashboards: Dashboards | None = None
    runbook: Generic | None = None
    on_call: Generic | None = None

    def values(self) -> Iterator[tuple[str, Dashboards | Generic]]:
        """The values of facts by key."""
        for key, value in zip(KEYS, self, strict=True):
            if value is not None:
                yield key, value


def read_definitions(account: Account) -> dict[str, Definition]:
    """The definition of each service by its name in lower case. Raises ProviderError."""
    listed = account.items(
        "api/v2/services/definitions",
        _ALL,
        key="data",
        following=by_number("page[number]", first=0, smallest=_SMALLEST_PAGE),
    )
    found = [one.inner("attributes.schema") for one in listed]
    return {name.casefold(): _definition(one) for one in found if (name := one.text("dd-service"))}


def _definition(one: Item) -> Definition:
    links = [
        (each.text("type"), each.text("name"), each.text("url")) for each in one.items("links")
    ]
    dashboards = tuple(
        Dashboard(title=name or _title(url), url=url)
        for sort, name, url in links
        if sort == "dashboard" and url
    )
    runbook = next(((name, url) for sort, name, url in links if sort == "runbook" and url), None)
    on_call = next(
        ((name, url) for name, path in _ON_CALL.items() if (url := one.text(path))), None
    )
    return Definition(
        Dashboards(dashboards=dashboards) if dashboards else None,
        Generic(label="Runbook", value=runbook[0] or "Runbook", link=runbook[1])
        if runbook
        else None,
        Generic(label="On call", value=on_call[0], link=on_call[1]) if on_call else None,
    )


def dashboards_at(addresses: str) -> Mapping[str, Dashboards]:
    """The dashboards at the addresses of an annotation, with commas, as the fact of an entity."""
    named = [one.strip() for one in addresses.split(",")]
    found = tuple(Dashboard(title=_title(url), url=url) for url in named if "://" in url)
    return {DASHBOARDS: Dashboards(dashboards=found)} if found else {}


def _title(url: str) -> str:
    """The title in the address of a dashboard: `/dashboard/abc-123-xyz/payments-overview`."""
    parts = [one for one in urlsplit(url).path.split("/") if one]
    slug = parts[2] if len(parts) > 2 and parts[0] == "dashboard" else ""
    return unquote(slug).replace("-", " ").strip().capitalize() or "Datadog dashboard"
