"""The shortest way between two entities."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from catalogsite.graph.graph import Graph


class Step(NamedTuple):
    """One step of a path: `source` `relation` `target`."""

    source: str
    relation: str
    target: str


def path(graph: Graph, start: str, end: str) -> tuple[str, ...] | None:
    """The references on the shortest way from `start` to `end`; None where there is none."""
    steps = path_steps(graph, start, end)
    if steps is None:
        return None
    refs = [start]
    for step in steps:
        refs.append(step.target if step.source == refs[-1] else step.source)
    return tuple(refs)


def path_steps(graph: Graph, start: str, end: str) -> tuple[Step, ...] | None:
    """The steps of that way: along what each needs, else the other way round.

    Where neither needs the other, any relations count. `()` from an entity to itself. Linear in the
    relations of the catalog.
    """
    if start == end:
        return () if _is_named(graph, start) else None
    needs = _needs(graph)
    forward = _walk(needs, start, end)
    if forward is not None:
        return forward
    backward = _walk(needs, end, start)
    if backward is not None:
        return tuple(reversed(backward))
    return _walk(_relations(graph), start, end)


_After = Callable[[str], Iterable[tuple[str, str]]]
"""What an entity leads to, sorted, each with the relation."""


def _is_named(graph: Graph, ref: str) -> bool:
    return ref in graph or any(
        target == ref for pairs in graph.relations.values() for _, target in pairs
    )


def _needs(graph: Graph) -> _After:
    needs = graph.needs

    def after(ref: str) -> Iterator[tuple[str, str]]:
        number = needs.numbers.get(ref)
        if number is not None:
            for target, way in zip(needs.after[number], needs.ways[number], strict=True):
                yield needs.names[target], needs.way(way)[0]

    return after


def _relations(graph: Graph) -> _After:
    def after(ref: str) -> Iterable[tuple[str, str]]:
        # The first by name of several relations to the same entity.
        pairs = sorted(graph.relations.get(ref, ()), key=lambda pair: pair[::-1])
        first = {target: relation for relation, target in reversed(pairs)}
        return sorted(first.items())

    return after


def _walk(after: _After, start: str, end: str) -> tuple[Step, ...] | None:
    before: dict[str, tuple[str, str]] = {start: ("", "")}
    waiting = deque([start])
    while waiting and end not in before:
        source = waiting.popleft()
        for target, relation in after(source):
            if target not in before:
                before[target] = source, relation
                waiting.append(target)
    if end not in before:
        return None
    return tuple(reversed(list(_steps_back(before, start, end))))


def _steps_back(before: dict[str, tuple[str, str]], start: str, end: str) -> Iterator[Step]:
    while end != start:
        source, relation = before[end]
        yield Step(source, relation, end)
        end = source
