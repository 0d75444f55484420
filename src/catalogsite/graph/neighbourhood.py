"""The neighbours of one entity, sorted onto the two sides of its diagram."""

from __future__ import annotations

from typing import NamedTuple

from catalogsite.graph.graph import Graph

LEFT: dict[str, str] = {
    "dependencyOf": "depends on",
    "apiConsumedBy": "consumes",
    "hasPart": "part of",
    "hasMember": "member of",
    "parentOf": "child of",
}
"""Relations whose targets stand on the left: those who use or belong to the entity.

The words read along the arrow, from left to right. What a team owns is a table of its own: beside
it, the diagram would leave no room for its people and its parts.
"""
RIGHT: dict[str, str] = {
    "dependsOn": "depends on",
    "consumesApi": "consumes",
    "providesApi": "provides",
    "apiProvidedBy": "provided by",
    "partOf": "part of",
    "ownedBy": "owned by",
    "memberOf": "member of",
    "childOf": "child of",
}
"""Relations whose targets stand on the right: what the entity uses or belongs to."""
DEFAULT_CAP = 6


class Neighbour(NamedTuple):
    """One entity beside the centre; `known` is False where the catalog lacks it.

    `inferred` is True where nobody wrote the relation down.
    """

    ref: str
    title: str
    kind: str
    words: str
    known: bool
    inferred: bool = False


class Neighbourhood(NamedTuple):
    """The centre and both sides; `more_*` counts the neighbours that were left out."""

    ref: str
    title: str
    kind: str
    left: tuple[Neighbour, ...]
    right: tuple[Neighbour, ...]
    more_left: int = 0
    more_right: int = 0


def neighbourhood(graph: Graph, ref: str, cap: int = DEFAULT_CAP) -> Neighbourhood:
    """The neighbours of `ref`, at most `cap` a side; those that exist come first."""
    left = _side(graph, ref, LEFT)
    right = _side(graph, ref, RIGHT)
    return Neighbourhood(
        ref=ref,
        title=graph.titles.get(ref, ref),
        kind=graph.kinds.get(ref, ref.partition(":")[0]),
        left=left[:cap],
        right=right[:cap],
        more_left=max(len(left) - cap, 0),
        more_right=max(len(right) - cap, 0),
    )


def _side(graph: Graph, ref: str, words: dict[str, str]) -> tuple[Neighbour, ...]:
    found: dict[str, Neighbour] = {}
    for relation, target in graph.related(ref, tuple(words)):
        if target == ref:
            continue
        before = found.get(target)
        said = f"{before.words}, {words[relation]}" if before else words[relation]
        found[target] = Neighbour(
            ref=target,
            title=graph.titles.get(target, target.rpartition("/")[2]),
            kind=graph.kinds.get(target, target.partition(":")[0]),
            words=said,
            known=target in graph,
            inferred=not before and not {(ref, target), (target, ref)}.isdisjoint(graph.inferred),
        )
    return tuple(sorted(found.values(), key=lambda one: not one.known))
