"""Entities without a dependency, and what two teams have in common."""

from __future__ import annotations

from typing import NamedTuple

from catalogsite.graph.graph import Graph
from catalogsite.model.entity import owner_of

KINDS = frozenset({"component", "api", "resource"})
"""The kinds that something needs, or that need something, in an ordinary catalog."""


def isolated(graph: Graph) -> tuple[str, ...]:
    """The components, APIs and resources that need nothing and that nothing needs, sorted. Linear."""
    needs = graph.needs
    return tuple(
        ref
        for node, (ref, after, before) in enumerate(
            zip(needs.names, needs.after, needs.before, strict=True)
        )
        if ref.partition(":")[0] in KINDS and ref in graph and not {*after, *before} - {node}
    )


class Shared(NamedTuple):
    """What connects two owners: edges each way, and what entities of both need directly."""

    first_needs: tuple[tuple[str, str], ...]
    second_needs: tuple[tuple[str, str], ...]
    both_need: tuple[str, ...]


def shared(graph: Graph, first: str, second: str) -> Shared:
    """What the entities of two owners share; `first` and `second` are references. Linear."""
    owners = {ref: owner_of(entity) for ref, entity in graph.entities.items()}
    edges = [(need.source, need.target) for need in graph.needs]
    needed = {
        team: {target for source, target in edges if owners.get(source) == team}
        for team in (first, second)
    }
    own = {first, second}
    return Shared(
        first_needs=tuple(_between(edges, owners, first, second)),
        second_needs=tuple(_between(edges, owners, second, first)),
        both_need=tuple(
            ref for ref in sorted(needed[first] & needed[second]) if owners.get(ref) not in own
        ),
    )


def _between(
    edges: list[tuple[str, str]], owners: dict[str, str | None], source: str, target: str
) -> list[tuple[str, str]]:
    return [
        (one, other)
        for one, other in edges
        if owners.get(one) == source and owners.get(other) == target
    ]
