"""The page of findings, and who must know on the page of an entity: bounded, and what they say."""

from __future__ import annotations

import json
import re

from tests.graph.test_sizes import ring
from tests.render import acme

from catalogsite.model.fact import FACT_ADAPTER, Fact, Provenance
from catalogsite.model.page import Asset, Page
from catalogsite.model.relations.dependency_rule import DependencyRule
from catalogsite.render.machine.graph_findings import findings_json
from catalogsite.render.views.graph.findings import MOST_LINKS, MOST_ROWS, finding_sections
from catalogsite.render.views.graph.who_must_know import concern_links, who_must_know_view

TEAM = "group:default/team"


def ref(number):
    return f"component:default/n{number}"


def company(size, edges, rules=(), facts=(), **group):
    entities = [
        acme.entity("Component", f"n{n}", {"type": "service", "lifecycle": "production"})
        for n in range(size)
    ]
    team = acme.entity("Group", "team", group.pop("spec", {}), **group)
    links = [(ref(a), "dependsOn", ref(b)) for a, b in edges]
    links += [(ref(n), "ownedBy", TEAM) for n in range(size)]
    everyone = [*entities, team]
    acme.relate(everyone, links)
    changed = {"entities": tuple(everyone), "facts": tuple(facts), "dependency_rules": tuple(rules)}
    return acme.snapshot().model_copy(update=changed)


def sections(snapshot):
    return {one.id: one for one in finding_sections(acme.portal(snapshot))}


def outputs(snapshot):
    return {one.path: one for one in acme.render_pages(snapshot, acme.read_blob, {})}


def words(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_a_ring_of_two_thousand_is_a_short_row_that_says_how_many_are_left_out():
    found = sections(company(2_000, ring(2_000)))
    (row,) = found["cycles"].rows
    assert (len(row.refs), row.left_out) == (MOST_LINKS, 2_000 - MOST_LINKS)
    assert row.removal == (ref(0), ref(1))
    assert row.frees == "2,000 of 2,000"
    page = outputs(company(2_000, ring(2_000)))["graph/findings/"]
    assert len(page.body) < 12_000
    assert f"+{2_000 - MOST_LINKS:,} more" in words(page.body)


def test_the_rest_of_a_long_list_is_a_command():
    found = sections(company(100, []))["isolated"]
    assert (found.total, found.more) == (100, 40)
    assert found.command == "catalogsite graph findings --only isolated"
    hub = company(60, [(n, n + 1) for n in range(0, 60, 2)])
    rules = [DependencyRule(name="none", source="n0", target="n1", file="c.yaml", line=3)]
    broken = sections(hub.model_copy(update={"dependency_rules": tuple(rules)}))["violations"]
    assert [one.note for one in broken.rows] == ["none: `n0` must not need `n1` (c.yaml:3)"]
    assert (
        len(sections(company(90, [(a, a + 1) for a in range(89)]))["single-points"].rows)
        == MOST_ROWS
    )


def test_nothing_found_says_what_was_looked_at():
    found = sections(company(3, [(0, 1), (1, 2)]))
    assert found["cycles"].nothing == "No cycle among 2 dependencies."
    assert found["violations"].nothing.startswith("No rule says")
    page = outputs(company(0, []))["graph/findings/"]
    assert "No cycle among 0 dependencies." in words(page.body)


def test_what_is_declared_nowhere_shows_its_line():
    value = [{"target": ref(1), "package": "@acme/one", "requirement": "^1", "file": "a/package.json",
              "line": 7}]  # fmt: skip
    fact = Fact(subject=ref(0), key="dependencies", value=value,
                provenance=Provenance(source="manifests", time=acme.NOW))  # fmt: skip
    snapshot = company(2, [], facts=[FACT_ADAPTER.validate_python(fact)])
    (row,) = sections(snapshot)["undeclared"].rows
    assert (row.refs, row.note, row.owner) == ((ref(0), ref(1)), "`@acme/one ^1`", TEAM)
    assert [one.text for one in row.places] == ["a/package.json:7"]
    assert json.loads(findings_json(acme.portal(snapshot)))["undeclared"] == [[ref(0), ref(1)]]


def test_who_must_know_has_contacts_the_way_and_a_bound():
    links = [
        {"url": "https://acme.slack.com/team", "title": "#team"},
        {"url": "https://wiki.acme.example", "title": "Wiki"},
        {"url": "javascript:alert(1)", "title": "chat"},
    ]
    profile = {"profile": {"email": "team@acme.example"}}
    portal = acme.portal(company(3, [(1, 0), (2, 1)], spec=profile, links=links))
    view = who_must_know_view(portal, ref(0))
    (row,) = view.rows
    assert (view.entities, view.owners, view.more) == ("2 entities", "of 1 owner", 0)
    assert [one.label for one in row.reachable.ways] == ["team@acme.example", "#team"]
    assert [one.ref for one in row.way] == [ref(1)]
    assert who_must_know_view(portal, ref(2)) is None
    assert [one.anchor for one in concern_links(portal, ref(1))] == ["single-points"]


def test_a_hub_keeps_its_page_small():
    snapshot = company(1_001, [(n, 0) for n in range(1, 1_001)])
    page = outputs(snapshot)["catalog/default/component/n0/"]
    assert isinstance(page, Page)
    assert "1,000 entities of 1 owner need this" in words(page.body)
    part = page.body[page.body.index('id="who-must-know"') :]
    assert len(part[: part.index("<h2", 10)]) < 2_000


def test_titles_of_strangers_are_escaped():
    snapshot = company(2, ring(2))
    for one in snapshot.entities:
        one["metadata"]["title"] = "<script>alert(1)</script>](x)"
    found = outputs(snapshot)
    assert "<script" not in found["graph/findings/"].body
    twin = found["graph/findings/index.md"]
    assert isinstance(twin, Asset)
    assert b"<script" not in twin.content
