"""The dependency graph of the catalog: entities, their relations, and what each needs to work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple, Self, get_args

from catalogsite.graph.needs import Needs
from catalogsite.model.entity import EntityData, ref_of, title_of
from catalogsite.model.relations.types import RelationTypes
from catalogsite.model.snapshot_index import SnapshotIndex


class Node(NamedTuple):
    """What a diagram shows of an entity itself; `kind` is as its descriptor writes it."""

    title: str
    kind: str


Edge = tuple[str, str, bool]
"""A relation of an entity: type and target, and whether manifests alone name a dependency between them.

A plain tuple, because diagrams look at some of each entity many times.
"""

EdgeKind = Literal["declared", "inferred", "api"]
"""Where a dependency comes from: a descriptor, manifests, or an API that one end provides."""

EDGE_KINDS: tuple[EdgeKind, ...] = get_args(EdgeKind)
_API = frozenset({"consumesApi", "apiProvidedBy"})
API_RELATIONS = frozenset({"consumesApi", "providesApi"})
"""The relations between an API and those who use or provide it, as their sources name them."""


class Graph:
    """Entities and their relations; `needs` leads from an entity to what it needs.

    Entities may come by reference. `inferred` are (source, target) pairs of dependencies that no descriptor names; their edges count
    like all others, and `self.inferred` holds them. `types` are the meanings of relations; of the
    dependencies only those of the `chosen` kinds count, and other relations always do. Every
    answer is the same for the same catalog, whatever the order of its entities.
    """

    def __init__(
        self,
        entities: Iterable[EntityData] | Mapping[str, EntityData],
        inferred: Iterable[tuple[str, str]] = (),
        types: RelationTypes | None = None,
        chosen: Iterable[EdgeKind] = EDGE_KINDS,
    ) -> None:
        self._chosen = frozenset(chosen)
        self.relation_types = types or RelationTypes()
        self.entities: Mapping[str, EntityData] = (
            entities
            if isinstance(entities, Mapping)
            else {ref_of(entity): entity for entity in entities}
        )
        # Many entities have the same relation to the same one: that pair is one object.
        same: dict[tuple[str, str], tuple[str, str]] = {}
        self.relations: dict[str, tuple[tuple[str, str], ...]] = {
            ref: tuple([same.setdefault(pair, pair) for pair in _stated(entity)])
            for ref, entity in self.entities.items()
        }
        self.inferred: set[tuple[str, str]] = set()
        self._with_inferred: set[str] = set()
        self._nodes: dict[str, Node] = {}
        self._are_needs: dict[str, bool] = {}
        stated: dict[str, set[str]] = {}
        for source, target in inferred:
            if source in self.entities and target in self.entities:
                self._infer(source, target, stated)

    @classmethod
    def of(cls, index: SnapshotIndex, chosen: Iterable[EdgeKind] = EDGE_KINDS) -> Self:
        """The graph of a snapshot: the relations of its entities, and the inferred dependencies."""
        return cls(index.entities, index.inferred_pairs, index.relation_types, chosen)

    def _kind(self, source: str, relation: str, target: str) -> EdgeKind:
        if (source, target) in self.inferred:
            return "inferred"
        return "api" if relation in _API else "declared"

    def _is_need(self, relation: str) -> bool:
        found = self._are_needs.get(relation)
        if found is None:
            found = self.relation_types.direction(relation).meaning == "needs"
            self._are_needs[relation] = found
        return found

    def _infer(self, source: str, target: str, stated: dict[str, set[str]]) -> None:
        if source not in stated:
            pairs = self.relations[source]
            stated[source] = {to for relation, to in pairs if self._is_need(relation)}
        if target in stated[source]:
            return
        stated[source].add(target)
        self.inferred.add((source, target))
        self._with_inferred.update((source, target))
        self.relations[source] += (("dependsOn", target),)
        self.relations[target] += (("dependencyOf", source),)

    @cached_property
    def needs(self) -> Needs:
        """What each entity needs; targets that the catalog lacks are nodes too."""
        edges: dict[str, dict[str, tuple[str, bool]]] = {}
        is_all = len(self._chosen) == len(EDGE_KINDS)
        for source, pairs in self.relations.items():
            found: dict[str, tuple[str, bool]] = {}
            for relation, target in pairs:
                if (
                    self._is_need(relation)
                    and target not in found
                    and (is_all or self._kind(source, relation, target) in self._chosen)
                ):
                    found[target] = (relation, (source, target) in self.inferred)
            if found:
                edges[source] = found
        return Needs(self.entities, edges)

    def __contains__(self, ref: object) -> bool:
        return ref in self.entities

    def title(self, ref: str) -> str:
        """The title of an entity; the reference of one that the catalog lacks."""
        entity = self.entities.get(ref)
        return title_of(entity) if entity is not None else ref

    def dependencies(self, ref: str) -> tuple[str, ...]:
        """What an entity needs directly, sorted; targets that do not exist are named too."""
        return self._names(ref, self.needs.after)

    def dependents(self, ref: str) -> tuple[str, ...]:
        """Who needs an entity directly, sorted."""
        return self._names(ref, self.needs.before)

    def _names(self, ref: str, adjacent: Sequence[Sequence[int]]) -> tuple[str, ...]:
        number = self.needs.numbers.get(ref)
        if number is None:
            return ()
        return tuple([self.needs.names[one] for one in adjacent[number]])

    def node(self, ref: str) -> Node | None:
        """The entity as a diagram shows it; None where the catalog lacks it."""
        found = self._nodes.get(ref)
        if found is None and (entity := self.entities.get(ref)) is not None:
            found = self._nodes[ref] = Node(title_of(entity), str(entity["kind"]))
        return found

    def edges(self, ref: str) -> list[Edge]:
        """All relations of an entity, stated and inferred: type, target, and whether it is inferred."""
        stated = self.relations.get(ref, ())
        if ref not in self._with_inferred:
            return [(relation, target, False) for relation, target in stated]
        return [
            (
                relation,
                target,
                (ref, target) in self.inferred or (target, ref) in self.inferred,
            )
            for relation, target in stated
        ]


def _stated(entity: EntityData) -> Iterator[tuple[str, str]]:
    for relation in entity.get("relations") or ():
        yield str(relation["type"]), str(relation["targetRef"])
