"""Of every entity, who must know before it changes: how many of each owner need it, and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import NamedTuple

from catalogsite.graph.graph import Graph
from catalogsite.graph.reach import Reached
from catalogsite.graph.reach_bits import group_reaches
from catalogsite.model.entity import owner_of

MOST_OWNERS = 12
"""The owners that are named of each entity: those of its nearest dependents."""

MOST_NEAREST = 50
"""The dependents of each entity to which the way is known."""


class OwnerShare(NamedTuple):
    """How many entities of an owner need an entity, and the way to its nearest one.

    `owner` is None for entities without one. The way is from the entity to that one, the first step
    first; empty for an owner beyond the `MOST_NEAREST`.
    """

    owner: str | None
    entities: int
    way: tuple[Reached, ...]


class Dependents(NamedTuple):
    """Who needs an entity: their number, that of their owners, and the nearest owners by number.

    Entities without an owner are one share, which `owners` does not count.
    """

    entities: int
    owners: int
    shares: tuple[OwnerShare, ...]


def dependents_by_owner(graph: Graph) -> dict[str, Dependents]:
    """The dependents of each entity that anyone needs, by its reference.

    One pass of `group_reaches` for all, and for each entity a search of `MOST_NEAREST` steps.
    """
    return dict(_answers(_Tables(graph)))


class _Tables:
    """What is the same for all entities."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.numbers = {ref: number for number, ref in enumerate(graph.needs)}
        self.owned = {ref: owner_of(one) or "" for ref, one in graph.entities.items()}
        self.names = sorted(set(self.owned.values()))
        places = {owner: place for place, owner in enumerate(self.names)}
        self.labels = {ref: places[owner] for ref, owner in self.owned.items()}
        self.bits = dict.fromkeys(self.names, 0)
        for ref, owner in self.owned.items():
            self.bits[owner] |= 1 << self.numbers[ref]
        self.users: dict[str, list[tuple[str, str, bool]]] = {}
        for source, target, edge in sorted(graph.needs.edges(data=True), key=lambda one: one[:2]):
            self.users.setdefault(target, []).append((source, edge["relation"], edge["inferred"]))


def _answers(tables: _Tables) -> Iterator[tuple[str, Dependents]]:
    users = tables.graph.needs.reverse(copy=False)
    for group in group_reaches(users, tables.numbers, tables.labels):
        for ref in group.members:
            others = group.bits & ~(1 << tables.numbers[ref])
            if others and ref in tables.graph:
                owners = group.labels(tables.labels.get(ref))
                yield ref, _dependents(tables, ref, others, owners)


def _dependents(tables: _Tables, ref: str, others: int, owners: int) -> Dependents:
    nearest = _nearest(tables, ref)
    first: dict[str, Reached] = {}
    for one in nearest.values():
        first.setdefault(tables.owned[one.ref], one)
    named = dict.fromkeys(islice(chain(first, _names(tables.names, owners)), MOST_OWNERS * 2))
    nearest_owners = list(named)[:MOST_OWNERS]
    counts = [(owner, (tables.bits[owner] & others).bit_count()) for owner in nearest_owners]
    counts.sort(key=lambda one: (-one[1], one[0] or "~"))
    shares = tuple(
        OwnerShare(owner or None, count, _way(nearest, first.get(owner))) for owner, count in counts
    )
    unowned = tables.names[:1] == [""] and owners & 1
    return Dependents(others.bit_count(), owners.bit_count() - unowned, shares)


def _names(names: list[str], bits: int) -> Iterator[str]:
    while bits:
        last = bits & -bits
        yield names[last.bit_length() - 1]
        bits ^= last


def _nearest(tables: _Tables, ref: str) -> dict[str, Reached]:
    """The nearest dependents, level by level, the first `MOST_NEAREST` that are found."""
    found: dict[str, Reached] = {}
    level, distance = [ref], 0
    while level and len(found) < MOST_NEAREST:
        distance += 1
        following: list[str] = []
        for via in level:
            known = found.get(via)
            for source, relation, is_inferred in tables.users.get(via, ()):
                if source == ref or source in found:
                    continue
                guessed = is_inferred or (known is not None and known.inferred)
                found[source] = Reached(source, distance, via, relation, guessed)
                following.append(source)
                if len(found) >= MOST_NEAREST:
                    return found
        level = following
    return found


def _way(nearest: Mapping[str, Reached], last: Reached | None) -> tuple[Reached, ...]:
    found: list[Reached] = []
    while last is not None:
        found.append(last)
        last = nearest.get(last.via)
    return tuple(reversed(found))
