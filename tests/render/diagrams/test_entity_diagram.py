"""The diagram of an entity with its second step: what it shows, and how it is drawn."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.render.drawings import SVG, boxes, faults, parsed

from catalogsite.graph.diagrams.surroundings import BOUND, SurroundingsReader
from catalogsite.graph.graph import Graph
from catalogsite.model.relations.types import RelationType, RelationTypes
from catalogsite.render.diagrams.entity import entity_diagram, sentences
from catalogsite.render.diagrams.layers import layers

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "diagrams.yaml").read_text("utf-8"))
PAY = "component:default/pay"
PAGE = "catalog/default/component/pay/"
RUNS_ON = RelationType(
    name="runsOn",
    inverse="runs",
    title="Runs on",
    inverse_title="Workloads",
    words="runs on",
    inverse_words="runs",
    meaning="needs",
)


def long(ref):
    return ref if ":" in ref else f"component:default/{ref}"


def entity(ref, relations=(), title=None):
    kind, _, rest = long(ref).partition(":")
    metadata = {"name": rest.rpartition("/")[2], "namespace": "default"}
    pairs = [one.split(" ") for one in relations]
    return {
        "kind": {"api": "API"}.get(kind, kind.capitalize()),
        "metadata": metadata | ({"title": title} if title else {}),
        "relations": [{"type": word, "targetRef": long(target)} for word, target in pairs],
    }


def graph_of(case):
    titles = case.get("titles", {})
    found = [entity(ref, rest, titles.get(ref)) for ref, rest in case["entities"].items()]
    return Graph(found, types=RelationTypes([RUNS_ON]))


def drawn(graph, ref=PAY, page=PAGE, mark=lambda _: ""):
    figure = entity_diagram(SurroundingsReader(graph, mark).of(ref), page)
    return str(figure.svg) if figure else ""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"].replace(" ", "-"))
def test_cases(case):
    graph = graph_of(case)
    around = SurroundingsReader(graph).of(PAY)
    if "boxes" in case:
        found = sorted(f"{box.title} {box.step}" for box in around.boxes)
        assert found == sorted(case["boxes"])
        assert sentences(around) == case["arrows"]
        absent = {long(ref) for ref in case.get("absent", ())}
        assert {box.ref for box in around.boxes if not box.known} == absent
    text = drawn(graph)
    assert bool(text) == (len(around.boxes) > 1)
    if text:
        assert faults(text) == []
        written = [word.text for word in parsed(text).iter(f"{SVG}text")]
        missing = [one for one in case.get("shown", ()) if not any(one in w for w in written)]
        assert missing == []


@st.composite
def catalogs(draw):
    count = draw(st.integers(1, 14))
    numbers = st.integers(0, count - 1)
    pairs = draw(st.sets(st.tuples(numbers, numbers), max_size=30))
    names = ["pay", *(f"n{number}" for number in range(1, count))]
    stated = {name: [] for name in names}
    for one, other in sorted(pairs):
        stated[names[one]].append(f"dependsOn {names[other]}")
        stated[names[other]].append(f"dependencyOf {names[one]}")
    return Graph(entity(name, relations) for name, relations in stated.items())


@settings(max_examples=60, deadline=None)
@given(catalogs())
def test_any_graph_is_drawn_with_boxes_apart_and_lines_from_box_to_box(graph):
    text = drawn(graph)
    assert not text or faults(text) == []
    assert text == drawn(graph)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.data())
def test_layers_keep_nodes_apart_and_edges_lead_on(count, data):
    numbers = st.integers(0, count - 1)
    edges = data.draw(st.sets(st.tuples(numbers, numbers), max_size=90))
    found = layers(count, edges)
    assert len(found.places) == count
    by_column = {}
    for column, row in found.places:
        by_column.setdefault(column, []).append(row)
    gaps = [b - a for rows in map(sorted, by_column.values()) for a, b in pairwise(rows)]
    assert min(gaps, default=1) >= 0.99
    for one, other in edges:
        if one != other:
            columns = found.places[one][0], found.places[other][0]
            assert (columns[0] > columns[1]) == ((one, other) in found.reversed)
            assert columns[0] != columns[1]


def hub(users):
    names = [f"u{number}" for number in range(users)]
    relations = [f"dependencyOf {name}" for name in names]
    return Graph([entity("pay", relations), *(entity(name, ["dependsOn pay"]) for name in names)])


def test_a_hub_shows_a_few_users_and_leads_to_all_of_them():
    text = drawn(hub(3000))
    root = parsed(text)
    assert len(boxes(root)) == 8
    (link,) = (one for one in root.iter(f"{SVG}a") if one.get("class") == "n")
    assert link.get("href") == ("../../../?filter=relations.dependsOn%3Dcomponent%3Adefault/pay")
    assert link.findtext(f"{SVG}text") == "+2,994 more"
    assert len(text) < 4096
    beside = drawn(hub(3000), "component:default/u7", "catalog/default/component/u7/")
    assert len(boxes(parsed(beside))) == 2


def test_those_whom_no_search_finds_are_further_down_the_page():
    names = [f"d{number}" for number in range(9)]
    pairs = [(PAY, long(name)) for name in names]
    text = drawn(Graph([entity("pay"), *map(entity, names)], pairs))
    (link,) = (one for one in parsed(text).iter(f"{SVG}a") if one.get("class") == "n")
    assert link.get("href") == "#relations"


def test_the_second_step_is_left_out_where_not_all_of_it_fits():
    def catalog(width):
        far = [f"f{number}" for number in range(width)]
        return Graph(
            [
                entity("pay", ["dependsOn db"]),
                entity("db", [f"dependsOn {name}" for name in far]),
                *map(entity, far),
            ]
        )

    assert len(boxes(parsed(drawn(catalog(BOUND - 2))))) == BOUND
    assert len(boxes(parsed(drawn(catalog(BOUND - 1))))) == 2


def test_a_state_is_a_shape_and_a_word():
    states = {PAY: "failing", "component:default/db": "firing"}
    graph = Graph([entity("pay", ["dependsOn db"]), entity("db")])
    text = drawn(graph, mark=lambda ref: states.get(ref, ""))
    root = parsed(text)
    spans = [(span.get("class"), span.text) for span in root.iter(f"{SVG}tspan")]
    assert spans == [("x-failing", "✕ failing"), ("x-firing", "▲ firing")]
    assert root.findtext(f"{SVG}desc") == "pay (failing) depends on db (firing)."


def test_links_stand_in_the_order_of_reading():
    text = drawn(graph_of(CASES[0]))
    hrefs = [link.get("href") for link in parsed(text).iter(f"{SVG}a")]
    assert hrefs == ["../shop/", "../web/", "../db/", "../disk/"]
