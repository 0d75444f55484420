"""The first cards of an entity page, and the order of its sections of facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.render import acme

from catalogsite.model.fact import FACT_ADAPTER, Fact, Provenance
from catalogsite.render.views.cards.fact_sections import fact_sections
from catalogsite.render.views.cards.lead_cards import arranged_cards
from catalogsite.render.views.fact_table import fact_tables
from catalogsite.render.views.status import status_cards

FRESH = Provenance(source="test", time=acme.NOW)
LATER = Provenance(source="test", time=acme.NOW, stale_since=datetime(2026, 11, 19, tzinfo=UTC))
PAY, LIB, TEAM = "component:default/payments", "component:default/pci-lib", "group:default/team-web"
ALERT = {"state": "alert", "alerts": [{"name": "Slow", "state": "alert", "severity": "critical"}]}
CALM = {"state": "ok", "alerts": []}
MONITORS = {"monitors": [{"name": "latency", "state": "ok"}, {"name": "errors", "state": "ok"}]}
BREACHED = {"objectives": [{"name": "availability", "target": 99.9, "current": 99.8}]}
BUILDS = {"status": "passing", "workflows": [{"name": "CI", "status": "passing"}]}
SHIFT = {"now": [{"schedule": "Primary"}]}
RUNNING = {"deployments": [{"environment": "prod", "state": "live"}]}


def facts(given, ref=PAY, provenance=FRESH):
    return {
        key: FACT_ADAPTER.validate_python(
            Fact(subject=ref, key=key, value=value, provenance=provenance)
        )
        for key, value in given.items()
    }


def cards(found, ref=PAY, others=()):
    given = {"facts": (*found.values(), *others)}
    portal = acme.portal(acme.snapshot().model_copy(update=given))
    sections = {table.id for table in fact_tables(found)}
    return arranged_cards(portal, ref, status_cards(found, portal.score(ref), {}, sections))


def lines(card):
    return [f"{line.word} {line.text}".strip() for line in card.lines]


HEALTH = {
    "the worst is the headline, and all others are lines": (
        {"alerts": ALERT, "monitors.x": MONITORS, "incidents.x": {"state": "none"}},
        "bad", "1 alert", ["critical Slow", "no open incident", "ok Monitors"],
    ),
    "what is calm names what was measured": (
        {"alerts": CALM, "monitors.x": MONITORS}, "good", "ok", ["ok no alerts", "ok Monitors"],
    ),
    "a headline that does not name what it is about": (
        {"slo.x": BREACHED},
        "bad", "Service levels: 99.8 %, target 99.9 %",
        ["breached availability: 99.8 %, target 99.9 %"],
    ),
    "an alert without data is not ok": (
        {"alerts": {"state": "no data"}}, "none", "Alerts: no data", ["no data Alerts"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given", "tone", "headline", "expected"), HEALTH.values(), ids=HEALTH)
def test_health_is_one_card(given, tone, headline, expected):
    health, *_ = cards(facts(given))
    assert (health.id, health.status.tone, health.headline) == ("health", tone, headline)
    assert lines(health) == expected


def test_the_four_cards_come_first():
    given = facts(
        {"deployments.x": RUNNING, "on_call.x": SHIFT, "ci.runs.x": BUILDS, "alerts": CALM}
    )
    found = [card.title for card in cards(given)]
    assert found == ["Health", "Builds", "Score", "On call", "Deployments"]


def test_what_is_measured_elsewhere_and_not_here_is_not_measured():
    elsewhere = facts({"alerts": CALM, "on_call.x": SHIFT}).values()
    found = {card.title: card.headline for card in cards({}, LIB, elsewhere)}
    assert found == {"Health": "not measured", "On call": "not measured"}


def test_without_any_provider_and_for_teams_there_is_no_empty_card():
    assert cards({}, LIB) == ()
    assert cards({}, TEAM, facts({"alerts": CALM}).values()) == ()


def test_a_stale_part_is_not_called_ok():
    found = facts({"alerts": CALM}) | facts({"monitors.x": MONITORS}, provenance=LATER)
    (health,) = [card for card in cards(found) if card.id == "health"]
    assert lines(health) == ["ok no alerts", "stale Monitors"]
    assert not health.stale
    (health, *_) = cards(facts({"alerts": ALERT}, provenance=LATER))
    assert health.stale


def test_sections_are_in_one_order_and_the_table_of_its_name_is_first():
    found = facts(
        {
            "incidents.x": {
                "state": "triggered",
                "incidents": [{"id": "1", "title": "Down", "state": "triggered"}],
            },
            "on_call.x": SHIFT,
            "alerts": ALERT,
            "monitors.x": MONITORS,
            "quality.coverage.x": {"percent": 71},
            "deployments.x": RUNNING,
            "ci.runs.x": BUILDS,
            "releases.x": {"releases": [{"version": "1.0"}]},
        }
    )
    sections = [
        (one.title, [t.title for t in one.tables]) for one in fact_sections(fact_tables(found))
    ]
    assert sections == [
        ("Builds", ["Builds"]),
        ("Deployments", ["Deployments"]),
        ("Monitoring", ["Alerts", "Monitors"]),
        ("On call", ["On call", "Incidents"]),
        ("Quality", ["Coverage"]),
        ("Releases", ["Releases"]),
    ]


def test_a_panel_leads_to_the_page_that_the_value_names():
    found = facts({"on_call.x": {**SHIFT, "url": "https://pager.example/s"}})
    (table,) = fact_tables(found)
    assert [origin.url for origin in table.origins] == ["https://pager.example/s"]
    stated = {
        key: replace(one, provenance=replace(FRESH, url="https://p.example/"))
        for key, one in found.items()
    }
    (table,) = fact_tables(stated)
    assert [origin.url for origin in table.origins] == ["https://p.example/"]
