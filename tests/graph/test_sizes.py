"""Graphs of a size that hurts: answers stay bounded, whatever the graph is."""

from __future__ import annotations

import pytest

from catalogsite.graph.dependents_by_owner import MOST_OWNERS, dependents_by_owner
from catalogsite.graph.findings.cycles import cycle_groups
from catalogsite.graph.findings.report import findings
from catalogsite.graph.findings.shared_most import MOST_PAIRS
from catalogsite.graph.graph import Graph


def ref(number):
    return f"component:default/n{number:05}"


def graph_of(size, edges, teams=1):
    needs = {}
    for source, target in edges:
        needs.setdefault(source, []).append({"type": "dependsOn", "targetRef": ref(target)})
    return Graph(
        {
            "kind": "Component",
            "metadata": {"name": f"n{number:05}", "namespace": "default"},
            "spec": {"lifecycle": "production"},
            "relations": [
                *needs.get(number, ()),
                {"type": "ownedBy", "targetRef": f"group:default/t{number % teams:04}"},
            ],
        }
        for number in range(size)
    )


def ring(size):
    return [(number, (number + 1) % size) for number in range(size)]


def test_a_cycle_of_three_inside_ten_thousand():
    chain = [(number, number + 1) for number in range(9_999)]
    found = findings(graph_of(10_000, [*chain, (5_002, 5_000)], teams=300))
    (group,) = found.cycles
    assert group.cycles == ((ref(5_000), ref(5_001), ref(5_002)),)
    assert (group.complete, group.removal.opens) == (True, 3)
    assert len(found.shared_most) == MOST_PAIRS
    assert (found.examined.entities, found.examined.dependencies) == (10_000, 10_000)


def test_a_ring_of_two_thousand():
    graph = graph_of(2_000, ring(2_000), teams=50)
    (group,) = cycle_groups(graph)
    assert (len(group.refs), len(group.cycles), group.complete) == (2_000, 1, True)
    assert group.cycles[0] == tuple(map(ref, range(2_000)))
    assert group.removal.opens == 2_000
    known = dependents_by_owner(graph)[ref(7)]
    assert (known.entities, known.owners, len(known.shares)) == (1_999, 50, MOST_OWNERS)


def test_a_hub_of_three_thousand():
    graph = graph_of(3_001, [(number, 0) for number in range(1, 3_001)], teams=40)
    found = findings(graph)
    assert [(one.ref, one.dependents) for one in found.single_points] == [(ref(0), 3_000)]
    assert found.cycles == ()
    known = dependents_by_owner(graph)
    assert list(known) == [ref(0)]
    assert (known[ref(0)].entities, known[ref(0)].owners) == (3_000, 40)
    assert all(len(share.way) <= 1 for share in known[ref(0)].shares)


@pytest.mark.parametrize("size", [0, 1])
def test_a_graph_without_an_edge(size):
    graph = graph_of(size, [])
    found = findings(graph)
    assert (found.cycles, found.single_points, found.shared_most) == ((), (), ())
    assert len(found.isolated) == size
    assert dependents_by_owner(graph) == {}


def test_cycles_of_a_dense_group_are_searched_for_in_few_steps():
    edges = [(a, (a + step) % 400) for a in range(400) for step in (1, 7, 31, 57, 101, 151)]
    (group,) = cycle_groups(graph_of(400, edges))
    assert len(group.refs) == 400
    # There are 6 ** n * 400 walks of n steps: none of three lead back, and no more are tried.
    assert len(group.cycles) == 1
    assert len(group.cycles[0]) > 3
    assert not group.complete
