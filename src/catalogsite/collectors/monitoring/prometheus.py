"""Enrichment `prometheus`: alerts that concern an entity, and one number an entity a query."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import urlencode

from pydantic import Field, field_validator

from catalogsite.collectors.monitoring.alerts import Rules, alerts_value, selection
from catalogsite.collectors.monitoring.graph_rules import (
    MOST_SERIES,
    GraphRule,
    graph_rules,
    metrics_of,
    repeated,
)
from catalogsite.collectors.monitoring.prometheus_api import QueryResult, alert_rules, run_query
from catalogsite.collectors.monitoring.services import NAME_ANNOTATION, Services
from catalogsite.collectors.monitoring.single_series import single_series
from catalogsite.collectors.protocol import (
    Address,
    CollectorSettings,
    Context,
    Secret,
    SettingsPart,
)
from catalogsite.collectors.targets import Hint
from catalogsite.errors import ProviderError
from catalogsite.model.entity import EntityData, annotations_of, ref_of
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.facts.alerts import Alerts
from catalogsite.model.facts.metric import Metric
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client

HINT = Hint(NAME_ANNOTATION, "{name}")
ALERT_ANNOTATION = "prometheus.io/alert"
LABELS_ANNOTATION = "prometheus.io/labels"
MOST_RULES = 200
"""Different queries of annotations that one server is asked."""


class Query(SettingsPart):
    """One query for all entities: its result has one series for each value of the label."""

    query: str
    unit: str | None = None
    label: str | None = None


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
        server = _Server(client, settings, context)
        for name, query in settings.queries.items():
            yield from server.query_metrics(name, query)
        if settings.rules:
            yield from server.annotated_metrics()
        if settings.alerts:
            yield from server.alerts()


def probe(settings: Settings, context: Context) -> None:
    """Send one query, which checks the address and the token. Raises ProviderError."""
    with _client(settings, context) as client:
        run_query(client, "vector(1)", "check that the address is that of the Prometheus API")


def _client(settings: Settings, context: Context) -> Client:
    headers = {"X-Scope-OrgID": settings.tenant} if settings.tenant else {}
    token = settings.token.value(context.env) if settings.token else None
    return context.client(settings.url, token=token, headers=headers)


class _Server:
    """Requests to one Prometheus, and the entities that have a metric so far."""

    def __init__(self, client: Client, settings: Settings, context: Context) -> None:
        self._client = client
        self._settings = settings
        self._context = context
        servers = [one for one in context.enrichments if isinstance(one, Settings)]
        self._services = Services(settings, servers, context.entities)
        self._measured: set[str] = set()

    def query_metrics(self, name: str, query: Query) -> Iterator[Fact | Failure]:
        """The metric of every entity that has one series; a failure for those with several."""
        label, about, key = query.label or self._settings.label, f"query `{name}`", f"metric.{name}"
        fix = f"group it by the label: `sum by ({label}) (...)`"
        try:
            result = run_query(self._client, query.query, fix)
            found = single_series(result.series, label, self._client.base_url, fix)
        except ProviderError as error:
            yield _failure(error, about, (key,))
            return
        several: dict[str, int] = {}
        for entity in filter(self._services.may_have_series, self._services.entities):
            value = self._services.label_value(entity, found.counts)
            number = found.values.get(value)
            if found.counts.get(value, 0) > 1:
                several[ref_of(entity)] = found.counts[value]
            elif number is not None:
                metric = Metric(value=number, unit=query.unit, url=self._graph(query.query))
                yield self._fact(entity, key, metric, self._graph(query.query))
        if several:
            yield self._several(about, several, label, key, fix)
        if failure := result.response.failure("prometheus", (key,), about):
            yield failure

    def annotated_metrics(self) -> Iterator[Fact | Failure]:
        """The metrics that entities name in `prometheus.io/rule`; each query is asked once."""
        wanted = [(one, rule) for one in self._services.entities for rule in graph_rules(one)]
        queries = list(dict.fromkeys(rule.query for _, rule in wanted))
        results = dict(self._client.each(self._result, queries[:MOST_RULES]))
        for entity, rule in wanted:
            result = results.get(rule.query)
            about = f"`prometheus.io/rule` of `{ref_of(entity)}`: query `{rule.query}`"
            if isinstance(result, ProviderError):
                yield _failure(result, about, (ref_of(entity),))
            elif result is not None:
                yield from self._annotated(entity, rule, result, about)
        if len(queries) > MOST_RULES:
            yield Failure(
                source="prometheus",
                reason=f"{len(queries) - MOST_RULES} of {len(queries)} queries of "
                f"`prometheus.io/rule` were not asked: at most {MOST_RULES} are",
                fix="use fewer queries, or turn them off with `rules: false`",
                url=self._client.base_url,
                subjects=tuple(ref_of(one) for one, rule in wanted if rule.query not in results),
            )

    def _result(self, query: str) -> QueryResult | ProviderError:
        try:
            return run_query(self._client, query, "write a query for the present", scalar=True)
        except ProviderError as error:
            return error

    def _annotated(
        self, entity: EntityData, rule: GraphRule, result: QueryResult, about: str
    ) -> Iterator[Fact | Failure]:
        url, ref = self._graph(rule.query), ref_of(entity)
        for one in metrics_of(rule, result.series):
            metric = Metric(value=one.value, label=one.label, url=url)
            yield self._fact(entity, f"metric.{one.name}", metric, url)
        shared = repeated(rule, result.series)
        if shared is not None:
            by = f"group by `{rule.dimension}`" if rule.dimension else "name a label: `query|label`"
            reason = f"{about}: several series for `{shared}`: {by}"
            yield Failure(
                source="prometheus", reason=reason, fix=f"in the query, {by}", subjects=(ref,)
            )
        elif len(result.series) > MOST_SERIES:
            reason = f"{about}: {len(result.series)} series, of which {MOST_SERIES} are shown"
            yield Failure(
                source="prometheus", reason=reason, fix="group them by a label", subjects=(ref,)
            )
        if failure := result.response.failure("prometheus", (ref,), about):
            yield failure

    def alerts(self) -> Iterator[Fact | Failure]:
        """The alerts of every entity that a rule concerns; `ok` for others that have metrics."""
        try:
            rules, failure = alert_rules(self._client)
        except ProviderError as error:
            yield _failure(error, "alerts", ("alerts",))
            return
        page, known = f"{self._settings.page}/alerts", Rules(rules, self._settings.label)
        subjects = known.subjects
        for entity in self._services.entities:
            named = annotations_of(entity).get(ALERT_ANNOTATION)
            if named is None and not self._services.may_have_series(entity):
                continue
            wanted = selection(named, annotations_of(entity).get(LABELS_ANNOTATION))
            name = self._services.label_value(entity, subjects)
            about = known.about(wanted, name)
            value = alerts_value(about, wanted, self._settings.label, name, page)
            if value is None and ref_of(entity) in self._measured:
                value = Alerts(state="ok", alerts=())
            if value is not None:
                yield self._fact(entity, "alerts", value, page)
        if failure:
            yield failure

    def _fact(self, entity: EntityData, key: str, value: Alerts | Metric, url: str) -> Fact:
        self._measured.add(ref_of(entity))
        source = Provenance(source=self._settings.kind, time=self._context.now, url=url)
        return Fact(subject=ref_of(entity), key=key, value=value, provenance=source)

    def _graph(self, query: str) -> str:
        return f"{self._settings.page}/graph?{urlencode({'g0.expr': query, 'g0.tab': '0'})}"

    def _several(
        self, about: str, several: dict[str, int], label: str, key: str, fix: str
    ) -> Failure:
        first, count = next(iter(several.items()))
        number = "two" if count == 2 else str(count)
        more = f" (and several for {len(several) - 1} more)" if len(several) > 1 else ""
        name = first.rpartition("/")[2]
        return Failure(
            source="prometheus",
            reason=f"{about}: {number} series for `{name}`{more}: group by `{label}`",
            fix=fix,
            url=self._client.base_url,
            subjects=tuple(several),
            key=key,
        )


def _failure(error: ProviderError, about: str, subjects: tuple[str, ...]) -> Failure:
    return Failure.about(
        about,
        error.what,
        source="prometheus",
        fix=error.fix,
        url=error.where,
        subjects=subjects,
    )
