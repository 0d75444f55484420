"""Metrics by the queries of the configuration: each has one series for every entity."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.collectors.monitoring.prometheus_api import run_query
from catalogsite.collectors.monitoring.server import Server
from catalogsite.collectors.monitoring.single_series import single_series
from catalogsite.collectors.protocol import SettingsPart
from catalogsite.errors import ProviderError
from catalogsite.model.entity import ref_of
from catalogsite.model.fact import Fact
from catalogsite.model.facts.metric import Metric
from catalogsite.model.source_run import Failure


class Query(SettingsPart):
    """One query for all entities: its result has one series for each value of the label."""

    query: str
    unit: str | None = None
    label: str | None = None


def query_metrics(server: Server, name: str, query: Query) -> Iterator[Fact | Failure]:
    """The metric of every entity that has one series; a failure for those with several."""
    label, about, key = query.label or server.settings.label, f"query `{name}`", f"metric.{name}"
    fix = f"group it by the label: `sum by ({label}) (...)`"
    try:
        result = run_query(server.client, query.query, fix)
        found = single_series(result.series, label, server.client.base_url, fix)
    except ProviderError as error:
        yield server.failure(error, about, (key,))
        return
    several: dict[str, int] = {}
    for entity in filter(server.services.may_have_series, server.services.entities):
        value = server.services.label_value(entity, found.counts)
        number = found.values.get(value)
        if found.counts.get(value, 0) > 1:
            several[ref_of(entity)] = found.counts[value]
        elif number is not None:
            metric = Metric(value=number, unit=query.unit, url=server.graph(query.query))
            yield server.fact(entity, key, metric, server.graph(query.query))
    if several:
        yield _several(server, about, several, label, key, fix)
    if failure := result.response.failure("prometheus", (key,), about):
        yield failure


def _several(
    server: Server, about: str, several: dict[str, int], label: str, key: str, fix: str
) -> Failure:
    first, count = next(iter(several.items()))
    number = "two" if count == 2 else str(count)
    more = f" (and several for {len(several) - 1} more)" if len(several) > 1 else ""
    name = first.rpartition("/")[2]
    return Failure(
        source="prometheus",
        reason=f"{about}: {number} series for `{name}`{more}: group by `{label}`",
        fix=fix,
        url=server.client.base_url,
        subjects=tuple(several),
        key=key,
    )
