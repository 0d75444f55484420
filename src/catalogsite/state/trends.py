"""The numbers of a run that are worth a line over time; pure, `history.py` keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from catalogsite.model.fact import Fact
from catalogsite.model.scorecard import Score

Measure = tuple[str, str, float]
"""Subject, name of the metric, value."""


def measures(facts: Iterable[Fact], scores: Mapping[str, Score]) -> Iterator[Measure]:
    """What to remember of this run: scores, metrics, alerts, and workflows that pass."""
    for ref, score in sorted(scores.items()):
        yield ref, "score", float(score.points)
    for fact in facts:
        if fact.provenance.stale_since is None:
            yield from _measures_of(fact)


def _measures_of(fact: Fact) -> Iterator[Measure]:
    if fact.key.startswith("metric.") and fact.value.get("value") is not None:
        yield fact.subject, fact.key, float(fact.value["value"])
    elif fact.key == "alerts":
        yield fact.subject, "alerts", float(len(fact.value.get("alerts", ())))
    elif fact.key == "ci.runs":
        yield from _builds(fact)


def _builds(fact: Fact) -> Iterator[Measure]:
    """The share of workflows that pass, in percent; nothing where none has run to an end."""
    words = [item.get("status") for item in fact.value.get("workflows", ())]
    passing, failing = words.count("passing"), words.count("failing")
    if passing or failing:
        yield fact.subject, "builds", 100.0 * passing / (passing + failing)
