"""Which page is the runbook of an entity."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.render import acme

from catalogsite.docs.fragments import Fragment, Fragments, NavEntry
from catalogsite.model.fact import FACT_ADAPTER
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.portal.portal import Portal
from catalogsite.render.portal.portal_index import PortalIndex
from catalogsite.render.views.entity import actions
from catalogsite.render.views.places import place, web_links

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


def portal(nav, others, links, alerts):
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
    pages = tuple(Fragment(path=path, title="", html="") for path in others)
    fragments = {REF: Fragments(site_name="Pay", nav=tuple(nav), pages=pages)} if nav else {}
    return Portal(PortalIndex(SnapshotIndex(snapshot), fragments))


@pytest.mark.parametrize(("nav", "others", "links", "alerts", "url"), CASES.values(), ids=CASES)
def test_the_button_leads_to_the_runbook(nav, others, links, alerts, url):
    made = portal(nav, others, links, alerts)
    entity = made.entities[REF]
    buttons = actions(made, REF, entity, place(made, REF), web_links(entity))
    assert [one.href for one in buttons if one.title == "Runbook"] == ([url] if url else [])
