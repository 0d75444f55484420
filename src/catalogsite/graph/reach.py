"""What an entity reaches: all that it needs, or all who need it, each with the way there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from catalogsite.graph.graph import Graph


class Reached(NamedTuple):
    """An entity that another one reaches in `distance` steps; `via` is the one before it.

    `relation` is that of the last step, as the entity states it that needs the other; `inferred`
    tells that a step of the way is known from manifests alone.
    """

    ref: str
    distance: int
    via: str
    relation: str
    inferred: bool = False


def dependents(graph: Graph, ref: str, depth: int | None = None) -> tuple[Reached, ...]:
    """Everyone who needs an entity, directly or not, the nearest first, then by reference.

    Linear in the edges that are reached.
    """
    return reached(graph, (ref,), depth, reverse=True)


def dependencies(graph: Graph, ref: str, depth: int | None = None) -> tuple[Reached, ...]:
    """All that an entity needs, directly or not, the nearest first, then by reference.

    Names what the catalog lacks too. Linear in the edges that are reached.
    """
    return reached(graph, (ref,), depth, reverse=False)


def way(reached: Mapping[str, Reached], ref: str) -> tuple[str, ...]:
    """The references from the entity that was asked about to one that it reaches, both included."""
    found = [ref]
    while found[-1] in reached:
        found.append(reached[found[-1]].via)
    return tuple(reversed(found))


def reached(
    graph: Graph, refs: Iterable[str], depth: int | None = None, *, reverse: bool
) -> tuple[Reached, ...]:
    """What any of the entities needs, or with `reverse` who needs any of them, the nearest first.

    Without these entities themselves; of one distance by reference. Linear in the edges that are reached.
    """
    needs = graph.needs
    names = needs.names
    adjacent = needs.before if reverse else needs.after
    ways = needs.ways_back if reverse else needs.ways
    level = sorted({needs.numbers[ref] for ref in refs if ref in needs})
    guessed = dict.fromkeys(level, False)
    answer: list[Reached] = []
    distance = 0
    while level and (depth is None or distance < depth):
        distance += 1
        found: dict[int, Reached] = {}
        for via in level:
            for here, way in zip(adjacent[via], ways[via], strict=True):
                if here not in guessed:
                    relation, inferred = needs.way(way)
                    guessed[here] = inferred or guessed[via]
                    found[here] = Reached(
                        names[here], distance, names[via], relation, guessed[here]
                    )
        answer += [found[number] for number in sorted(found)]
        level = list(found)
    return tuple(answer)
