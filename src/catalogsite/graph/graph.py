"""The dependency graph of the catalog, and the questions people ask it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import NamedTuple, Self

import networkx as nx

from catalogsite.model.entity import EntityData, ref_of, title_of
from catalogsite.model.snapshot_index import SnapshotIndex

NEEDS: Mapping[str, str] = {
    "dependsOn": "depends on",
    "consumesApi": "consumes",
    "apiProvidedBy": "is provided by",
}
"""Relations of an entity to what it needs to work, each with its words for a sentence.

An API needs its provider, so a failing component reaches everyone who consumes its APIs.
"""


class Impact(NamedTuple):
    """An entity that fails with another one: how far it is, and through whom it depends."""

    ref: str
    distance: int
    via: str
    relation: str
    inferred: bool = False


class Step(NamedTuple):
    """One step of a path: `source` `relation` `target`."""

    source: str
    relation: str
    target: str


class Node(NamedTuple):
    """What a diagram shows of an entity itself; `kind` is as its descriptor writes it."""

    title: str
    kind: str


class Edge(NamedTuple):
    """A relation of an entity; `inferred` where manifests name a dependency between the two ends."""

    relation: str
    ref: str
    inferred: bool


class Graph:
    """A directed graph whose edges lead from an entity to what it needs.

    `inferred` are (source, target) pairs of dependencies that no descriptor names; their edges count
    like all others, and `self.inferred` holds them.
    """

    def __init__(
        self, entities: Iterable[EntityData], inferred: Iterable[tuple[str, str]] = ()
    ) -> None:
        self.needs: nx.DiGraph[str] = nx.DiGraph()
        self.titles: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self.relations: dict[str, tuple[tuple[str, str], ...]] = {}
        self.inferred: set[tuple[str, str]] = set()
        self._nodes: dict[str, Node] = {}
        self._with_inferred: set[str] = set()
        for entity in entities:
            self._add(entity)
        for source, target in inferred:
            self._infer(source, target)

    @classmethod
    def of(cls, index: SnapshotIndex) -> Self:
        """The graph of a snapshot: the relations of its entities, and the inferred dependencies."""
        return cls(index.entities.values(), index.inferred_pairs)

    def _infer(self, source: str, target: str) -> None:
        if source not in self.titles or target not in self.titles:
            return
        if not self.needs.has_edge(source, target):
            self.needs.add_edge(source, target, relation="dependsOn")
            self.inferred.add((source, target))
            self._with_inferred.update((source, target))
            self.relations[source] += (("dependsOn", target),)
            self.relations[target] += (("dependencyOf", source),)

    def _add(self, entity: EntityData) -> None:
        ref = ref_of(entity)
        self.titles[ref] = title_of(entity)
        self.kinds[ref] = str(entity["kind"])
        self._nodes[ref] = Node(self.titles[ref], self.kinds[ref])
        self.needs.add_node(ref)
        pairs = []
        for relation in entity.get("relations") or ():
            pairs.append((str(relation["type"]), str(relation["targetRef"])))
            if relation["type"] in NEEDS:
                self.needs.add_edge(ref, relation["targetRef"], relation=relation["type"])
        self.relations[ref] = tuple(pairs)

    def __contains__(self, ref: object) -> bool:
        return ref in self.titles

    def dependencies(self, ref: str) -> tuple[str, ...]:
        """What an entity needs directly, sorted; targets that do not exist are named too."""
        return tuple(sorted(self.needs.successors(ref))) if ref in self.needs else ()

    def dependents(self, ref: str) -> tuple[str, ...]:
        """Who needs an entity directly, sorted."""
        return tuple(sorted(self.needs.predecessors(ref))) if ref in self.needs else ()

    def impact(self, ref: str) -> tuple[Impact, ...]:
        """Everyone who needs an entity, directly or not, nearest first."""
        if ref not in self.needs:
            return ()
        found: dict[str, Impact] = {ref: Impact(ref, 0, "", "")}
        waiting = deque([ref])
        while waiting:
            via = waiting.popleft()
            for source in self.dependents(via):
                if source not in found:
                    word = self.needs.edges[source, via]["relation"]
                    guessed = (source, via) in self.inferred or found[via].inferred
                    found[source] = Impact(source, found[via].distance + 1, via, word, guessed)
                    waiting.append(source)
        del found[ref]
        return tuple(sorted(found.values(), key=lambda one: (one.distance, one.ref)))

    def path(self, start: str, end: str) -> tuple[str, ...] | None:
        """The references on the shortest way from `start` to `end`; None where there is none."""
        steps = self.steps(start, end)
        if steps is None:
            return None
        refs = [start]
        for step in steps:
            refs.append(step.target if step.source == refs[-1] else step.source)
        return tuple(refs)

    def steps(self, start: str, end: str) -> tuple[Step, ...] | None:
        """The steps of that way: along what each needs, else the other way round.

        Where neither needs the other, any relations count. `()` from an entity to itself.
        """
        forward = self._walk(self.needs, start, end)
        if forward is not None:
            return forward
        backward = self._walk(self.needs, end, start)
        if backward is not None:
            return tuple(reversed(backward))
        return self._walk(self._everything(), start, end)

    def _everything(self) -> nx.DiGraph[str]:
        links: nx.DiGraph[str] = nx.DiGraph()
        for ref, pairs in self.relations.items():
            links.add_edges_from((ref, target, {"relation": word}) for word, target in pairs)
        return links

    def _walk(self, links: nx.DiGraph[str], start: str, end: str) -> tuple[Step, ...] | None:
        if start not in links or end not in links:
            return None
        before = {start: start}
        waiting = deque([start])
        while waiting and end not in before:
            here = waiting.popleft()
            for target in sorted(links.successors(here)):
                if target not in before:
                    before[target] = here
                    waiting.append(target)
        if end not in before:
            return None
        steps: list[Step] = []
        while end != start:
            source = before[end]
            steps.append(Step(source, links.edges[source, end]["relation"], end))
            end = source
        return tuple(reversed(steps))

    def node(self, ref: str) -> Node | None:
        """The entity as a diagram shows it; None where the catalog lacks it."""
        return self._nodes.get(ref)

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
