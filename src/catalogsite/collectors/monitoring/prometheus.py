"""Enrichment `prometheus`: alerts that concern an entity, and one number an entity a query."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Literal
from urllib.parse import urlencode

from pydantic import Field, field_validator

from catalogsite.collectors.monitoring.alerts import AlertRule, Rules, alerts_value, parse_rules
from catalogsite.collectors.protocol import Address, CollectorSettings, Context, Secret
from catalogsite.errors import ProviderError
from catalogsite.model.entity import EntityData, annotations_of, ref_of
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.facts.alerts import Alerts
from catalogsite.model.facts.metric import Metric
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client

NAME_ANNOTATION = "prometheus.io/service-name"
ALERT_ANNOTATION = "prometheus.io/alert"


class Query(CollectorSettings):
    """One query for all entities: its result has one series for each value of the label."""

    query: str
    unit: str | None = None
    label: str | None = None


class Settings(CollectorSettings):
    """`label` is the label whose value is an entity's name; `web_url` the address for pages."""

    kind: Literal["prometheus"] = "prometheus"
    url: Address
    web_url: Address | None = None
    label: str = "service"
    queries: dict[str, Query] = Field(default_factory=dict)
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
    """`alerts` and `metric.<name>` facts of every entity that a series or rule names."""
    headers = {"X-Scope-OrgID": settings.tenant} if settings.tenant else {}
    token = settings.token.value(context.env) if settings.token else None
    with context.client(settings.url, token=token, headers=headers) as client:
        seen: set[str] = set()
        for name, query in settings.queries.items():
            try:
                values = _query(client, query.query, query.label or settings.label)
            except ProviderError as error:
                yield _failure(error, f"query `{name}`", f"metric.{name}")
                continue
            for fact in _metrics(name, query, values, settings, context):
                seen.add(fact.subject)
                yield fact
        if settings.alerts:
            try:
                rules = parse_rules(_data(client, "api/v1/rules", {"type": "alert"}))
            except ProviderError as error:
                yield _failure(error, "alerts", "alerts")
                return
            yield from _alerts(rules, seen, settings, context)


def _failure(error: ProviderError, what: str, key: str) -> Failure:
    reason = f"{what}: {error.what}"
    return Failure(
        source="prometheus", reason=reason, fix=error.fix, url=error.where, subjects=(key,)
    )


def _data(client: Client, path: str, params: Mapping[str, str | int]) -> Any:
    return _unwrap(client, client.get_json(path, params))


def _unwrap(client: Client, answer: Any) -> Any:
    if not isinstance(answer, dict) or answer.get("status") != "success":
        raise ProviderError("the response is not Prometheus API JSON", where=client.base_url)
    return answer.get("data")


def _query(client: Client, query: str, label: str) -> dict[str, float]:
    data = _unwrap(client, client.post_form("api/v1/query", {"query": query}))
    kind = data.get("resultType") if isinstance(data, dict) else None
    series = data.get("result") if isinstance(data, dict) else None
    if kind != "vector" or not isinstance(series, list):
        raise ProviderError(
            f"the query gives {f'a {kind}' if kind else 'nothing'}, not a vector",
            where=client.base_url,
            fix=f"group it by the label: `sum by ({label}) (...)`",
        )
    samples = [_sample(item, label) for item in series]
    values = {name: number for name, number in samples if name and math.isfinite(number)}
    if series and not any(name for name, _ in samples):
        raise ProviderError(
            f"no series has the label `{label}`",
            where=client.base_url,
            fix=f"group the query by it: `sum by ({label}) (...)`",
        )
    return values


def _sample(item: Any, label: str) -> tuple[str, float]:
    """The label of a series and its number; NaN where it has none."""
    metric = item.get("metric") if isinstance(item, dict) else None
    name = metric.get(label) if isinstance(metric, dict) else None
    try:
        return str(name or ""), float(item["value"][1])
    except (KeyError, IndexError, TypeError, ValueError, OverflowError):
        return str(name or ""), math.nan


def _metrics(
    name: str, query: Query, values: dict[str, float], settings: Settings, context: Context
) -> Iterator[Fact]:
    url = f"{settings.page}/graph?{urlencode({'g0.expr': query.query, 'g0.tab': '0'})}"
    source = Provenance(source=settings.kind, time=context.now, url=url)
    for entity in context.entities:
        number = values.get(service_name(entity))
        if number is not None and _may_have_series(entity):
            value = Metric(value=number, unit=query.unit, url=url)
            yield Fact(subject=ref_of(entity), key=f"metric.{name}", value=value, provenance=source)


def _may_have_series(entity: EntityData) -> bool:
    # A group may well have the name of a service, but runs nothing.
    if NAME_ANNOTATION in annotations_of(entity):
        return True
    return entity.get("kind") in ("Component", "Resource")


def service_name(entity: EntityData) -> str:
    """The value of the label for the entity: its annotation, else its name."""
    named = annotations_of(entity).get(NAME_ANNOTATION)
    return named or str(entity["metadata"]["name"])


def _alerts(
    rules: list[AlertRule], seen: set[str], settings: Settings, context: Context
) -> Iterator[Fact]:
    page = f"{settings.page}/alerts"
    source = Provenance(source=settings.kind, time=context.now, url=page)
    known = Rules(rules, settings.label)
    for entity in context.entities:
        ref, name = ref_of(entity), service_name(entity)
        named = annotations_of(entity).get(ALERT_ANNOTATION)
        if named is None and not _may_have_series(entity):
            continue
        wanted = {part.strip() for part in named.split(",")} if named else None
        value = alerts_value(known.about(wanted, name), wanted, settings.label, name, page)
        if value is None and ref in seen:
            value = Alerts(state="ok", alerts=())
        if value is not None:
            yield Fact(subject=ref, key="alerts", value=value, provenance=source)
