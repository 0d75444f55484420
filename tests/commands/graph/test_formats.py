"""The formats of a part of the graph, each read back by a program that knows it."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess

import networkx as nx
import pytest
from tests.graph.test_selection import GRAPH, MONEY, SALES, entity

from catalogsite.commands.graph import (
    GraphFormat,
    findings,
    findings_text,
    shared_text,
    subgraph,
    write_graph,
)
from catalogsite.errors import SelectorError
from catalogsite.graph.findings.isolated import shared
from catalogsite.graph.findings.rules import Rule
from catalogsite.graph.graph import Graph
from catalogsite.graph.selector import parse_selector

HOSTILE = [
    "plain", 'a "quoted" one', "back\\slash", "end\\", "<script>alert(1)</script>", "a]b[c{d}",
    "two\nlines", "é ü 漢", "%% comment", "a;b|c", "&amp;",
]  # fmt: skip


def titled(titles):
    entities = [
        entity("Component", f"n{place}", relations=[f"dependsOn component:default/n{place + 1}"],
               title=title)
        for place, title in enumerate(titles)
    ]  # fmt: skip
    return Graph(entities)


def ends(graph):
    return {(one.source, one.target) for one in subgraph(graph, "*").edges}


def test_a_tree_begins_with_what_nobody_needs_and_repeats_nothing():
    assert write_graph(subgraph(GRAPH, "+web+ pos"), GraphFormat.TREE).splitlines() == [
        "component:default/pos",
        "  api:default/pay-api",
        "    component:default/pay",
        "      resource:default/db",
        "component:default/web",
        "  api:default/pay-api (see above)",
    ]


def test_a_tree_of_a_cycle_ends():
    graph = titled(["a", "b"])
    ring = Graph([*graph.entities.values(), entity("Component", "n2",
                  relations=["dependsOn component:default/n0"])])  # fmt: skip
    assert write_graph(subgraph(ring, "*"), GraphFormat.TREE).splitlines() == [
        "component:default/n0",
        "  component:default/n1",
        "    component:default/n2",
        "      component:default/n0 (see above)",
    ]


def test_json_has_nodes_and_edges():
    found = json.loads(write_graph(subgraph(GRAPH, "+pay"), GraphFormat.JSON))
    assert [node["ref"] for node in found["nodes"]] == [
        *("component:default/pay", "resource:default/db")
    ]
    assert found["edges"] == [
        {
            "source": "component:default/pay",
            "target": "resource:default/db",
            "relation": "dependsOn",
            "inferred": False,
        }
    ]


def test_graphml_is_read_back():
    graph = titled(HOSTILE)
    read = nx.parse_graphml(write_graph(subgraph(graph, "*"), GraphFormat.GRAPHML))
    assert set(read.edges) == ends(graph)
    assert [read.nodes[f"component:default/n{n}"]["title"] for n in range(len(HOSTILE))] == HOSTILE


def test_csv_is_read_back():
    graph = titled([*HOSTILE, "last"])
    rows = list(csv.DictReader(io.StringIO(write_graph(subgraph(graph, "*"), GraphFormat.CSV))))
    assert {(row["source"], row["target"]) for row in rows} == ends(graph)
    alone = write_graph(subgraph(GRAPH, "pay"), GraphFormat.CSV)
    assert alone.splitlines() == ["source,relation,target,inferred", "component:default/pay,,,"]


def test_dot_is_accepted_by_graphviz():
    dot = shutil.which("dot")
    graph = titled(HOSTILE)
    text = write_graph(subgraph(graph, "*"), GraphFormat.DOT)
    assert text.count("->") == len(ends(graph))
    if dot is None:
        pytest.skip("Graphviz is not installed")
    done = subprocess.run([dot, "-Tplain"], input=text, capture_output=True, text=True, check=True)
    assert done.stdout.count("\nedge ") == len(ends(graph))


def test_mermaid_escapes_every_sign_that_it_knows():
    text = write_graph(subgraph(titled(HOSTILE), "*"), GraphFormat.MERMAID)
    lines = text.splitlines()
    assert lines[0] == "flowchart LR"
    assert len(lines) == 1 + len(HOSTILE) + len(HOSTILE) - 1
    for line in lines[1:]:
        inside = line.split('"')[1]
        assert not set(inside) & set('"\\<>[]{}|%')


def test_a_selector_that_means_nothing_is_refused():
    with pytest.raises(SelectorError, match="nothing in the catalog matches `nothing`"):
        subgraph(GRAPH, "nothing")


def test_what_is_excluded_is_left_out():
    assert [n.ref for n in subgraph(GRAPH, "kind:component", ["pay", "tag:pci"]).nodes] == [
        "component:default/pos"
    ]


def test_findings_in_words():
    assert findings_text(findings(GRAPH)).splitlines() == [
        "single points of failure: 2",
        "  component:default/pay: 3 entities of 1 owner need it, 0 of them in production",
        "  api:default/pay-api: 2 entities of 1 owner need it, 0 of them in production",
        "what most need: 3",
        "  resource:default/db: 4 entities directly or through others, and it needs 0",
        "  component:default/pay: 3 entities directly or through others, and it needs 1",
        "  api:default/pay-api: 2 entities directly or through others, and it needs 2",
    ]
    rules = [Rule("desk apart", parse_selector("system:desk"), parse_selector("kind:api"))]
    assert findings_text(findings(GRAPH, rules)).splitlines()[:2] == [
        "dependencies that a rule forbids: 1",
        "  component:default/web consumesApi api:default/pay-api  (desk apart)",
    ]


def test_findings_about_a_cycle_and_what_is_weak():
    def component(name, lifecycle, *needs):
        relations = [f"dependsOn component:default/{one}" for one in needs]
        return entity("Component", name, {"lifecycle": lifecycle}, relations)

    graph = Graph(
        [component("a", "production", "b"), component("b", "deprecated", "a"), component("c", "")]
    )
    assert findings_text(findings(graph)).splitlines() == [
        "entities that need each other: 1",
        (
            "  2 entities, for example component:default/a -> component:default/b -> "
            "component:default/a; without component:default/a -> component:default/b "
            "2 are on no cycle"
        ),
        "production that needs what is not: 1",
        "  component:default/a needs component:default/b, which is deprecated",
        "without any dependency: 1",
        "  component:default/c",
        "what most need: 2",
        "  component:default/a: 1 entity directly or through others, and it needs 1",
        "  component:default/b: 1 entity directly or through others, and it needs 1",
    ]


def test_a_long_list_of_findings_says_where_the_rest_is():
    graph = Graph([entity("Component", f"n{place:02}") for place in range(12)])
    lines = findings_text(findings(graph)).splitlines()
    assert lines[0] == "without any dependency: 12"
    assert lines[-1] == "  and 2 more: `--only isolated` prints all"
    assert findings_text(findings(Graph([]))).startswith("nothing found")


def test_what_connects_two_owners():
    money, sales = "group:default/money", "group:default/sales"
    assert shared_text(shared(GRAPH, money, sales), money, sales) == (
        f"nothing connects {money} and {sales}"
    )
    one, two = (
        entity("Component", "one", {}, ["dependsOn component:default/two", MONEY]),
        entity("Component", "two", {}, ["dependsOn component:default/three", SALES]),
    )
    extra = entity("Component", "four", {}, ["dependsOn component:default/three", MONEY])
    graph = Graph([one, two, extra, entity("Component", "three")])
    assert shared_text(shared(graph, money, sales), money, sales).splitlines() == [
        f"{money} needs {sales}: 1",
        "  component:default/one -> component:default/two",
        "both need: 1",
        "  component:default/three",
    ]
