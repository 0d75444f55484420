"""The org chart of any groups: several roots, deep, wide and circular ones."""

from __future__ import annotations

import pytest

from catalogsite.graph.diagrams.org_chart import OrgChartReader
from catalogsite.graph.graph import Graph


def group(name, parents=(), **counts):
    relations = [("childOf", f"group:default/{parent}") for parent in parents]
    relations += [("hasMember", f"user:default/u{n}") for n in range(counts.get("members", 0))]
    relations += [("ownerOf", f"component:default/c{n}") for n in range(counts.get("owned", 0))]
    return {
        "kind": "Group",
        "metadata": {"name": name, "namespace": "default"},
        "relations": [{"type": word, "targetRef": target} for word, target in relations],
    }


def other(kind, name):
    return {"kind": kind, "metadata": {"name": name, "namespace": "default"}, "relations": []}


def reader(groups):
    return OrgChartReader(Graph(group(name, parents) for name, parents in groups.items()))


def outline(units):
    return [
        one.title
        + (f" +{one.below}" if one.below else "")
        + (" circular" if one.is_circular else "")
        if not one.children
        else {one.title + (" circular" if one.is_circular else ""): outline(one.children)}
        for one in units
    ]


CASES = {
    "several roots": (
        {"acme": [], "pay": ["acme"], "lab": [], "till": ["pay"]},
        [{"acme": [{"pay": ["till"]}]}, "lab"],
    ),
    "a parent that the catalog lacks": ({"pay": ["gone"]}, ["pay"]),
    "its own parent": ({"pay": ["pay"]}, ["pay"]),
    "a circle with a group below it": (
        {"a": ["c"], "b": ["a"], "c": ["b"], "d": ["c"]},
        [{"a circular": [{"b circular": [{"c circular": ["d"]}]}]}],
    ),
    "two parents": ({"x": [], "y": [], "z": ["y", "x"]}, [{"x": ["z"]}, "y"]),
    "no group": ({}, []),
}


@pytest.mark.parametrize("name", CASES)
def test_every_group_stands_once_below_its_parent(name):
    groups, expected = CASES[name]
    assert outline(reader(groups).company(100).roots) == expected


def test_a_group_stands_between_those_above_and_below_it():
    found = reader({"a": [], "b": ["a"], "c": ["b"], "d": ["c"], "e": ["a"]})
    chart = found.of("group:default/c", 30)
    assert [one.title for one in chart.above] == ["a", "b"]
    assert outline(chart.roots) == [{"c": ["d"]}]


@pytest.mark.parametrize(
    "ref", ["group:default/alone", "component:default/c", "group:default/none"]
)
def test_what_stands_alone_has_no_chart(ref):
    assert reader({"alone": []}).of(ref, 30) is None


def test_deep_and_wide_ones_are_counted_beyond_their_bounds():
    deep = {f"g{n:04}": [f"g{n - 1:04}"] if n else [] for n in range(3000)}
    (root,) = reader(deep).company(100).roots
    levels, one = 1, root
    while one.children:
        levels, (one,) = levels + 1, one.children
    assert (levels, one.below) == (12, 2988)
    wide = {"top": []} | {f"g{n:03}": ["top"] for n in range(200)}
    (top,) = reader(wide).company(100).roots
    assert (len(top.children), top.below) == (40, 160)
    assert len(reader({f"g{n}": [] for n in range(500)}).company(100).roots) == 100


def test_it_counts_members_and_what_is_owned_and_names_who_is_on_call():
    graph = Graph(
        [
            group("pay", members=3, owned=2),
            *(other("User", f"u{n}") for n in range(2)),
            other("Component", "c0"),
        ]
    )
    (one,) = OrgChartReader(graph, lambda _: ("Aiko",)).company(9).roots
    assert (one.members, one.owned, one.on_call) == (2, 1, ("Aiko",))
