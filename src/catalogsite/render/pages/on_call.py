"""The pages of who is on call, and their Markdown twin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from catalogsite.model.facts.on_call import incidents, shifts
from catalogsite.model.page import Asset, Page
from catalogsite.model.urls import split_ref
from catalogsite.render.chunks import chunks
from catalogsite.render.machine.company import on_call_markdown
from catalogsite.render.pages.lists import list_page
from catalogsite.render.portal.portal import Portal
from catalogsite.render.templates import Templates
from catalogsite.render.views.company.choices import choices
from catalogsite.render.views.company.on_call import UNKNOWN, OnCallRow, all_on_call, on_call_rows
from catalogsite.render.views.health import providers

AT = "on-call/"
TITLE = "Who is on call"
ROWS = 50
"""Rows on one page."""


def on_call_pages(templates: Templates, portal: Portal) -> Iterator[Page | Asset]:
    """Who is on call for what, now and next, with the open incidents; and the same as Markdown."""
    entries = all_on_call(portal)
    rows = on_call_rows(portal, entries)
    shared = {
        "total": len(entries),
        "counts": Counter(state for row in rows for state in row.states for _ in row.refs),
        "owners": choices(portal, (row.owner for row in rows)),
        "systems": choices(portal, (system for row in rows for system in row.systems)),
        "unmeasured": _unmeasured(portal, entries),
        "providers": providers(portal, shifts.KIND, incidents.KIND) if rows else (),
    }
    description = "Who is on call now and next, by team, with the open incidents"
    for chunk in chunks(rows, ROWS, AT, AT):
        body = templates.render("on_call", portal, chunk.path, chunk=chunk, **shared)
        yield list_page(chunk, TITLE, description, body)
    yield Asset(f"{AT}index.md", on_call_markdown(portal, rows).encode())


def _unmeasured(portal: Portal, entries: tuple[OnCallRow, ...]) -> int:
    """The components of which nobody knows whether somebody is on call."""
    known = {one.refs[0] for one in entries if one.covered != UNKNOWN}
    return sum(split_ref(ref)[0] == "component" and ref not in known for ref in portal.links)
