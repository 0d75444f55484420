"""Metrics by the queries that entities name themselves in `prometheus.io/rule`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from catalogsite.collectors.monitoring.graph_rules import (
    MOST_SERIES,
    GraphRule,
    graph_rules,
    metrics_of,
    repeated,
)
from catalogsite.collectors.monitoring.prometheus_api import QueryResult, run_query
from catalogsite.collectors.monitoring.server import Server
from catalogsite.errors import ProviderError
from catalogsite.model.entity import EntityData, ref_of
from catalogsite.model.fact import Fact
from catalogsite.model.facts.metric import Metric
from catalogsite.model.source_run import Failure

MOST_RULES = 200
"""Different queries of annotations that one server is asked."""


def annotated_metrics(server: Server) -> Iterator[Fact | Failure]:
    """The metrics that entities name in `prometheus.io/rule`; each query is asked once."""
    wanted = [(one, rule) for one in server.services.entities for rule in graph_rules(one)]
    queries = list(dict.fromkeys(rule.query for _, rule in wanted))
    results = dict(server.client.each(partial(_result, server), queries[:MOST_RULES]))
    for entity, rule in wanted:
        result = results.get(rule.query)
        about = f"`prometheus.io/rule` of `{ref_of(entity)}`: query `{rule.query}`"
        if isinstance(result, ProviderError):
            yield server.failure(result, about, (ref_of(entity),))
        elif result is not None:
            yield from _annotated(server, entity, rule, result, about)
    if len(queries) > MOST_RULES:
        yield Failure(
            source="prometheus",
            reason=f"{len(queries) - MOST_RULES} of {len(queries)} queries of "
            f"`prometheus.io/rule` were not asked: at most {MOST_RULES} are",
            fix="use fewer queries, or turn them off with `rules: false`",
            url=server.client.base_url,
            subjects=tuple(ref_of(one) for one, rule in wanted if rule.query not in results),
        )


def _result(server: Server, query: str) -> QueryResult | ProviderError:
    try:
        return run_query(server.client, query, "write a query for the present", scalar=True)
    except ProviderError as error:
        return error


def _annotated(
    server: Server, entity: EntityData, rule: GraphRule, result: QueryResult, about: str
) -> Iterator[Fact | Failure]:
    url, ref = server.graph(rule.query), ref_of(entity)
    for one in metrics_of(rule, result.series):
        metric = Metric(value=one.value, label=one.label, url=url)
        yield server.fact(entity, f"metric.{one.name}", metric, url)
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
