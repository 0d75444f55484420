"""Enrichment `prometheus`: alerts that concern an entity, and one number an entity a query."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field, field_validator

from catalogsite.collectors.monitoring.annotated_metrics import annotated_metrics
from catalogsite.collectors.monitoring.entity_alerts import entity_alerts
from catalogsite.collectors.monitoring.prometheus_api import run_query
from catalogsite.collectors.monitoring.queried_metrics import Query, query_metrics
from catalogsite.collectors.monitoring.server import Server
from catalogsite.collectors.monitoring.services import NAME_ANNOTATION, Services
from catalogsite.collectors.protocol import Address, CollectorSettings, Context, Secret
from catalogsite.collectors.targets import Hint
from catalogsite.model.fact import Fact
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client

HINT = Hint(NAME_ANNOTATION, "{name}")


class Settings(CollectorSettings):
    """`label` is the label whose value is an entity's name; `web_url` the address for pages.

    `instance` is the name of the server in `prometheus.io/service-name`, as in Backstage.
    """

    kind: Literal["prometheus"] = "prometheus"
    url: Address
    instance: str | None = None
    web_url: Address | None = None
    label: str = "service"
    queries: dict[str, Query] = Field(default_factory=dict)
    rules: bool = True
    alerts: bool = True
    token: Secret | None = None
    tenant: str | None = None

    @field_validator("queries", mode="before")
    @classmethod
    def _short_form(cls, queries: Any) -> Any:
        if not isinstance(queries, dict):
            return queries
        return {
            name: {"query": query} if isinstance(query, str) else query
            for name, query in queries.items()
        }

    @property
    def page(self) -> str:
        """The address that pages link to, without a final slash."""
        return self.web_url or self.url


def collect(settings: Settings, context: Context) -> Iterator[Fact | Failure]:
    """`alerts` and `metric.<name>` facts of every entity that a series, rule or annotation names."""
    with _client(settings, context) as client:
        servers = [one for one in context.enrichments if isinstance(one, Settings)]
        services = Services(settings, servers, context.entities)
        server = Server(client, settings, context, services)
        for name, query in settings.queries.items():
            yield from query_metrics(server, name, query)
        if settings.rules:
            yield from annotated_metrics(server)
        if settings.alerts:
            yield from entity_alerts(server)


def probe(settings: Settings, context: Context) -> None:
    """Send one query, which checks the address and the token. Raises ProviderError."""
    with _client(settings, context) as client:
        run_query(client, "vector(1)", "check that the address is that of the Prometheus API")


def _client(settings: Settings, context: Context) -> Client:
    headers = {"X-Scope-OrgID": settings.tenant} if settings.tenant else {}
    token = settings.token.value(context.env) if settings.token else None
    return context.client(settings.url, token=token, headers=headers)
