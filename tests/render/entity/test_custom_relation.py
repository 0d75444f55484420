"""A relation of the company's own kind: its titles and words are wherever relations are shown."""

from __future__ import annotations

from tests.render import acme

from catalogsite.graph.findings.rules import readable_rules, violations
from catalogsite.graph.graph import Graph
from catalogsite.graph.reach import dependents
from catalogsite.model.page import Asset, Page
from catalogsite.model.relations.dependency_rule import DependencyRule
from catalogsite.model.relations.types import RelationType
from catalogsite.model.snapshot_index import SnapshotIndex

RUNS_ON = RelationType(
    name="runsOn",
    inverse="runs",
    title="Runs on these machines",
    inverse_title="Workloads of it",
    words="has its processes on",
    inverse_words="carries",
    meaning="needs",
)
APP, HOST = "component:default/app", "resource:default/host"


def company():
    app = acme.entity("Component", "app", {"type": "service", "lifecycle": "production"})
    host = acme.entity("Resource", "host", {"type": "machine", "lifecycle": "experimental"})
    app["relations"].append({"type": "runsOn", "targetRef": HOST})
    host["relations"].append({"type": "runs", "targetRef": APP})
    return acme.snapshot().model_copy(
        update={
            "entities": (app, host),
            "relation_types": (RUNS_ON,),
            "dependency_rules": (DependencyRule(name="apart", source="app", target="host"),),
        }
    )


def output(path):
    found = acme.render_pages(company(), acme.read_blob, {})
    return next(one for one in found if one.path == path)


def test_pages_and_diagrams():
    app = output("catalog/default/component/app/")
    host = output("catalog/default/resource/host/")
    assert isinstance(app, Page)
    assert "Runs on these machines" in app.body
    assert "Workloads of it" in host.body
    # The diagram has the words along the arrow.
    assert "has its processes on" in app.body[app.body.index("<svg") : app.body.index("</svg>")]


def test_twins():
    twin = output("catalog/default/component/app/index.md")
    assert isinstance(twin, Asset)
    assert b"- Runs on these machines: " in twin.content


def test_who_must_know_and_findings():
    host = output("catalog/default/resource/host/")
    assert "<small>has its processes on it</small>" in host.body
    page = output("graph/findings/")
    # Forbidden, and in production on what is experimental.
    assert page.body.count("apart: ") == 1
    assert "has its processes on" in page.body
    assert "in production, on what is experimental" in page.body


def test_impact_and_rules():
    index = SnapshotIndex(company())
    graph = Graph.of(index)
    assert [(one.ref, one.relation) for one in dependents(graph, HOST)] == [(APP, "runsOn")]
    found = violations(graph, readable_rules(index.snapshot.dependency_rules))
    assert [one.relation for one in found] == ["runsOn"]
