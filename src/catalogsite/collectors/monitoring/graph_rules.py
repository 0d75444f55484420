"""The annotation `prometheus.io/rule`: queries that an entity names itself, as metrics."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from catalogsite.collectors.monitoring.prometheus_api import Series
from catalogsite.model.entity import EntityData, annotations_of

RULE_ANNOTATION = "prometheus.io/rule"
MOST_SERIES = 10
"""Series of one query that an entity shows."""

_NO_KEY = re.compile(r"[^\w:.-]+")
_LONGEST = 80


class GraphRule(NamedTuple):
    """A query, and the label by whose values its series are told apart."""

    query: str
    dimension: str | None


class NamedMetric(NamedTuple):
    """One metric of an entity: the rest of its key after `metric.`, its words on pages, its number."""

    name: str
    label: str
    value: float


def graph_rules(entity: EntityData) -> list[GraphRule]:
    """The rules of the annotation `query|label,query`; as in Backstage no query holds a comma."""
    rules = []
    for piece in annotations_of(entity).get(RULE_ANNOTATION, "").split(","):
        query, _, dimension = piece.partition("|")
        if query.strip():
            rules.append(GraphRule(query.strip(), dimension.strip() or None))
    return rules


def metrics_of(rule: GraphRule, series: Sequence[Series]) -> Iterator[NamedMetric]:
    """A metric for each series, up to MOST_SERIES; series that share their words give none."""
    words = _words(rule, series)
    named = list(zip(words, (one.value for one in series), strict=True))
    single = len(series) == 1
    for word, value in sorted(named, key=lambda one: one[0])[:MOST_SERIES]:
        if value is not None and words.count(word) == 1:
            label = rule.query if single else f"{rule.query}: {word}"
            yield NamedMetric(_key(rule.query if single else f"{rule.query}.{word}"), label, value)


def repeated(rule: GraphRule, series: Sequence[Series]) -> str | None:
    """The first words that several series share; None where all differ."""
    words = _words(rule, series)
    return next((word for word in sorted(words) if words.count(word) > 1), None)


def _words(rule: GraphRule, series: Sequence[Series]) -> list[str]:
    """The value of the dimension of each series; as in Backstage that of its first label where one lacks it."""
    if rule.dimension is not None and all(rule.dimension in one.labels for one in series):
        return [one.labels[rule.dimension] for one in series]
    return [
        next((value for key, value in one.labels.items() if key != "__name__"), "")
        for one in series
    ]


def _key(text: str) -> str:
    return _NO_KEY.sub("_", text).strip("_.")[:_LONGEST] or "query"
