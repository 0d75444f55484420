"""Measure the questions to the dependency graph: CPU seconds of each, and memory.

python benchmarks/graph/questions.py [--nodes 10000] [--edges 40000] [--owners 300]

Two graphs of random dependencies are measured: one without a cycle, in which most need thousands of
others, and one in which nearly all need each other. Real catalogs are easier than both.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from catalogsite.execution.garbage_collection import infrequent_gc
from catalogsite.graph.findings.cycles import cycle_groups
from catalogsite.graph.dependents_by_owner import dependents_by_owner
from catalogsite.graph.findings.report import findings
from catalogsite.graph.graph import Graph
from catalogsite.graph.who_must_know import who_must_know
from catalogsite.model.read_log import ReadKey
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.portal.portal_index import PortalIndex

STAGES = ("production", "production", "experimental", "deprecated")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("nodes", 10_000), ("edges", 40_000), ("owners", 300)):
        parser.add_argument(f"--{name}", type=int, default=default)
    wanted = parser.parse_args()
    with infrequent_gc():
        found = {
            title: measure(**vars(wanted), cyclic=cyclic)
            for title, cyclic in (("without a cycle", False), ("nearly all in one cycle", True))
        }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({**found, "peak of both in MiB": peak}, indent=2))


def measure(nodes: int, edges: int, owners: int, *, cyclic: bool) -> dict[str, float]:
    """CPU seconds of each question to one graph."""
    entities = list(_entities(nodes, edges, owners, cyclic=cyclic))
    seconds: dict[str, float] = {}

    def timed(name: str, ask: Callable[[], Any]) -> Any:
        before = time.process_time()
        answer = ask()
        seconds[name] = round(time.process_time() - before, 2)
        return answer

    graph = timed("graph", lambda: _graph(entities))
    timed("cycles", lambda: cycle_groups(graph))
    timed("findings, cycles included", lambda: findings(graph))
    timed("impact of 10 entities", lambda: [who_must_know(graph, _ref(n)) for n in range(10)])
    timed("who must know, of all", lambda: dependents_by_owner(graph))
    snapshot = Snapshot(version="", created=datetime(2026, 1, 1, tzinfo=UTC), entities=entities)
    index = PortalIndex(SnapshotIndex(snapshot))
    timed("tables of a build", index.build_tables)
    keys = [ReadKey(index.graph.dependents.recorded_as, ref) for ref in index.links]
    timed("digests of all pages", lambda: [index.digest(key) for key in keys])
    return seconds


def _graph(entities: list[dict[str, Any]]) -> Graph:
    graph = Graph(entities)
    graph.needs.number_of_edges()
    return graph


def _ref(number: int) -> str:
    return f"component:default/c{number:06}"


def _entities(nodes: int, edges: int, owners: int, *, cyclic: bool) -> Iterator[dict[str, Any]]:
    draw = random.Random(1)
    needs: list[list[str]] = [[] for _ in range(nodes)]
    for _ in range(edges):
        source, target = draw.randrange(nodes), draw.randrange(nodes)
        if not cyclic and source < target:
            source, target = target, source
        if source != target:
            needs[source].append(_ref(target))
    for number, targets in enumerate(needs):
        yield {
            "apiVersion": "backstage.io/v1alpha1",
            "kind": "Component",
            "metadata": {"name": f"c{number:06}", "namespace": "default"},
            "spec": {"type": "service", "lifecycle": draw.choice(STAGES)},
            "relations": [
                *({"type": "dependsOn", "targetRef": one} for one in targets),
                {"type": "ownedBy", "targetRef": f"group:default/t{number % owners:04}"},
            ],
        }


if __name__ == "__main__":
    main()
