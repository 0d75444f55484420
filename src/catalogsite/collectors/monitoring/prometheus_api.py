"""The HTTP API of Prometheus: queries and alerting rules, as values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from catalogsite.collectors.monitoring.alerts import AlertRule, parse_rules
from catalogsite.collectors.provider_json import Response
from catalogsite.errors import ProviderError
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client

API_NAME = "the API of a Prometheus"


class Series(NamedTuple):
    """One series of a result: its labels, and its number where it has one that is finite."""

    labels: Mapping[str, str]
    value: float | None


class QueryResult(NamedTuple):
    """The series of a query, and the failure that names those of another shape."""

    series: tuple[Series, ...]
    response: Response


def run_query(client: Client, query: str, fix: str, *, scalar: bool = False) -> QueryResult:
    """The result of a query: a vector; with `scalar` also a scalar, as one series without labels.

    Raises ProviderError, with `fix` for a query that gives something else.
    """
    response = Response(f"{client.base_url}api/v1/query", API_NAME)
    data = _data(response, client.post_form("api/v1/query", {"query": query}))
    kind = response.text(data, "resultType", "data")
    if scalar and kind == "scalar":
        sample = response.need_list(data.get("result"), "data.result")
        return QueryResult((Series({}, _number(response, sample, "data.result")),), response)
    if kind != "vector":
        what = f"the query gives a {kind or 'nothing'}, not a vector"
        raise ProviderError(what, where=client.base_url, fix=fix)
    items = response.need_list(data.get("result"), "data.result")
    series = [
        Series(
            _labels(response, item, place), _number(response, item.get("value"), f"{place}.value")
        )
        for place, item in response.objects(items, "data.result")
    ]
    return QueryResult(tuple(series), response)


def alert_rules(client: Client) -> tuple[list[AlertRule], Failure | None]:
    """The alerting rules, and the failure that names those of another shape. Raises ProviderError."""
    response = Response(f"{client.base_url}api/v1/rules", API_NAME)
    data = _data(response, client.get_json("api/v1/rules", {"type": "alert"}))
    rules = parse_rules(response, data)
    return rules, response.failure("prometheus", ("alerts",), "alerts")


def _data(response: Response, answer: object) -> Mapping[str, Any]:
    found = response.need_object(answer, "")
    response.need_one_of(found.get("status"), ("success",), "status")
    # Such as a store that Thanos could not reach: what is missing is not gone.
    response.warn(response.texts(found, "warnings", ""))
    return response.need_object(found.get("data"), "data")


def _labels(response: Response, item: Mapping[str, Any], place: str) -> dict[str, str]:
    named = response.optional_object(item, "metric", place)
    found = ((name, response.text(named, name, f"{place}.metric")) for name in named)
    return {name: text for name, text in found if text is not None}


def _number(response: Response, sample: object, place: str) -> float | None:
    """The number of a sample `[time, text]`; None for one that is not finite."""
    text = sample[1] if isinstance(sample, list) and len(sample) == 2 else sample
    try:
        number = float(text) if isinstance(text, str) else None
    except ValueError:
        number = None
    if number is None:
        response.note("a time and a number as text", place, sample)
        return None
    return number if math.isfinite(number) else None
