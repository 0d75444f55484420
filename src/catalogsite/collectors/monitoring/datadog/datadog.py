"""Enrichment `datadog`: monitors, objectives, dashboards and service definitions of Datadog."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import Field

from catalogsite.collectors.access.rights import Access, Need, lacking
from catalogsite.collectors.account import Account, Results, collect_account, targets_of
from catalogsite.collectors.monitoring.datadog.monitors import read_monitors
from catalogsite.collectors.monitoring.datadog.objectives import read_objectives
from catalogsite.collectors.monitoring.datadog.service_definitions import (
    KEYS,
    Definition,
    dashboards_at,
    read_definitions,
)
from catalogsite.collectors.monitoring.datadog.services import (
    SERVICE,
    Named,
    named_services,
    site_of,
    unknown_sites,
)
from catalogsite.collectors.protocol import Address, CollectorSettings, Context, Secret
from catalogsite.collectors.targets import Hint, Target
from catalogsite.errors import ProviderError
from catalogsite.model.facts.running.monitors import Monitors
from catalogsite.model.facts.running.slos import Objectives
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client
from catalogsite.network.credentials import Credentials

TITLE = "Datadog"
HINT = Hint(SERVICE, "{name}")
NEEDS = (
    Need("api/v1/monitor", "monitors_read", {"page": 0, "page_size": 1}),
    Need("api/v1/slo/search", "slos_read", {"page[size]": 1}),
    Need("api/v2/services/definitions", "apm_service_catalog_read", {"page[size]": 1}),
)


class Settings(CollectorSettings):
    """The organisation to read; `site` is where it is, by default what `DD_SITE` says."""

    kind: Literal["datadog"] = "datadog"
    site: Annotated[str, Field(pattern=r"^[\w-]+(\.[\w-]+)+$")] | None = None
    api_url: Address | None = None
    web_url: Address | None = None
    api_key: Secret = Secret(env="DD_API_KEY")
    app_key: Secret = Secret(env="DD_APP_KEY")


def collect(settings: Settings, context: Context) -> Results:
    """What Datadog has about the service of each entity, by the tag `service`."""
    yield from unknown_sites(settings, context)
    named = named_services(settings, context)
    if named:
        client, read = _open(settings, context), partial(_read, named)
        yield from collect_account(settings, context, "Datadog's API", client, read)


def targets(settings: Settings, context: Context) -> list[Target]:
    """Each service with its entities."""
    found: dict[str, list[str]] = {}
    for ref, named in named_services(settings, context).items():
        found.setdefault(named.service, []).append(ref)
    return targets_of(found)


def probe(settings: Settings, context: Context) -> Access:
    """What the application key may not read. Raises ProviderError."""
    with _open(settings, context) as client:
        try:
            client.get_json("api/v1/validate")
        except ProviderError as error:
            if error.status != HTTPStatus.FORBIDDEN:
                raise
            # So Datadog answers a key that it does not know, too.
            fix = f"check the key in {settings.api_key.env}, and `site`"
            raise ProviderError(error.what, where=error.where, fix=fix) from None
        return Access(missing=tuple(lacking(client, NEEDS)))


def _open(settings: Settings, context: Context) -> Client:
    keys = {
        "DD-APPLICATION-KEY": settings.app_key.value(context.env),
        "DD-API-KEY": settings.api_key.value(context.env),
    }
    given = {header: key for header, key in keys.items() if key}
    header = next(iter(given), None)
    # One header is the proof; no message quotes what any of them holds.
    proof = Credentials(header, given[header], tuple(given.values())) if header else None
    address = settings.api_url or f"https://api.{site_of(settings, context)}"
    return context.client(address, credentials=proof, headers=given)


def _web(settings: Settings, context: Context) -> str:
    """The address of the pages: that of a region of its own has no `app` before it."""
    site = site_of(settings, context)
    host = f"app.{site}" if site.count(".") == 1 else site
    return settings.web_url or f"https://{host}"


def _read(named: Mapping[str, Named], account: Account) -> Results:
    web = _web(account.settings, account.context)
    monitors = account.part(partial(read_monitors, account, web), "monitors.datadog")
    objectives = account.part(partial(read_objectives, account, web), "slo.datadog")
    definitions = account.part(partial(read_definitions, account), *KEYS)
    for part in (monitors, objectives, definitions):
        if isinstance(part, Failure):
            yield part
    for ref, (service, dashboards) in named.items():
        tag = quote(f"service:{service}", safe="")
        if not isinstance(monitors, Failure) and (watching := monitors.get(service)):
            page = f"{web}/monitors/manage?q={tag}"
            yield from account.facts([ref], "monitors.datadog", Monitors(monitors=watching), page)
        if not isinstance(objectives, Failure) and (measured := objectives.get(service)):
            page, met = f"{web}/slo/manage?query={tag}", Objectives(objectives=measured)
            yield from account.facts([ref], "slo.datadog", met, page)
        page = f"{web}/services?selectedService={quote(service, safe='')}"
        defined = Definition() if isinstance(definitions, Failure) else definitions.get(service)
        values = dict(defined.values() if defined else ())
        if dashboards:
            values |= dashboards_at(dashboards)
        for key, value in values.items():
            yield from account.facts([ref], key, value, page)
