"""Measure the diagrams of all pages of a large catalog: seconds, size, and how many have a second step.

python benchmarks/graph/diagrams.py --entities 10000 --edges 40000

The catalog has a hub of 3,000 edges, a cycle of 2,000 entities, and systems and domains of all. CPU
seconds are printed apart for reading the graph and for drawing.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections import Counter
from typing import Any, NamedTuple

from catalogsite.execution.garbage_collection import infrequent_gc
from catalogsite.graph.diagrams.contents import ContentsReader
from catalogsite.graph.graph import Graph
from catalogsite.graph.diagrams.surroundings import SurroundingsReader
from catalogsite.model.urls import entity_path
from catalogsite.render.diagrams.entity import entity_diagram
from catalogsite.render.diagrams.nested import nested_diagram

_HUB, _CYCLE = 3_000, 2_000
_INVERSE = {"dependsOn": "dependencyOf", "partOf": "hasPart"}


class Figures(NamedTuple):
    """What all diagrams of one kind cost, and their sizes in bytes."""

    read: float
    draw: float
    sizes: list[int]


def catalog(entities: int, edges: int, seed: int) -> Graph:
    """A graph of components in systems in domains, with a hub and a long cycle."""
    chance = random.Random(seed)
    systems, domains = max(entities // 40, 1), max(entities // 400, 1)
    refs = [f"component:default/c{number}" for number in range(entities - systems - domains)]
    pairs = {(ref, "dependsOn", refs[0]) for ref in refs[1 : _HUB + 1]}
    ring = refs[-_CYCLE:]
    pairs |= {(one, "dependsOn", ring[place - 1]) for place, one in enumerate(ring)}
    while len(pairs) < edges:
        one = chance.randrange(len(refs))
        # Most needs stay near, as inside a system and its neighbours.
        other = (one + chance.randint(1, 200)) % len(refs)
        pairs.add((refs[one], "dependsOn", refs[other]))
    pairs |= {
        (ref, "partOf", f"system:default/s{place * systems // len(refs)}")
        for place, ref in enumerate(refs)
    }
    pairs |= {
        (f"system:default/s{number}", "partOf", f"domain:default/d{number * domains // systems}")
        for number in range(systems)
    }
    relations: dict[str, list[dict[str, Any]]] = {}
    for source, relation, target in sorted(pairs):
        relations.setdefault(source, []).append({"type": relation, "targetRef": target})
        inverse = {"type": _INVERSE[relation], "targetRef": source}
        relations.setdefault(target, []).append(inverse)
    return Graph(_entity(ref, found) for ref, found in sorted(relations.items()))


def _entity(ref: str, relations: list[dict[str, Any]]) -> dict[str, Any]:
    kind, _, name = ref.partition(":")
    metadata = {"name": name.removeprefix("default/"), "namespace": "default"}
    return {"kind": kind.capitalize(), "metadata": metadata, "relations": relations}


def entity_diagrams(graph: Graph) -> tuple[Figures, Counter[int]]:
    """The diagrams of all entities, and how many of them have how many columns of boxes."""
    reader = SurroundingsReader(graph)
    start = time.process_time()
    found = [reader.of(ref) for ref in graph.entities]
    read = time.process_time() - start
    start = time.process_time()
    drawn = [entity_diagram(one, entity_path(one.ref)) for one in found]
    draw = time.process_time() - start
    steps = Counter(max(abs(box.step) for box in one.boxes) for one in found)
    return Figures(read, draw, [len(one.svg.encode()) for one in drawn if one]), steps


def nested_diagrams(graph: Graph) -> Figures:
    """The diagrams of all systems and domains."""
    reader = ContentsReader(graph, lambda _: "")
    start = time.process_time()
    found = [one for ref in graph.entities if (one := reader.of(ref))]
    read = time.process_time() - start
    start = time.process_time()
    drawn = [
        nested_diagram(one, entity_path(one.ref), lambda box: (box.title or box.id, box.id))
        for one in found
    ]
    return Figures(read, time.process_time() - start, [len(one.svg.encode()) for one in drawn])


def _line(name: str, found: Figures) -> str:
    sizes = sorted(found.sizes)
    kilobytes = (statistics.median(sizes) / 1000, sizes[-1] / 1000)
    return (
        f"{name:<10} {len(sizes):>6} diagrams  {found.read:6.2f} s read  {found.draw:6.2f} s drawn  "
        f"{kilobytes[0]:5.1f} KB median  {kilobytes[1]:5.1f} KB largest"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entities", type=int, default=10_000)
    parser.add_argument("--edges", type=int, default=40_000)
    parser.add_argument("--seed", type=int, default=42)
    given = parser.parse_args()
    with infrequent_gc():
        graph = catalog(given.entities, given.edges, given.seed)
        print(f"{len(graph.entities):,} entities, {given.edges:,} edges and their systems")
        figures, steps = entity_diagrams(graph)
        print(_line("entities", figures), f"  {steps[2]:,} with a second step")
        print(_line("nested", nested_diagrams(graph)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
