"""The diagrams of systems and domains: what they show, and how they are drawn."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.render.drawings import SVG, boxes, containers, faults, parsed

from catalogsite.graph.diagrams.contents import MEMBERS, ContentsReader
from catalogsite.graph.graph import Graph
from catalogsite.model.urls import entity_path
from catalogsite.render.diagrams.nested import nested_diagram

INVERSE = {
    "dependsOn": "dependencyOf",
    "providesApi": "apiProvidedBy",
    "consumesApi": "apiConsumedBy",
    "partOf": "hasPart",
}


def graph_of(stated, titles=None, libraries=(), inferred=()):
    """A graph of `source relation target` lines; entities exist where a line names them."""
    relations = {}
    for line in stated:
        source, _, rest = line.partition(" ")
        relation, _, target = rest.partition(" ")
        relations.setdefault(source, [])
        if relation:
            relations[source].append((relation, target))
            relations.setdefault(target, []).append((INVERSE[relation], source))
    found = []
    for ref, pairs in relations.items():
        kind, _, name = ref.partition(":")
        found.append(
            {
                "kind": {"api": "API"}.get(kind, kind.capitalize()),
                "metadata": {"name": name, "namespace": "default"}
                | ({"title": titles[ref]} if titles and ref in titles else {}),
                "spec": {"type": "library"} if ref in libraries else {},
                "relations": [{"type": word, "targetRef": long(to)} for word, to in pairs],
            }
        )
    return Graph(found, [(long(a), long(b)) for a, b in inferred])


def long(ref):
    return ref.replace(":", ":default/")


def contents(graph, ref, mark=lambda _: ""):
    return ContentsReader(graph, mark).of(long(ref))


def drawn(found):
    figure = nested_diagram(
        found, entity_path(found.ref), lambda one: (one.title or one.id, f"?{one.id}")
    )
    return str(figure.svg)


def short(ref):
    return ref.replace("default/", "")


def shown(found):
    return {
        (short(one.id), one.side): [short(box.ref) for box in one.members]
        for one in found.containers
    }


def links(found):
    return [f"{short(one.source)} > {short(one.target)} {one.number}" for one in found.links]


SHOP = [
    "component:web partOf system:shop",
    "component:kit partOf system:shop",
    "api:pay partOf system:shop",
    "component:web dependsOn component:kit",
    "component:web providesApi api:pay",
    "component:web dependsOn resource:bus",
    "component:web dependsOn resource:disk",
    "resource:bus partOf system:platform",
    "resource:disk partOf system:platform",
    "component:till consumesApi api:pay",
    "component:till partOf system:store",
    "system:shop partOf domain:trade",
    "system:store partOf domain:trade",
    "system:platform partOf domain:base",
]


def test_a_system_shows_its_parts_by_kind_between_its_neighbours():
    found = contents(graph_of(SHOP, libraries=["component:kit"]), "system:shop")
    assert shown(found) == {
        ("api", 0): ["api:pay"],
        ("component", 0): ["component:web"],
        ("component/library", 0): ["component:kit"],
        ("system:store", -1): [],
        ("system:platform", 1): [],
    }
    assert links(found) == [
        "component:web > api:pay 1",
        "component:web > component:kit 1",
        "component:web > system:platform 2",
        "system:store > api:pay 1",
    ]
    assert faults(drawn(found)) == []


def test_a_domain_shows_its_systems_with_the_edges_between_them_added_up():
    found = contents(graph_of(SHOP), "domain:trade")
    assert shown(found) == {
        ("system:shop", 0): ["api:pay", "component:kit", "component:web"],
        ("system:store", 0): ["component:till"],
        ("system:platform", 1): [],
    }
    assert links(found) == ["system:shop > system:platform 2", "system:store > system:shop 1"]
    text = drawn(found)
    assert faults(text) == []
    numbers = [one.text for one in parsed(text).findall(f"{SVG}text") if one.get("class") != "t"]
    assert numbers == ["2"]


def test_neighbours_stand_outside_the_frame():
    root = parsed(drawn(contents(graph_of(SHOP), "system:shop")))
    (frame,) = (one for one in root.iter(f"{SVG}rect") if one.get("class") == "f")
    left, right = float(frame.get("x")), float(frame.get("x")) + float(frame.get("width"))
    places = {
        link.findtext(f"{SVG}title").rpartition("/")[2]: float(
            link.get("transform")[10:].split()[0]
        )
        for link in root.iter(f"{SVG}a")
        if link.get("transform")
    }
    assert places["store"] < left < places["web"] < places["pay"] < right < places["platform"]


@pytest.mark.parametrize("ref", ["system:none", "system:empty", "component:web"])
def test_what_has_no_parts_has_no_such_diagram(ref):
    assert contents(graph_of([*SHOP, "system:empty"]), ref) is None


def test_a_large_system_is_cut_to_those_with_most_edges():
    parts = [f"component:c{n} partOf system:big" for n in range(3000)]
    edges = [f"component:c{n} dependsOn component:c2999" for n in range(2900, 2990)]
    found = contents(graph_of([*parts, *edges]), "system:big")
    (only,) = found.containers
    assert (len(only.members), only.total) == (MEMBERS, 3000)
    assert "component:default/c2999" in [box.ref for box in only.members]
    text = drawn(found)
    assert faults(text) == []
    assert ">+2,984 more<" in text
    assert len(text) < 16_000


def test_a_domain_of_many_systems_says_how_many_are_not_shown():
    found = contents(graph_of(f"system:s{n} partOf domain:d" for n in range(40)), "domain:d")
    assert (len(found.containers), found.hidden) == (12, 28)
    assert faults(drawn(found)) == []


def test_titles_are_escaped_and_edges_of_manifests_dashed():
    stated = [
        "component:a partOf system:s",
        "component:b partOf system:s",
        "resource:r partOf system:s",
    ]
    titles = {"system:s": "<script>alert(1)</script>", "component:a": '"><b>'}
    graph = graph_of(stated, titles, inferred=[("component:a", "resource:r")])
    text = drawn(contents(graph, "system:s"))
    assert "<script" not in text
    assert "<b>" not in text
    assert 'class="i"' in text


@st.composite
def organisations(draw):
    systems = draw(st.integers(1, 5))
    kinds = ("component", "api", "resource")
    members = draw(
        st.lists(st.tuples(st.sampled_from(kinds), st.integers(0, systems)), max_size=14)
    )
    refs = [f"{kind}:m{place}" for place, (kind, _) in enumerate(members)]
    stated = [f"{ref} partOf system:s{home}" for ref, (_, home) in zip(refs, members, strict=True)]
    stated += [f"system:s{n} partOf domain:d" for n in range(systems) if draw(st.booleans())]
    stated += ["component:x partOf system:s0", "system:s0 partOf domain:d"]
    refs.append("component:x")
    pairs = draw(st.sets(st.tuples(st.sampled_from(refs), st.sampled_from(refs)), max_size=24))
    stated += [f"{one} dependsOn {other}" for one, other in sorted(pairs) if one != other]
    return graph_of(stated)


@settings(max_examples=60, deadline=None)
@given(organisations())
def test_any_organisation_is_drawn_with_boxes_apart_and_lines_from_box_to_box(graph):
    for ref in ("system:s0", "domain:d"):
        found = contents(graph, ref)
        text = drawn(found)
        assert faults(text) == []
        assert text == drawn(contents(graph, ref))
        members = [box for one in found.containers for box in one.members]
        outside = [one for one in found.containers if not one.members]
        assert len(boxes(parsed(text))) == len(members) + len(outside)
        assert len(containers(parsed(text))) == len(found.containers) - len(outside)
