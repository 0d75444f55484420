"""The numbers of a run that the history keeps; pure, `history.py` stores them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from catalogsite.model.fact import Fact
from catalogsite.model.facts.joined import joined_facts
from catalogsite.model.scorecard import Score


class SubjectMeasure(NamedTuple):
    """One number about a subject: name of the series, and value."""

    subject: str
    name: str
    value: float


def measures(facts: Iterable[Fact], scores: Mapping[str, Score]) -> Iterator[SubjectMeasure]:
    """The scores of a run, and what each kind of fact has the history keep; no stale facts."""
    for ref, score in sorted(scores.items()):
        yield SubjectMeasure(ref, "score", float(score.points))
    fresh: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind.measures is not None and fact.provenance.stale_since is None:
            fresh.setdefault(fact.subject, []).append(fact)
    for subject, found in fresh.items():
        for kind, key, value in joined_facts(found):
            if kind.measures is not None:
                for name, number in kind.measures(key, value):
                    yield SubjectMeasure(subject, name, number)
