"""Which page is the runbook of an entity."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from tests.render import acme

from catalogsite.docs.fragments import Fragment, Fragments, NavEntry, TocEntry
from catalogsite.model.fact import FACT_ADAPTER
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.pages.documentation import docs_page
from catalogsite.render.pages.health import health_page
from catalogsite.render.portal.portal import Portal
from catalogsite.render.portal.portal_index import PortalIndex
from catalogsite.render.templates import Templates
from catalogsite.render.views.entity import actions
from catalogsite.render.views.entity_link import BASE
from catalogsite.render.views.fact_table import fact_tables
from catalogsite.render.views.health import team_health
from catalogsite.render.views.links.runbook import guide_href
from catalogsite.render.views.places import place, web_links
from catalogsite.site.templates import TemplateFolders

REF = "component:default/pay"
DOCS = "../../../../docs/default/component/pay/"


def page(title, path):
    return NavEntry(title=title, path=path)


def section(title, *children):
    return NavEntry(title=title, children=children)


def alert(**fields):
    return {"name": "Down", **fields}


START = page("Overview", "")
# Navigation, addresses of other pages, links of the descriptor, alerts, the address of the button.
CASES = {
    "no documentation": (None, (), (), (), ""),
    "no such page": ([START, page("Guide", "guide/")], (), (), (), ""),
    "by its path": ([START, page("When it breaks", "runbook/")], (), (), (), f"{DOCS}runbook/"),
    "by its title": ([START, page("Runbooks", "ops/")], (), (), (), f"{DOCS}ops/"),
    "in other words": ([START, page("On-call", "ops/run-book/")], (), (), (), f"{DOCS}ops/run-book/"),
    "with the name of the entity": ([START, page("Pay: Runbook", "ops/")], (), (), (), f"{DOCS}ops/"),
    "with a number": ([START, page("Ops", "03-runbook/")], (), (), (), f"{DOCS}03-runbook/"),
    "with the ending of a file": ([START, page("Ops", "runbook.html")], (), (), (), f"{DOCS}runbook.html"),
    "the first of a folder": (
        [START, section("Ops", page("Slow", "runbooks/slow/"), page("Down", "runbooks/down/"))],
        (), (), (), f"{DOCS}runbooks/slow/",
    ),
    "the first of a section": ([section("Runbooks", page("Slow", "slow/"))], (), (), (), f"{DOCS}slow/"),
    "a page before a folder": (
        [section("Runbooks", page("Slow", "slow/")), page("Runbook", "all/")],
        (), (), (), f"{DOCS}all/",
    ),
    "not in the navigation": ([START], ("", "runbook/"), (), (), f"{DOCS}runbook/"),
    "how to write one": ([START, page("How to write a runbook", "writing-runbooks/")], (), (), (), ""),
    "a link of the descriptor first": (
        [page("Runbook", "runbook/")],
        (), [{"url": "https://r.example", "title": "Runbook"}], (), "https://r.example",
    ),
    "that of an alert": (None, (), (), [alert(), alert(runbook="https://a.example")], "https://a.example"),
    "documentation before an alert": (
        [page("Runbook", "runbook/")],
        (), (), [alert(runbook="https://a.example")], f"{DOCS}runbook/",
    ),
    "an alert that leads elsewhere": (None, (), (), [alert(url="https://p.example/alerts")], ""),
    "an alert with a script": (None, (), (), [alert(runbook="javascript:alert(1)")], ""),
}  # fmt: skip


def portal(nav, others, links, alerts, pages=()):
    entity = acme.entity("Component", "pay", {"type": "service"}, title="Pay", links=list(links))
    source = {"source": "prometheus", "time": "2026-11-22T00:00:00Z"}
    value = {"state": "alert" if alerts else "ok", "alerts": list(alerts)}
    fact = {"subject": REF, "key": "alerts", "value": value, "provenance": source}
    snapshot = Snapshot(
        version="0",
        created=datetime(2026, 11, 22, tzinfo=UTC),
        title="Portal",
        entities=(entity,),
        facts=(FACT_ADAPTER.validate_python(fact),),
    )
    pages = (*pages, *(Fragment(path=path, title="", html="") for path in others))
    fragments = {REF: Fragments(site_name="Pay", nav=tuple(nav), pages=pages)} if nav else {}
    return Portal(PortalIndex(SnapshotIndex(snapshot), fragments))


@pytest.mark.parametrize(("nav", "others", "links", "alerts", "url"), CASES.values(), ids=CASES)
def test_the_button_leads_to_the_runbook(nav, others, links, alerts, url):
    made = portal(nav, others, links, alerts)
    entity = made.entities[REF]
    buttons = actions(made, REF, entity, place(made, REF), web_links(entity))
    assert [one.href for one in buttons if one.title == "Runbook"] == ([url] if url else [])


FILE = "docs/runbooks/Down.md"
HOST = "https://git.example/Down.md"
PAGES = (
    Fragment(
        path="runbooks/down/",
        title="Down",
        html="",
        file=FILE,
        toc=(
            TocEntry(
                id="down",
                title="Down",
                level=1,
                children=(TocEntry(id="it-is", title="It <code>is</code> &amp; was", level=2),),
            ),
        ),
    ),
)
# What `collect` found for an alert, and the text and address of its cell.
CELLS = {
    "the page": ({"of": "alert", "file": FILE, "url": HOST}, "Runbook", f"{DOCS}runbooks/down/"),
    "the heading": (
        {"of": "alert", "file": FILE, "part": "It is & was"}, "Runbook", f"{DOCS}runbooks/down/#it-is",
    ),
    "a heading that the page has not": (
        {"of": "alert", "file": FILE, "part": "Gone"}, "Runbook", f"{DOCS}runbooks/down/",
    ),
    "the component's": (
        {"of": "entity", "file": FILE}, "Runbook of the component", f"{DOCS}runbooks/down/",
    ),
    "a file that is no page": (
        {"of": "alert", "file": "docs/x.md", "url": HOST}, "Runbook", HOST,
    ),
    "a file of unknown host that is no page": ({"of": "alert", "file": "docs/x.md"}, "Runbook", ""),
    "a link": ({"of": "entity", "url": HOST}, "Runbook of the component", HOST),
    "a script": ({"of": "entity", "url": "javascript:alert(1)"}, "Runbook of the component", ""),
    "nothing": (None, "no runbook", ""),
}  # fmt: skip


@pytest.mark.parametrize(("documented", "text", "url"), CELLS.values(), ids=CELLS)
def test_an_alert_leads_to_its_runbook(documented, text, url):
    """On the page of the entity, and under Health."""
    made = portal([START], (), (), [alert(state="alert", documented=documented)], PAGES)
    (table,) = fact_tables(made.facts(REF), lambda guide: guide_href(made, REF, guide, BASE))
    assert [(row[1].text, row[1].url) for row in table.rows] == [(text, url)]
    (team,) = team_health(made)
    from_health = url.replace("../" * 4, "../")
    assert [(one.guide, one.guide_url) for one in team.troubles] == [(text, from_health)]


def test_health_says_runbook_beside_the_alert():
    made = portal([START], (), (), [alert(state="alert", runbook="https://own.example")], PAGES)
    body = health_page(Templates(TemplateFolders().environment()), made).body
    assert '<small><a href="https://own.example">Runbook</a></small>' in body
    made = portal([START], (), (), [alert(state="alert")], PAGES)
    body = health_page(Templates(TemplateFolders().environment()), made).body
    assert "<small>no runbook</small>" in body


@pytest.mark.parametrize(
    ("links", "path", "href"),
    [
        ((), "guide/", "../runbook/"),
        ((), "runbook/", ""),
        ([{"url": "https://r.example", "title": "Runbook"}], "guide/", "https://r.example"),
        ([{"url": "https://r.example", "title": "Runbook"}], "runbook/", "https://r.example"),
    ],
)
def test_the_head_of_the_documentation_leads_to_the_runbook(links, path, href):
    nav = [START, page("Guide", "guide/"), page("Runbook", "runbook/")]
    made = portal(nav, ("guide/", "runbook/"), links, [alert(runbook="https://a.example")])
    shown = docs_page(REF, path, Templates(TemplateFolders().environment()), made).nav_html
    found = re.findall(r'<a href="([^"]*)">Runbook</a>', shown)
    assert found == ([href] if href else [])


def test_documentation_without_a_runbook_does_not_lead_to_that_of_an_alert():
    made = portal([START], ("guide/",), (), [alert(runbook="https://a.example")])
    shown = docs_page(REF, "guide/", Templates(TemplateFolders().environment()), made).nav_html
    assert "Runbook" not in shown
