"""The numbers of a run that the history keeps; pure, `history.py` stores them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import suppress
from math import isfinite
from typing import NamedTuple

from catalogsite.errors import FactKindError
from catalogsite.model.fact import Fact
from catalogsite.model.facts.joined import joined_facts
from catalogsite.model.scorecard import Score


class SubjectMeasure(NamedTuple):
    """One number about a subject: name of the series, and value."""

    subject: str
    name: str
    value: float


def measures(
    facts: Iterable[Fact], scores: Mapping[str, Score], stale: Container[str] = ()
) -> Iterator[SubjectMeasure]:
    """The scores of a run, and what each kind of fact has the history keep.

    What was not measured in this run has no number: scores of the `stale` subjects, whose
    descriptor could not be read, and kinds of which a provider's answer is stale, because the
    others are only a part of it.
    """
    for ref, score in sorted(scores.items()):
        if ref not in stale:
            yield SubjectMeasure(ref, "score", float(score.points))
    measured: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind.measures is not None:
            measured.setdefault(fact.subject, []).append(fact)
    for subject, found in measured.items():
        old = {_series(fact) for fact in found if fact.provenance.stale_since is not None}
        fresh = [fact for fact in found if _series(fact) not in old]
        for kind, key, value in joined_facts(fresh):
            if kind.measures is not None:
                # A kind that breaks was reported with the facts.
                with suppress(FactKindError):
                    for name, number in kind.measures(key, value):
                        if isfinite(number):
                            yield SubjectMeasure(subject, name, number)


def _series(fact: Fact) -> str:
    """What a fact is joined with: the facts of all providers, or only itself."""
    return fact.kind.name if fact.kind.join is not None else fact.key
