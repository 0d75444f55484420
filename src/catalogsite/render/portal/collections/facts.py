"""What is known about entities: facts, statuses, scores, trends and problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from catalogsite.model.delivery.figures import Delivery
from catalogsite.model.fact import Fact
from catalogsite.model.facts.joined import joined_facts
from catalogsite.model.facts.kind import FactKind, Status
from catalogsite.model.facts.registry import kind_of
from catalogsite.model.problem import Problem
from catalogsite.model.scorecard import CheckInfo, Score
from catalogsite.model.snapshot import Trend
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.model.urls import split_ref
from catalogsite.render.portal.collection import Collection
from catalogsite.render.portal.collections.groups import ABOUT, STANDING
from catalogsite.render.portal.inputs import FACTS, REFERENCES, TRENDS
from catalogsite.render.portal.mark import mark_of

_POINTS = frozenset({"scores", REFERENCES})
_CHECKS = frozenset({"scorecards"})
_NO_STATUS: Mapping[str, Status] = MappingProxyType({})


class FactCollections:
    """What collectors and scorecards say about entities."""

    def __init__(self, index: SnapshotIndex) -> None:
        self._index = index
        self._define_facts()
        self._define_standing()

    def _define_facts(self) -> None:
        index, refs = self._index, self._index.entities.keys
        self.facts: Collection[tuple[str, str], Fact | None] = Collection(
            "fact", self._fact, self._all_facts, inputs=FACTS
        )
        self.fact_keys: Collection[str, tuple[str, ...]] = Collection(
            "fact keys", lambda ref: tuple(index.facts(ref)), refs, ABOUT
        )
        self.fact_value: Collection[tuple[str, str], Any] = Collection(
            "fact value", self._fact_value, self._all_facts, inputs=FACTS
        )
        self.known_facts: Collection[str, tuple[str, ...]] = Collection(
            "known facts", self.fact_keys.value, refs, inputs=FACTS
        )
        self.own_fact_keys: Collection[str, tuple[str, ...]] = Collection(
            "own fact keys", lambda ref: tuple(index.own_facts(ref)), refs, ABOUT
        )
        self.fact_summary: Collection[tuple[str, str], str] = Collection(
            "fact summary", self._fact_summary, self._all_facts, inputs=FACTS
        )
        self.statuses: Collection[str, Mapping[str, Status]] = Collection(
            "statuses", self._statuses, refs, STANDING, FACTS
        )
        self.measured: Collection[str, bool] = Collection(
            "measured",
            lambda key: key in self._measured,
            lambda: sorted(self._measured),
            inputs=FACTS,
        )

    def _define_standing(self) -> None:
        index, refs = self._index, self._index.entities.keys
        self.score: Collection[str, Score | None] = Collection("score", index.score, refs, ABOUT)
        self.points: Collection[str, int | None] = Collection(
            "points", self._points, refs, STANDING, _POINTS
        )
        self.trends: Collection[str, Mapping[str, Trend]] = Collection(
            "trends", self._trends, refs, inputs=TRENDS
        )
        self.delivery: Collection[str, Delivery | None] = Collection(
            "delivery", index.delivery, refs, ABOUT
        )
        self.has_delivery: Collection[str, bool] = Collection(
            "has delivery", lambda _: bool(index.snapshot.delivery), lambda: ("",)
        )
        self.problems: Collection[str, tuple[Problem, ...]] = Collection(
            "problems", index.problems, refs, ABOUT
        )
        self.check: Collection[tuple[str, str], CheckInfo | None] = Collection(
            "check", lambda key: index.check(*key), self._all_checks, inputs=_CHECKS
        )

    def has_fact(self, ref: str, kind: FactKind[Any]) -> bool:
        """Whether there is a fact of the kind about the entity, or about its repository."""
        if kind.join is None:
            return self._index.fact(ref, kind.key) is not None
        return any(map(kind.matches, self._index.facts(ref)))

    def mark(self, ref: str) -> str:
        """What a diagram shows of the state of an entity; see `mark_of`."""
        return mark_of(self._statuses(ref), self._index.facts(ref).values())

    def _trends(self, ref: str) -> dict[str, Trend]:
        """The trends of an entity; of its score only where it changed, so that nights alike make the same page."""
        trends = self._index.trends(ref)
        if "score" in trends and len({value for _, value in trends["score"]}) == 1:
            del trends["score"]
        return trends

    def _fact(self, key: tuple[str, str]) -> Fact | None:
        return self._index.fact(*key)

    def _fact_value(self, key: tuple[str, str]) -> Any:
        ref, name = key
        if name.endswith("*"):
            return self._index.value(ref, kind_of(name))
        fact = self._index.fact(ref, name)
        return fact.value if fact is not None else None

    def _all_facts(self) -> Iterable[tuple[str, str]]:
        index = self._index
        return ((ref, key) for ref in index.entities for key in index.facts(ref))

    def _fact_summary(self, key: tuple[str, str]) -> str:
        fact = self._index.fact(*key)
        return fact.kind.summary(fact.value) if fact is not None and fact.kind.summary else ""

    def _statuses(self, ref: str) -> Mapping[str, Status]:
        return self._status_table.get(ref, _NO_STATUS)

    @cached_property
    def _status_table(self) -> dict[str, Mapping[str, Status]]:
        refs = self._index.entities
        return {ref: found for ref in refs if (found := self._status_of_facts(ref))}

    @cached_property
    def _measured(self) -> frozenset[str]:
        """The keys of the kinds of which a component has a status."""
        found = self._status_table.items()
        return frozenset(
            key for ref, kinds in found if split_ref(ref)[0] == "component" for key in kinds
        )

    def _status_of_facts(self, ref: str) -> Mapping[str, Status]:
        return {
            kind.key: kind.status(value)
            for kind, _, value in joined_facts(self._index.facts(ref).values())
            if kind.status
        }

    def _points(self, ref: str) -> int | None:
        score = self._index.score(ref)
        return score.points if score is not None else None

    def _all_checks(self) -> Iterable[tuple[str, str]]:
        cards = self._index.snapshot.scorecards
        return ((card.id, check.id) for card in cards for check in card.checks)
