"""The data of the explorer: all entities and relations once, each with a place of its own."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from tests.render.acme import entity, portal, relate, snapshot

from catalogsite.model.entity import ref_of
from catalogsite.render.explorer.areas import Area
from catalogsite.render.explorer.graph_data import graph_json
from catalogsite.render.explorer.layout import explorer_layout

TOP = Path(__file__).parents[3]


def read(given=None):
    return json.loads(graph_json(portal(given)))


def edges_of(data):
    edges, refs = data["edges"], data["nodes"]["ref"]
    source = 0
    for place, step in enumerate(edges["step"]):
        source += step
        yield (
            refs[source],
            edges["relations"][edges["relation"][place]]["name"],
            refs[edges["target"][place]],
            edges["kinds"][edges["kind"][place]],
        )


def test_each_relation_stands_once_in_the_direction_of_its_name():
    found = sorted(edges_of(read()))
    stated = {
        (ref_of(one), relation["type"], relation["targetRef"])
        for one in snapshot().entities
        for relation in one["relations"]
    }
    forward = {
        "dependsOn",
        "providesApi",
        "consumesApi",
        "partOf",
        "ownedBy",
        "memberOf",
        "childOf",
    }
    declared = {one[:3] for one in found if one[3] != "inferred"}
    assert len(found) == len(set(found))
    assert declared == {one for one in stated if one[1] in forward}
    assert {one[1] for one in found if one[3] == "api"} == {"providesApi", "consumesApi"}


def test_nodes_are_the_entities_and_then_what_the_catalog_lacks():
    data = read()
    refs = data["nodes"]["ref"]
    assert refs[: data["known"]] == sorted(ref_of(one) for one in snapshot().entities)
    assert refs[data["known"] :] == ["component:default/gone", "group:default/ghosts"]
    columns = [
        data["nodes"][name] for name in ("title", "owner", "area", "x", "y", "health", "tag")
    ]
    assert {len(column) for column in columns} == {len(refs)}


def test_an_empty_catalog_has_an_empty_graph():
    data = read(snapshot().model_copy(update={"entities": ()}))
    assert data["known"] == len(data["nodes"]["ref"]) == 0
    assert data["areas"] == []


def chain(areas, area):
    while area >= 0:
        yield area
        area = areas[area]["parent"]


def test_entities_lie_apart_and_inside_their_areas():
    data = read()
    nodes = data["nodes"]
    points = list(zip(nodes["x"], nodes["y"], strict=True))
    assert len(set(points)) == len(points)
    for (x, y), innermost in zip(points, nodes["area"], strict=True):
        for area in chain(data["areas"], innermost):
            left, top, width, height = data["areas"][area]["box"]
            assert left <= x <= left + width
            assert top <= y <= top + height


def test_areas_of_one_level_do_not_overlap():
    areas = read()["areas"]
    for level in {one["parent"] for one in areas}:
        boxes = sorted(one["box"] for one in areas if one["parent"] == level)
        for one, other in ((a, b) for at, a in enumerate(boxes) for b in boxes[at + 1 :]):
            apart = (
                one[0] + one[2] <= other[0]
                or one[1] + one[3] <= other[1]
                or other[1] + other[3] <= one[1]
            )
            assert apart, (one, other)


def many(systems, each):
    areas = {f"s{n:03}": Area(f"s{n:03}", "system") for n in range(systems)}
    members = {f"{key}-{n:02}": key for key in areas for n in range(each)}
    needs = [pair for key in areas for pair in pairwise(f"{key}-{n:02}" for n in range(0, each, 2))]
    return areas, members, needs


@pytest.mark.parametrize(("systems", "each"), [(12, 12), (30, 9), (40, 12), (60, 7)])
def test_one_entity_more_moves_few_others_far(systems, each):
    areas, members, needs = many(systems, each)
    before = explorer_layout(areas, members, needs)
    right = max(box.x + box.width for box in before.boxes.values())
    bottom = max(box.y + box.height for box in before.boxes.values())
    far = math.hypot(right, bottom) / 20
    for key in list(areas)[::4]:
        more = explorer_layout(areas, {**members, f"{key}-05b": key}, needs).points
        moved = [math.dist(more[ref], point) for ref, point in before.points.items()]
        assert sum(way > far for way in moved) <= len(moved) / 20


@pytest.mark.parametrize(
    "needs",
    [
        [("a", "a")],
        [("a", "b"), ("b", "a")],
        [(f"n{n:04}", f"n{(n + 1) % 60:04}") for n in range(60)],
        [(f"n{n:04}", f"n{(n + 1) % 2000:04}") for n in range(2000)],
        [(f"n{n:04}", "hub") for n in range(3000)],
        [("a", "b")] * 3,
    ],
    ids=["self", "two", "circle-60", "circle-2000", "hub-3000", "repeated"],
)
def test_every_shape_has_a_place_for_each(needs):
    refs = {ref for edge in needs for ref in edge}
    found = explorer_layout({"all": Area("all", "rest")}, dict.fromkeys(refs, "all"), needs)
    assert found.points.keys() == refs
    assert len(set(found.points.values())) == len(refs)


def test_what_needs_another_stands_left_of_it():
    refs = ("web", "shop", "ledger", "db")
    found = explorer_layout(
        {"all": Area("all", "rest")}, dict.fromkeys(refs, "all"), list(pairwise(refs))
    )
    columns = [found.points[ref][0] for ref in refs]
    assert columns == sorted(set(columns))


def test_the_data_does_not_depend_on_the_order_of_sets():
    code = (
        "import sys; sys.path.insert(0, '.')\n"
        "from tests.render.acme import portal\n"
        "from catalogsite.render.explorer.graph_data import graph_json\n"
        "sys.stdout.buffer.write(graph_json(portal()))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=TOP,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1


def test_parts_of_parts_lie_in_the_domain_of_their_system():
    entities = [
        entity("Domain", "money"),
        entity("System", "ledger"),
        entity("Component", "api", {"type": "service"}),
        entity("Component", "worker", {"type": "service"}),
    ]
    relate(
        entities,
        [
            ("system:default/ledger", "partOf", "domain:default/money"),
            ("component:default/api", "partOf", "system:default/ledger"),
            ("component:default/worker", "partOf", "component:default/api"),
        ],
    )
    entities.sort(key=ref_of)
    nodes = read(snapshot().model_copy(update={"entities": tuple(entities), "facts": ()}))["nodes"]
    refs = nodes["ref"]
    worker = refs.index("component:default/worker")
    assert refs[nodes["system"][worker]] == "system:default/ledger"
    assert refs[nodes["domain"][worker]] == "domain:default/money"
