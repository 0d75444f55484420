"""The dependency graph of the catalog: entities, their relations, and what each needs to work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal, NamedTuple, Self, get_args

import networkx as nx

from catalogsite.model.entity import EntityData, ref_of, title_of
from catalogsite.model.relations.types import RelationTypes
from catalogsite.model.snapshot_index import SnapshotIndex


class Node(NamedTuple):
    """What a diagram shows of an entity itself; `kind` is as its descriptor writes it."""

    title: str
    kind: str


class Edge(NamedTuple):
    """A relation of an entity; `inferred` where manifests name a dependency between the two ends."""

    relation: str
    ref: str
    inferred: bool


EdgeKind = Literal["declared", "inferred", "api"]
"""Where a dependency comes from: a descriptor, manifests, or an API that one end provides."""

EDGE_KINDS: tuple[EdgeKind, ...] = get_args(EdgeKind)
_API = frozenset({"consumesApi", "apiProvidedBy"})
API_RELATIONS = frozenset({"consumesApi", "providesApi"})
"""The relations between an API and those who use or provide it, as their sources name them."""


class Graph:
    """Entities and their relations; `needs` leads from an entity to what it needs.

    `inferred` are (source, target) pairs of dependencies that no descriptor names; their edges count
    like all others, and `self.inferred` holds them. `types` are the meanings of relations; of the
    dependencies only those of the `chosen` kinds count, and other relations always do. Every
    answer is the same for the same catalog, whatever the order of its entities.
    """

    def __init__(
        self,
        entities: Iterable[EntityData],
        inferred: Iterable[tuple[str, str]] = (),
        types: RelationTypes | None = None,
        chosen: Iterable[EdgeKind] = EDGE_KINDS,
    ) -> None:
        self._chosen = frozenset(chosen)
        self.relation_types = types or RelationTypes()
        self.entities = {ref_of(entity): entity for entity in entities}
        self.relations: dict[str, tuple[tuple[str, str], ...]] = {
            ref: tuple(_stated(entity)) for ref, entity in self.entities.items()
        }
        self.inferred: set[tuple[str, str]] = set()
        self._with_inferred: set[str] = set()
        stated = set(self._stated_needs())
        for source, target in inferred:
            if source in self.entities and target in self.entities:
                self._infer(source, target, stated)

    @classmethod
    def of(cls, index: SnapshotIndex, chosen: Iterable[EdgeKind] = EDGE_KINDS) -> Self:
        """The graph of a snapshot: the relations of its entities, and the inferred dependencies."""
        return cls(index.entities.values(), index.inferred_pairs, index.relation_types, chosen)

    def _stated_needs(self) -> Iterator[tuple[str, str]]:
        for source, pairs in self.relations.items():
            for relation, target in pairs:
                if self._is_need(relation):
                    yield source, target

    def _kind(self, source: str, relation: str, target: str) -> EdgeKind:
        if (source, target) in self.inferred:
            return "inferred"
        return "api" if relation in _API else "declared"

    def _is_need(self, relation: str) -> bool:
        return self.relation_types.direction(relation).meaning == "needs"

    def _infer(self, source: str, target: str, stated: set[tuple[str, str]]) -> None:
        if (source, target) in stated or (source, target) in self.inferred:
            return
        self.inferred.add((source, target))
        self._with_inferred.update((source, target))
        self.relations[source] += (("dependsOn", target),)
        self.relations[target] += (("dependencyOf", source),)

    @cached_property
    def needs(self) -> nx.DiGraph[str]:
        """The entities and what each needs, sorted; edges have `relation` and `inferred`.

        Targets that the catalog lacks are nodes too.
        """
        found: nx.DiGraph[str] = nx.DiGraph()
        found.add_nodes_from(sorted(self.entities))
        edges = {
            (source, target): relation
            for source, pairs in self.relations.items()
            for relation, target in reversed(pairs)
            if self._is_need(relation) and self._kind(source, relation, target) in self._chosen
        }
        for (source, target), relation in sorted(edges.items()):
            inferred = (source, target) in self.inferred
            found.add_edge(source, target, relation=relation, inferred=inferred)
        return found

    @cached_property
    def all_relations(self) -> nx.DiGraph[str]:
        """The entities and all of their relations, sorted; edges have `relation`."""
        found: nx.DiGraph[str] = nx.DiGraph()
        for source in sorted(self.relations):
            for relation, target in sorted(self.relations[source], key=lambda pair: pair[::-1]):
                if not found.has_edge(source, target):
                    found.add_edge(source, target, relation=relation)
        return found

    def __contains__(self, ref: object) -> bool:
        return ref in self.entities

    def title(self, ref: str) -> str:
        """The title of an entity; the reference of one that the catalog lacks."""
        entity = self.entities.get(ref)
        return title_of(entity) if entity is not None else ref

    def dependencies(self, ref: str) -> tuple[str, ...]:
        """What an entity needs directly, sorted; targets that do not exist are named too."""
        return tuple(sorted(self.needs.successors(ref))) if ref in self.needs else ()

    def dependents(self, ref: str) -> tuple[str, ...]:
        """Who needs an entity directly, sorted."""
        return tuple(sorted(self.needs.predecessors(ref))) if ref in self.needs else ()

    def node(self, ref: str) -> Node | None:
        """The entity as a diagram shows it; None where the catalog lacks it."""
        entity = self.entities.get(ref)
        return Node(title_of(entity), str(entity["kind"])) if entity is not None else None

    def edges(self, ref: str) -> tuple[Edge, ...]:
        """All relations of an entity, stated and inferred."""
        stated = self.relations.get(ref, ())
        if ref not in self._with_inferred:
            return tuple([Edge(relation, target, False) for relation, target in stated])
        return tuple(
            [Edge(word, target, self._is_inferred(ref, target)) for word, target in stated]
        )

    def _is_inferred(self, one: str, other: str) -> bool:
        return (one, other) in self.inferred or (other, one) in self.inferred


def _stated(entity: EntityData) -> Iterator[tuple[str, str]]:
    for relation in entity.get("relations") or ():
        yield str(relation["type"]), str(relation["targetRef"])
