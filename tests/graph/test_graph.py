from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from catalogsite.graph.diagrams.neighbourhood import neighbourhood
from catalogsite.graph.graph import Graph
from catalogsite.graph.paths import path, path_steps
from catalogsite.graph.reach import dependents
from catalogsite.model.relations.types import RelationType, RelationTypes

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "questions.yaml").read_text("utf-8"))


def long(ref):
    return ref if ":" in ref else f"component:default/{ref}"


def short(ref):
    return ref.removeprefix("component:default/")


def entity(ref, relations=(), **metadata):
    kind, _, rest = long(ref).partition(":")
    namespace, _, name = rest.partition("/")
    pairs = [one.split(" ") for one in relations]
    return {
        "kind": {"api": "API"}.get(kind, kind.capitalize()),
        "metadata": {"name": name, "namespace": namespace, **metadata},
        "relations": [{"type": word, "targetRef": long(target)} for word, target in pairs],
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"].replace(" ", "-"))
def test_questions(case):
    graph = Graph(entity(ref, relations) for ref, relations in case["entities"].items())
    for ref, expected in case.get("impact", {}).items():
        found = dependents(graph, long(ref))
        assert [f"{i.distance} {short(i.ref)} via {short(i.via)}" for i in found] == expected
    for question in ("dependencies", "dependents"):
        for ref, expected in case.get(question, {}).items():
            assert [short(one) for one in getattr(graph, question)(long(ref))] == expected
    for ends, expected in case["path"].items():
        way = path(graph, *map(long, ends.split(" ")))
        assert (way and [short(ref) for ref in way]) == expected


def test_steps_state_which_relation_leads_on():
    graph = Graph([entity("a", ["dependsOn b"]), entity("b")])
    assert path_steps(graph, long("a"), long("b")) == ((long("a"), "dependsOn", long("b")),)


def test_neighbours_stand_on_their_sides_and_are_capped():
    relations = [f"dependencyOf u{n}" for n in range(9)] + [
        "dependsOn db", "ownedBy group:default/g", "dependsOn a-ghost", "partOf a-ghost"
    ]  # fmt: skip
    users = [entity(f"u{n}") for n in range(9)]
    graph = Graph([entity("pay", relations, title="Pay"), *users, entity("db"),
                   entity("group:default/g")])  # fmt: skip
    around = neighbourhood(graph, long("pay"), cap=4)
    assert (around.title, len(around.left), around.more_left) == ("Pay", 4, 5)
    assert [(short(one.ref), one.words, one.known) for one in around.right] == [
        ("db", "depends on", True),
        ("group:default/g", "is owned by", True),
        ("a-ghost", "depends on, is part of", False),
    ]


def test_kind_and_namespace_are_lower_case():
    graph = Graph([{"kind": "API", "metadata": {"name": "Pay", "namespace": "Shop"}}])
    assert "api:shop/pay" in graph


def test_what_nobody_wrote_down_counts_and_is_marked_so():
    written = [entity("b", ["dependencyOf c"]), entity("c", ["dependsOn b"])]
    graph = Graph([entity("a"), *written], [(long("b"), long("a")), (long("c"), long("b"))])
    assert [(short(i.ref), i.distance, i.inferred) for i in dependents(graph, long("a"))] == [
        ("b", 1, True),
        ("c", 2, True),
    ]
    assert [(i.ref, i.inferred) for i in dependents(graph, long("b"))] == [(long("c"), False)]
    around = neighbourhood(graph, long("b"))
    assert [(one.ref, one.inferred) for one in (*around.left, *around.right)] == [
        (long("c"), False),
        (long("a"), True),
    ]


OWN = RelationType(
    name="runsOn",
    inverse="runs",
    title="Runs on",
    inverse_title="Workloads",
    words="runs on",
    inverse_words="runs",
    meaning="needs",
)


def test_a_relation_of_ones_own_counts_as_what_it_means():
    written = [entity("a", ["runsOn b", "nextTo c"]), entity("b", ["runs a"]), entity("c")]
    graph = Graph(written, types=RelationTypes([OWN]))
    assert [(i.ref, i.relation) for i in dependents(graph, long("b"))] == [(long("a"), "runsOn")]
    assert dependents(graph, long("c")) == ()
    assert not dependents(Graph(written), long("b"))
    for ref, left, right in (
        ("a", [], [("b", "runs on"), ("c", "next to")]),
        ("b", [("a", "runs on")], []),
    ):
        around = neighbourhood(graph, long(ref))
        sides = [
            [(short(one.ref), one.words) for one in side] for side in (around.left, around.right)
        ]
        assert sides == [left, right]


def test_nothing_is_inferred_about_what_is_not_in_the_catalog():
    graph = Graph([entity("a")], [(long("a"), long("ghost")), (long("ghost"), long("a"))])
    assert (graph.dependencies(long("a")), graph.dependents(long("a"))) == ((), ())
