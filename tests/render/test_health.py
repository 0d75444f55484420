"""Health: statuses counted for the whole catalog, teams, systems and domains; troubles by owner."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.render import acme

from catalogsite.model.fact import FACT_ADAPTER, Fact, Provenance
from catalogsite.model.page import Page
from catalogsite.render.views.health import own_roll_ups, parts_of, roll_ups, team_health

NOW = datetime(2026, 2, 1, tzinfo=UTC)
SINCE = datetime(2026, 1, 30, tzinfo=UTC)
FRESH = Provenance(source="test", time=NOW)
WEB, PAY, DB = "component:default/web", "component:default/pay", "resource:default/db"
LIB, API = "component:default/lib", "api:default/orders"


def build(ref, status, provider="a", **fields):
    workflow = {"name": "CI", "status": status, "url": "https://ci/1", **fields}
    value = {"status": status, "workflows": [workflow]}
    return fact(ref, f"ci.runs.{provider}", value)


def alert(ref, state, name="Slow"):
    raised = [{"name": name, "state": state}] if state in ("alert", "warning") else []
    return fact(ref, "alerts", {"state": state, "alerts": raised})


def fact(ref, key, value):
    return FACT_ADAPTER.validate_python(Fact(subject=ref, key=key, value=value, provenance=FRESH))


def stale(one):
    return replace(one, provenance=replace(one.provenance, stale_since=SINCE))


def portal(*facts):
    entities = [
        acme.entity("API", "orders", {"type": "openapi"}),
        acme.entity("Component", "lib", {"type": "library"}),
        acme.entity("Component", "pay", {"type": "service"}),
        acme.entity("Component", "web", {"type": "website"}),
        acme.entity("Domain", "shop"),
        acme.entity("Group", "team", {"type": "team"}),
        acme.entity("Resource", "db", {"type": "database"}),
        acme.entity("System", "checkout"),
        acme.entity("System", "empty"),
    ]
    links = [
        *((ref, "ownedBy", "group:default/team") for ref in (WEB, API, "system:default/checkout")),
        (PAY, "ownedBy", "group:default/gone"),
        *((ref, "partOf", "system:default/checkout") for ref in (WEB, PAY, DB)),
        ("system:default/checkout", "partOf", "domain:default/shop"),
        ("system:default/empty", "partOf", "domain:default/shop"),
    ]
    acme.relate(entities, links)
    given = {"entities": tuple(entities), "facts": facts, "problems": (), "scores": {}}
    return acme.portal(acme.snapshot().model_copy(update=given))


def words(found):
    return {
        one.title: ({count.status.word: count.count for count in one.counts}, one.unmeasured)
        for one in found
    }


COUNTS = {
    "nothing is measured": ((), {}),
    "one of three components": ((build(WEB, "passing"),), {"Builds": ({"passing": 1}, 2)}),
    "the worst first": (
        (build(WEB, "passing"), build(PAY, "failing"), build(LIB, "unstable")),
        {"Builds": ({"failing": 1, "unstable": 1, "passing": 1}, 0)},
    ),
    "two providers of one entity": (
        (build(WEB, "passing", "a"), build(WEB, "failing", "b")), {"Builds": ({"failing": 1}, 2)},
    ),
    "an API counts where it is measured": (
        (build(API, "passing"), alert(WEB, "ok")),
        {"Alerts": ({"ok": 1}, 2), "Builds": ({"passing": 1}, 3)},
    ),
    "of an entity that is gone": ((build("component:default/gone", "failing"),), {}),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "expected"), COUNTS.values(), ids=COUNTS)
def test_counts_of_the_catalog(facts, expected):
    one = portal(*facts)
    found = roll_ups(one, one.links)
    assert words(found) == expected
    for title, (counts, _) in expected.items():
        (roll_up,) = [one for one in found if one.title == title]
        assert [count.status.word for count in roll_up.counts] == list(counts)


PARTS = {
    "group:default/team": {WEB, API, "system:default/checkout"},
    "system:default/checkout": {WEB, PAY, DB},
    "domain:default/shop": {WEB, PAY, DB, "system:default/checkout", "system:default/empty"},
    "system:default/empty": set(),
    WEB: set(),
    "resource:default/db": set(),
}


@pytest.mark.parametrize(("ref", "expected"), PARTS.items())
def test_what_an_entity_is_made_of(ref, expected):
    one = portal()
    assert set(parts_of(one, ref, one.entities[ref])) == expected


def test_parts_that_contain_each_other_end():
    entities = [acme.entity("System", "a"), acme.entity("System", "b")]
    acme.relate(entities, [("system:default/a", "partOf", "system:default/b")])
    acme.relate(entities, [("system:default/b", "partOf", "system:default/a")])
    one = acme.portal(acme.snapshot().model_copy(update={"entities": tuple(entities)}))
    ref = "system:default/a"
    assert set(parts_of(one, ref, one.entities[ref])) == {"system:default/a", "system:default/b"}


LINKS = {
    "group:default/team": "catalog/?build=failing&owner=group:default/team",
    "system:default/checkout": "catalog/?build=failing&system=system:default/checkout",
    "domain:default/shop": "",
}


@pytest.mark.parametrize(("ref", "href"), LINKS.items())
def test_counts_lead_to_the_table_that_can_filter_so(ref, href):
    one = portal(build(WEB, "failing"))
    (roll_up,) = own_roll_ups(one, ref, one.entities[ref])
    (count,) = roll_up.counts
    assert count.href == href


def troubles(one):
    return {
        team.ref: [(found.ref, found.status.word, found.text) for found in team.troubles]
        for team in team_health(one)
    }


def test_what_is_well_or_only_running_is_no_trouble():
    assert troubles(portal(build(WEB, "passing"), build(PAY, "running"), alert(LIB, "ok"))) == {}


def test_teams_with_the_most_red_come_first_and_nobody_last():
    found = troubles(
        portal(
            build(LIB, "failing"),
            build(PAY, "unstable"),
            alert(WEB, "alert", "Down"),
            build(WEB, "failing", seconds=60),
        )
    )
    assert found == {
        "group:default/team": [(WEB, "alert", "Down"), (WEB, "failing", "CI · 1 m")],
        "": [(LIB, "failing", "CI")],
        "group:default/gone": [(PAY, "unstable", "CI")],
    }
    assert list(found) == ["group:default/team", "", "group:default/gone"]


EVERY_KIND = {
    "nobody is on call, which no shift says": (
        "on_call.x", {"next": [{"schedule": "Watch"}]}, ("nobody", "nobody", 0),
    ),
    "a failed deployment, and not what is live elsewhere": (
        "deployments.x",
        {
            "deployments": [
                {"environment": "prod", "state": "failed", "version": "2"},
                {"environment": "dev", "state": "live", "version": "3"},
            ]
        },
        ("failed", "prod · 2", 0),
    ),
    "the worst monitor, and how many more": (
        "monitors.x",
        {
            "monitors": [
                {"name": "a", "state": "warning"},
                {"name": "b", "state": "alert"},
                {"name": "c", "state": "ok"},
            ]
        },
        ("alert", "b", 1),
    ),
    "an objective": (
        "slo.x",
        {"objectives": [{"name": "up", "target": 99.9, "current": 99.8}]},
        ("breached", "up: 99.8 %, target 99.9 %", 0),
    ),
    "errors": ("errors.x", {"groups": [{"title": "Oops", "level": "fatal"}]}, ("fatal", "Oops", 0)),
    "vulnerabilities": (
        "quality.vulnerabilities.x",
        {"count": 1, "vulnerabilities": [{"id": "CVE-1", "severity": "critical", "package": "p"}]},
        ("critical", "p · CVE-1", 0),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("key", "value", "expected"), EVERY_KIND.values(), ids=EVERY_KIND)
def test_every_kind_of_fact_with_a_status_can_be_a_trouble(key, value, expected):
    (team,) = team_health(portal(fact(WEB, key, value)))
    (one,) = team.troubles
    assert (one.status.word, one.text, one.others) == expected


def test_a_stale_fact_is_marked_and_not_called_well():
    (team,) = team_health(portal(stale(build(WEB, "failing")), build(WEB, "passing", "b")))
    (trouble,) = team.troubles
    assert (trouble.status.word, trouble.stale_since) == ("failing", SINCE)


def many_teams(count):
    entities = [acme.entity("Component", f"c{n}", {"type": "service"}) for n in range(count)]
    links = [(f"component:default/c{n}", "ownedBy", f"group:default/t{n}") for n in range(count)]
    acme.relate(entities, links)
    facts = tuple(build(f"component:default/c{n}", "failing") for n in range(count))
    given = {"entities": tuple(entities), "facts": facts, "problems": (), "scores": {}}
    return acme.snapshot().model_copy(update=given)


def health_html(snapshot):
    pages = acme.render_pages(snapshot, acme.read_blob, {})
    return next(one.body for one in pages if isinstance(one, Page) and one.path == "health/")


@pytest.mark.parametrize(("count", "left"), [(3, None), (200, None), (203, "3 more owners")])
def test_owners_that_are_not_listed_are_counted(count, left):
    html = health_html(many_teams(count))
    assert html.count("<h3>") == min(count, 200)
    assert ("more owners" in html) == (left is not None)
    assert left is None or left in html


def test_what_nobody_owns_leads_to_the_table_of_that():
    entities = tuple(acme.entity("Component", f"c{n:02}") for n in range(60))
    facts = tuple(build(f"component:default/c{n:02}", "failing") for n in range(60))
    given = {"entities": entities, "facts": facts, "problems": (), "scores": {}}
    html = health_html(acme.snapshot().model_copy(update=given))
    assert "Without an owner" in html
    assert 'href="../catalog/?owner=none">All in the table' in html


def test_the_page_of_a_large_catalog_stays_short():
    names = [f"c{n:03}" for n in range(600)]
    entities = [acme.entity("Component", name, {"type": "service"}) for name in names]
    acme.relate(
        entities,
        [(f"component:default/{n}", "ownedBy", f"group:default/t{n[1:3]}") for n in names],
    )
    facts = tuple(build(f"component:default/{name}", "failing") for name in names)
    given = {"entities": tuple(entities), "facts": facts, "problems": (), "scores": {}}
    html = health_html(acme.snapshot().model_copy(update=given))
    assert html.count('<td class="cs-name">') == 400
    assert "20 more owners" in html
