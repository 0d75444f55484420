"""Every question about a random graph, answered once more in the simplest way that can be thought of."""

from __future__ import annotations

from itertools import combinations, pairwise, permutations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogsite.graph.cut_points import cut_points
from catalogsite.graph.dependents_by_owner import dependents_by_owner
from catalogsite.graph.findings import cycles
from catalogsite.graph.findings.concerned import concerns
from catalogsite.graph.findings.cycles import cycle_groups
from catalogsite.graph.findings.isolated import isolated, shared
from catalogsite.graph.findings.report import findings
from catalogsite.graph.findings.shared_most import shared_most
from catalogsite.graph.findings.single_points import single_points, weak_needs
from catalogsite.graph.graph import Graph
from catalogsite.graph.paths import path
from catalogsite.graph.reach import dependencies, dependents, way
from catalogsite.graph.reach_counts import most_needed
from catalogsite.graph.strong_groups import strong_groups
from catalogsite.graph.touched import dependents_of_any
from catalogsite.graph.users import Users
from catalogsite.graph.who_must_know import who_must_know
from catalogsite.model.entity import owner_of

NAMES = "abcdefg"
TEAMS = ("x", "y", "z")
STAGES = ("production", "experimental", "deprecated")


def ref(name):
    return f"component:default/{name}"


def catalog(edges, inferred=()):
    """Components a to g; the team and lifecycle of each follow from its letter."""
    entities = []
    for place, name in enumerate(NAMES):
        relations = [{"type": "dependsOn", "targetRef": ref(b)} for a, b in edges if a == name]
        relations += [{"type": "dependencyOf", "targetRef": ref(a)} for a, b in edges if b == name]
        relations.append({"type": "ownedBy", "targetRef": f"group:default/{TEAMS[place % 3]}"})
        metadata = {"name": name, "namespace": "default"}
        spec = {"lifecycle": STAGES[place % 3]}
        entities.append(
            {"kind": "Component", "metadata": metadata, "relations": relations, "spec": spec}
        )
    return Graph(entities, [(ref(a), ref(b)) for a, b in inferred])


edge = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES))
graphs = st.builds(
    lambda stated, inferred: (sorted(stated), sorted(inferred - stated)),
    st.sets(edge, max_size=14),
    st.sets(edge, max_size=5),
)
many = settings(max_examples=150, deadline=None)


def distances(edges, start):
    """The steps to each name that is reached, by relaxing every edge again and again."""
    found = {start: 0}
    for _ in NAMES:
        for a, b in edges:
            if a in found and found[a] + 1 < found.get(b, 99):
                found[b] = found[a] + 1
    del found[start]
    return found


@many
@given(graphs, st.sampled_from(NAMES), st.integers(1, 3))
def test_reach(drawn, start, depth):
    stated, inferred = drawn
    graph, edges = catalog(stated, inferred), [*stated, *inferred]
    for ask, followed in (
        (dependencies, edges),
        (dependents, [(b, a) for a, b in edges]),
    ):
        expected = distances(followed, start)
        found = {one.ref: one for one in ask(graph, ref(start))}
        assert {name: one.distance for name, one in found.items()} == {
            ref(name): steps for name, steps in expected.items()
        }
        near = {one.ref for one in ask(graph, ref(start), depth)}
        assert near == {ref(name) for name, steps in expected.items() if steps <= depth}
        for name, one in found.items():
            names = [part[-1] for part in way(found, name)]
            steps = list(pairwise(names))
            assert (names[0], names[-1], len(steps)) == (start, name[-1], one.distance)
            assert set(steps) <= set(followed)
            guessed = {*inferred} if followed is edges else {(b, a) for a, b in inferred}
            assert one.inferred == bool(guessed & set(steps))


@many
@given(graphs, st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_the_shortest_way(drawn, start, end):
    stated, inferred = drawn
    edges = [*stated, *inferred]
    there, back = distances(edges, start).get(end), distances(edges, end).get(start)
    either = distances([*edges, *((b, a) for a, b in edges)], start).get(end)
    expected = 0 if start == end else next((n for n in (there, back, either) if n), None)
    found = path(catalog(stated, inferred), ref(start), ref(end))
    # Two components may also be connected by the team that owns both, which is no node here.
    if expected is not None:
        assert len(found) - 1 == expected


@many
@given(graphs)
def test_counts_of_reach(drawn):
    graph = catalog(*drawn)
    found = most_needed(graph, Users(graph), len(NAMES))
    assert list(found) == sorted(found, key=lambda one: (-one.dependents, one.ref))
    assert {one.ref: one[1:] for one in found} == {
        ref(name): (
            len(dependents(graph, ref(name))),
            len(dependencies(graph, ref(name))),
        )
        for name in NAMES
    }


@many
@given(graphs)
def test_cycles(drawn):
    edges = {*drawn[0], *drawn[1]}
    short = {
        names
        for length in range(1, cycles.LONGEST + 1)
        for names in permutations(NAMES, length)
        if names[0] == min(names)
        and all(one in edges for one in zip(names, (*names[1:], names[0]), strict=True))
    }
    groups = cycle_groups(catalog(*drawn))
    listed = [tuple(one[-1] for one in cycle) for group in groups for cycle in group.cycles]
    assert len(listed) == len(set(listed))
    assert {one for one in listed if len(one) <= cycles.LONGEST} == short
    on_cycles = {
        name
        for name in NAMES
        if any(name == b or name in distances(edges, b) for a, b in edges if a == name)
    }
    assert {one[-1] for group in groups for one in group.refs} == on_cycles
    for group in groups:
        names = {one[-1] for one in group.refs}
        inside = {(a, b) for a, b in edges if {a, b} <= names}
        removed = group.removal.source[-1], group.removal.target[-1]
        left = inside - {removed}
        still = {a for a, b in left if a == b or a in distances(left, b)}
        assert removed in inside
        assert group.removal.opens == len(names) - len(still)
        best = max(
            len(names)
            - len({a for a, b in inside - {one} if a == b or a in distances(inside - {one}, b)})
            for one in inside
        )
        assert group.removal.opens == best


@many
@given(graphs)
def test_single_points(drawn):
    edges = {*drawn[0], *drawn[1]}

    def parts(names):
        left, number = set(names), 0
        both = [(a, b) for a, b in edges | {(b, a) for a, b in edges} if {a, b} <= set(names)]
        while left:
            start = left.pop()
            left -= set(distances(both, start))
            number += 1
        return number

    graph = catalog(*drawn)
    expected = {
        name
        for name in NAMES
        if parts(set(NAMES) - {name}) > parts(NAMES) and dependents(graph, ref(name))
    }
    found = single_points(graph, Users(graph))
    assert {one.ref[-1] for one in found} == expected
    for one in found:
        users = {n for n in NAMES if n != one.ref[-1] and one.ref[-1] in distances(edges, n)}
        assert one.dependents == len(users)
        assert one.production == sum(NAMES.index(n) % 3 == 0 for n in users)
        assert one.owners == len({NAMES.index(n) % 3 for n in users})
    assert list(found) == sorted(found, key=lambda one: (-one.production, -one.dependents, one.ref))


@many
@given(graphs)
def test_the_rest(drawn):
    stated, inferred = drawn
    edges = {*stated, *inferred}
    graph = catalog(stated, inferred)
    assert isolated(graph) == tuple(
        ref(n) for n in NAMES if not any(a != b and n in (a, b) for a, b in edges)
    )
    stage = {n: place % 3 for place, n in enumerate(NAMES)}
    assert [(one.source, one.target, one.inferred) for one in weak_needs(graph)] == [
        (ref(a), ref(b), (a, b) not in stated)
        for a, b in sorted(edges)
        if stage[a] == 0 and stage[b] > 0
    ]
    common = shared(graph, "group:default/x", "group:default/y")
    assert common.first_needs == tuple(
        (ref(a), ref(b)) for a, b in sorted(edges) if (stage[a], stage[b]) == (0, 1)
    )
    assert common.second_needs == tuple(
        (ref(a), ref(b)) for a, b in sorted(edges) if (stage[a], stage[b]) == (1, 0)
    )
    assert common.both_need == tuple(
        ref(n) for n in NAMES if stage[n] == 2 and {stage[a] for a, b in edges if b == n} >= {0, 1}
    )


def ring(size):
    entities = [
        {
            "kind": "Component",
            "metadata": {"name": f"n{place:04}", "namespace": "default"},
            "relations": [
                {"type": "dependsOn", "targetRef": f"component:default/n{(place + 1) % size:04}"}
            ],
        }
        for place in range(size)
    ]
    return Graph(entities)


@pytest.mark.parametrize("size", [1, 2, 7, 2000])
def test_a_ring_of_any_size_is_one_cycle_and_any_edge_opens_all_of_it(size):
    (group,) = cycle_groups(ring(size))
    assert (len(group.refs), len(group.cycles), group.complete) == (size, 1, True)
    assert group.cycles[0] == group.refs
    assert group.removal.opens == size


def test_a_dense_group_is_cut_off_and_says_so():
    graph = catalog([(a, b) for a in NAMES for b in NAMES if a != b])
    (group,) = cycle_groups(graph)
    assert (len(group.cycles), group.complete) == (cycles.MOST_CYCLES, False)
    assert {len(one) for one in group.cycles[:21]} == {2}


def test_an_empty_catalog_has_no_answer_to_anything():
    graph = Graph([])
    users = Users(graph)
    assert cycle_groups(graph) == single_points(graph, users) == most_needed(graph, users, 10) == ()
    assert dependents(graph, ref("a")) == ()
    assert path(graph, ref("a"), ref("a")) is None
    assert list(graph.needs) == []


@many
@given(graphs)
def test_who_must_know_by_owner(drawn):
    """Of every entity at once, as `who_must_know` says it of one."""
    graph = catalog(*drawn)
    found = dependents_by_owner(graph)
    for name in NAMES:
        groups = who_must_know(graph, ref(name))
        if not groups:
            assert ref(name) not in found
            continue
        answer = found[ref(name)]
        assert answer.entities == sum(len(group.reached) for group in groups)
        assert answer.owners == len([group for group in groups if group.owner])
        assert {share.owner: share.entities for share in answer.shares} == {
            group.owner: len(group.reached) for group in groups
        }
        for share in answer.shares:
            (group,) = [one for one in groups if one.owner == share.owner]
            assert len(share.way) == group.reached[0].distance
            steps = [ref(name), *(one.ref for one in share.way)]
            assert [one.via for one in share.way] == steps[:-1]
            assert {(b, a) for a, b in pairwise(steps)} <= {
                (one.source, one.target) for one in graph.needs
            }
            assert share.way[-1].ref in {one.ref for one in group.reached}


@many
@given(graphs, st.sets(st.sampled_from(NAMES), min_size=1))
def test_dependents_of_several(drawn, changed):
    stated, inferred = drawn
    back = [(b, a) for a, b in [*stated, *inferred]]
    ways = [distances(back, name) for name in changed]
    expected = {
        ref(name): min(way[name] for way in ways if name in way)
        for name in NAMES
        if name not in changed and any(name in way for way in ways)
    }
    found = dependents_of_any(catalog(stated, inferred), [ref(name) for name in changed])
    assert {one.ref: one.distance for one in found} == expected


@many
@given(graphs)
def test_what_owners_have_in_common(drawn):
    stated, inferred = drawn
    edges = {*stated, *inferred}
    team = {name: f"group:default/{TEAMS[place % 3]}" for place, name in enumerate(NAMES)}
    expected = {}
    for first, second in combinations(sorted(set(team.values())), 2):
        there = sum((team[a], team[b]) == (first, second) for a, b in edges)
        back = sum((team[a], team[b]) == (second, first) for a, b in edges)
        both = sum(
            {first, second} <= {team[a] for a, b in edges if b == name}
            for name in NAMES
            if team[name] not in (first, second)
        )
        if there or back or both:
            expected[first, second] = (there, back, both)
    found = shared_most(catalog(stated, inferred))
    assert {one[:2]: one[2:] for one in found} == expected


@many
@given(graphs)
def test_findings_concern_owners(drawn):
    graph = catalog(*drawn)
    found = findings(graph)
    counted = concerns(graph, found)
    for team in TEAMS:
        sorts = {one.sort: one.number for one in counted.get(f"group:default/{team}", ())}
        assert sorts.get("isolated", 0) == sum(
            owner_of(graph.entities[one]) == f"group:default/{team}" for one in found.isolated
        )
        assert sorts.get("cycles", 0) == sum(
            any(owner_of(graph.entities[one]) == f"group:default/{team}" for one in group.refs)
            for group in found.cycles
        )


numbered = st.integers(1, 40).flatmap(
    lambda count: st.lists(
        st.lists(st.integers(0, count - 1), max_size=4).map(sorted), min_size=count, max_size=count
    )
)


@many
@given(numbered)
def test_groups_and_cut_points_are_those_of_networkx(after):
    directed = nx.DiGraph()
    directed.add_nodes_from(range(len(after)))
    directed.add_edges_from((one, other) for one, found in enumerate(after) for other in found)
    groups = strong_groups(after)
    assert {frozenset(one) for one in groups} == set(
        map(frozenset, nx.strongly_connected_components(directed))
    )
    place = {node: number for number, group in enumerate(groups) for node in group}
    assert all(place[other] <= place[one] for one, other in directed.edges)
    both = directed.to_undirected()
    adjacent = [sorted(both[node]) for node in both]
    assert cut_points(adjacent) == set(nx.articulation_points(both))
