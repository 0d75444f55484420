"""One index of a snapshot: every question about an entity or subject is one lookup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from catalogsite.model.api.api import ApiDefinition
from catalogsite.model.delivery.figures import Delivery
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.documentation.shared_documentation import (
    DocumentationLink,
    documentation_link,
)
from catalogsite.model.entity import EntityData, Origin, title_of
from catalogsite.model.fact import Fact
from catalogsite.model.facts import dependencies
from catalogsite.model.facts.joined import joined_value
from catalogsite.model.facts.kind import FactKind, Shape
from catalogsite.model.facts.registry import kind_of
from catalogsite.model.packed.entities import by_ref
from catalogsite.model.problem import Problem
from catalogsite.model.relations.types import RelationTypes
from catalogsite.model.repository import Repository
from catalogsite.model.scorecard import CheckInfo, Score, Scorecard
from catalogsite.model.snapshot import Snapshot, Trend, trend_points
from catalogsite.model.templates.template_files import StoredTemplate

_NO_FACTS: Mapping[str, Fact] = MappingProxyType({})
_NO_ORIGIN = Origin()
_Item = TypeVar("_Item")


class Relation(NamedTuple):
    """A relation as one of its two ends sees it: its type, and the reference of the other end."""

    type: str
    ref: str


class InferredRelations(NamedTuple):
    """The dependencies of one entity that only manifests name, as references in fact order."""

    needs: tuple[str, ...] = ()
    dependents: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class SnapshotIndex:
    """A snapshot, and its content by reference; each table is built when it is first needed.

    References are full and in lower case (`kind:namespace/name`). A method that takes one answers
    for any text: with None or an empty value where the snapshot has nothing under that reference.
    """

    snapshot: Snapshot

    # The catalog.

    @cached_property
    def entities(self) -> Mapping[str, EntityData]:
        """All entities by reference, in the order of the snapshot (sorted by reference)."""
        return by_ref(self.snapshot.entities)

    def __contains__(self, ref: object) -> bool:
        """Whether the catalog has an entity of this reference."""
        return ref in self.entities

    def entity(self, ref: str) -> EntityData | None:
        """The entity as Backstage JSON."""
        return self.entities.get(ref)

    def title(self, ref: str) -> str | None:
        """The title of the entity."""
        entity = self.entities.get(ref)
        return title_of(entity) if entity is not None else None

    def relations(self, ref: str) -> tuple[Relation, ...]:
        """The relations that the entity states, in its order; targets need not exist."""
        entity = self.entities.get(ref)
        return tuple(_relations(entity)) if entity is not None else ()

    def reverse_relations(self, ref: str) -> tuple[Relation, ...]:
        """The relations of other entities whose target is `ref`, with the reference of each source.

        In the order of the sources in the snapshot. `ref` itself need not exist.
        """
        return self._reverse.get(ref, ())

    def inferred(self, ref: str) -> InferredRelations:
        """The dependencies of the entity that only manifests name; both ends exist."""
        return self._inferred.get(ref, _NOT_INFERRED)

    @cached_property
    def inferred_pairs(self) -> tuple[tuple[str, str], ...]:
        """(entity, what it needs to run) for what only manifests name, each pair once; both ends exist."""
        return tuple(
            (source, target)
            for source, target in _inferred(self.snapshot.facts)
            if source in self.entities and target in self.entities
        )

    @cached_property
    def relation_types(self) -> RelationTypes:
        """Every type of relation, Backstage's and the company's own."""
        return RelationTypes(self.snapshot.relation_types)

    # Where an entity comes from.

    def origin(self, ref: str) -> Origin:
        """Where the entity was read; an empty Origin where that is unknown."""
        return self.snapshot.origins.get(ref, _NO_ORIGIN)

    @cached_property
    def repositories(self) -> Mapping[str, Repository]:
        """All repositories by id."""
        return MappingProxyType({one.id: one for one in self.snapshot.repositories})

    def repository(self, repository_id: str | None) -> Repository | None:
        """The repository of this id."""
        return self.repositories.get(repository_id) if repository_id else None

    def repository_of(self, ref: str) -> Repository | None:
        """The repository that the entity was read from."""
        return self.repository(self.origin(ref).repository)

    def documentation(self, ref: str) -> Documentation | None:
        """The documentation tree of the entity."""
        return self._documentation.get(ref)

    @property
    def documented(self) -> frozenset[str]:
        """The references of all entities with a documentation tree."""
        return frozenset(self._documentation)

    def documentation_link(self, ref: str) -> DocumentationLink | None:
        """The page of documentation that the entity shows, its own or that of another entity."""
        entity = self.entity(ref)
        return None if entity is None else documentation_link(entity, self._documentation)

    def skeleton(self, ref: str) -> tuple[str, ...]:
        """The paths of the files that a Template would write."""
        return self.snapshot.skeletons.get(ref, ())

    def template_files(self, ref: str) -> StoredTemplate | None:
        """What is kept of the files of a Template."""
        return self.snapshot.template_files.get(ref)

    def definition(self, ref: str) -> ApiDefinition | None:
        """What is kept of the definition of an API."""
        return self.snapshot.definitions.get(ref)

    # What is known about an entity.

    def own_facts(self, subject: str) -> Mapping[str, Fact]:
        """The facts about exactly this subject (a reference or the id of a repository), by key."""
        return self._facts.get(subject, _NO_FACTS)

    def facts(self, ref: str) -> Mapping[str, Fact]:
        """The facts about the entity by key, and those of its repository where it has none."""
        own, shared = self.own_facts(ref), self._repository_facts.get(ref)
        return {**shared, **own} if shared else own

    def fact(self, ref: str, key: str) -> Fact | None:
        """One fact of `facts(ref)`."""
        own = self._facts.get(ref)
        if own is not None and key in own:
            return own[key]
        shared = self._repository_facts.get(ref)
        return shared.get(key) if shared else None

    @cached_property
    def _repository_facts(self) -> Mapping[str, Mapping[str, Fact]]:
        """The facts about the repository of each entity whose repository has any."""
        found = {}
        if any(subject not in self.entities for subject in self._facts):
            for ref, origin in self.snapshot.origins.items():
                if origin.repository and origin.repository in self._facts:
                    found[ref] = self._facts[origin.repository]
        return found

    def value(self, ref: str, kind: FactKind[Shape]) -> Shape | None:
        """The value of this kind in `facts(ref)`, joined where several providers have one.

        For a kind with one key, or that joins its values.
        """
        if kind.join is None:
            fact = self.fact(ref, kind.key)
            return kind.value_of(fact.value) if fact is not None else None
        values = [fact.value for key, fact in self.facts(ref).items() if kind.matches(key)]
        return kind.value_of(joined_value(kind, values)) if values else None

    @cached_property
    def fact_keys(self) -> tuple[str, ...]:
        """The keys of all facts of the snapshot and of joined ones, each once, sorted."""
        keys = {fact.key for fact in self.snapshot.facts}
        return tuple(sorted(keys | {kind_of(key).name for key in keys if kind_of(key).join}))

    def problems(self, ref: str) -> tuple[Problem, ...]:
        """The problems of the entity, in the order of the snapshot."""
        return self._problems.get(ref, ())

    def score(self, ref: str) -> Score | None:
        """The score of the entity."""
        return self.snapshot.scores.get(ref)

    def scorecard(self, card_id: str) -> Scorecard | None:
        """The scorecard of this id."""
        return self._scorecards.get(card_id)

    def check(self, card_id: str, check_id: str) -> CheckInfo | None:
        """What a page shows of one check of a scorecard."""
        return self._checks.get((card_id, check_id))

    def trends(self, ref: str) -> dict[str, Trend]:
        """The trends of the entity by name of the metric."""
        lines = self.snapshot.trends.get(ref, {})
        return {name: trend_points(line) for name, line in lines.items()}

    def delivery(self, ref: str) -> Delivery | None:
        """The delivery of the component, or of the components of the team or system."""
        return self.snapshot.delivery.get(ref)

    # The tables.

    @cached_property
    def _facts(self) -> dict[str, dict[str, Fact]]:
        found: dict[str, dict[str, Fact]] = {}
        for fact in self.snapshot.facts:
            found.setdefault(fact.subject, {})[fact.key] = fact
        return found

    @cached_property
    def _problems(self) -> dict[str, tuple[Problem, ...]]:
        placed = (one for one in self.snapshot.problems if one.entity_ref)
        return _grouped(((one.entity_ref or "").lower(), one) for one in placed)

    @cached_property
    def _documentation(self) -> dict[str, Documentation]:
        return {one.entity_ref: one for one in self.snapshot.documentation}

    @cached_property
    def _scorecards(self) -> dict[str, Scorecard]:
        return {card.id: card for card in self.snapshot.scorecards}

    @cached_property
    def _checks(self) -> dict[tuple[str, str], CheckInfo]:
        cards = self.snapshot.scorecards
        return {(card.id, check.id): check for card in cards for check in card.checks}

    @cached_property
    def _reverse(self) -> dict[str, tuple[Relation, ...]]:
        return _grouped(
            (relation.ref, Relation(relation.type, ref))
            for ref, entity in self.entities.items()
            for relation in _relations(entity)
        )

    @cached_property
    def _inferred(self) -> dict[str, InferredRelations]:
        needs = _grouped(self.inferred_pairs)
        dependents = _grouped((target, source) for source, target in self.inferred_pairs)
        return {
            ref: InferredRelations(needs.get(ref, ()), dependents.get(ref, ()))
            for ref in (*needs, *dependents)
        }


_NOT_INFERRED = InferredRelations()


def _relations(entity: EntityData) -> Iterator[Relation]:
    for one in entity.get("relations") or ():
        yield Relation(str(one["type"]), str(one["targetRef"]))


def _inferred(facts: Iterable[Fact]) -> Iterator[tuple[str, str]]:
    for fact in facts:
        found = dependencies.KIND.value_of(fact.value)
        if found is not None:
            needed = (one.target for one in found.root if one.is_undeclared_need)
            yield from ((fact.subject, target) for target in dict.fromkeys(needed))


def _grouped(pairs: Iterable[tuple[str, _Item]]) -> dict[str, tuple[_Item, ...]]:
    found: dict[str, list[_Item]] = {}
    for key, item in pairs:
        found.setdefault(key, []).append(item)
    return {key: tuple(items) for key, items in found.items()}
