"""The page of an entity, and the file of its API definition beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from catalogsite.model.entity import EntityData, stored_digest
from catalogsite.model.page import Asset, Link, NavItem, Page, TocItem
from catalogsite.render.portal.portal import Portal
from catalogsite.render.tabs import Tab
from catalogsite.render.templates import Templates
from catalogsite.render.views.entity import EntityView, entity_view
from catalogsite.render.views.entity_link import BASE, EntityLink
from catalogsite.render.views.graph.figure import figure_of

_TABLE = "../" * 3
"""The way from an entity's page to the table of the catalog."""


def entity_page(ref: str, templates: Templates, portal: Portal) -> Iterator[Page | Asset]:
    """The page of an entity of the catalog, and its definition where it is an API."""
    text = definition_text(portal, portal.entities[ref])
    figure = figure_of(portal, ref)
    view = entity_view(portal, ref, text, figure)
    yield _page(templates, portal, view)
    if view.definition and text is not None:
        yield Asset(view.link.path + view.definition.href, text.encode())


def _page(templates: Templates, portal: Portal, view: EntityView) -> Page:
    link = view.link
    tabs = tuple(templates.tabs_of(view, portal))
    return Page(
        path=link.path,
        layout="catalog",
        title=link.title,
        description=_summary(link, portal),
        body=templates.render("entity", portal, link.path, view=view, link=link, tabs=tabs),
        toc=_toc(view, tabs),
        nav=_nav(portal.shared("kind names", _kind_names), link.kind),
        nav_title="Catalog",
        edit_url=view.place.edit or None,
        feeds=view.feeds,
        breadcrumbs=(
            Link("Catalog", f"{BASE}catalog/"),
            Link(portal.kind_name(link.kind, many=True), f"{_TABLE}?kind={link.kind}"),
        ),
    )


def definition_text(portal: Portal, entity: EntityData) -> str | None:
    """`spec.definition`, which the snapshot or the store holds; None where there is none."""
    spec = entity.get("spec")
    stated = spec.get("definition") if isinstance(spec, dict) else None
    if isinstance(stated, str):
        return stated
    digest = stored_digest(stated)
    return portal.blob(digest).decode(errors="replace") if digest else None


def _kind_names(portal: Portal) -> tuple[tuple[str, str], ...]:
    """(kind, name in plural) of every kind, in page order."""
    return tuple((kind, portal.kind_name(kind, many=True)) for kind in portal.kinds())


@lru_cache(maxsize=64)
def _nav(kinds: tuple[tuple[str, str], ...], current: str) -> tuple[NavItem, ...]:
    items = [NavItem("Everything", _TABLE)]
    for kind, name in kinds:
        href = f"{_TABLE}?kind={kind}"
        items.append(NavItem(name, href, active=kind == current))
    return tuple(items)


def _summary(link: EntityLink, portal: Portal) -> str:
    if link.description:
        return link.description
    owner = f", owned by {portal.title(link.owner)}" if link.owner else ""
    kind = " ".join(filter(None, [link.kind_name, link.type]))
    return f"{link.title}: {kind}{owner}"


def _toc(view: EntityView, tabs: Iterable[Tab]) -> tuple[TocItem, ...]:
    related = view.relations or view.diagram or view.found_dependencies.rows
    made = view.template_use is not None and view.template_use.rows
    leading = (
        ("API", view.api),
        ("Owns", view.ownership),
        ("Made from it" if view.link.kind == "template" else "Templates", made),
        ("Health", view.roll_ups),
        ("Who is on call", view.on_call),
        ("In production", view.deployments.rows),
        ("Delivery", view.delivery),
        ("Org chart", view.chart),
        ("Relations", related),
        ("Who must know", view.who_must_know),
        ("Packages", view.packages.total),
    )
    items = [
        TocItem(title.lower().replace(" ", "-"), title, 2) for title, shown in leading if shown
    ]
    items += [TocItem(section.id, section.title, 2) for section in view.sections]
    if view.definition and not view.api:
        items.append(TocItem("definition", "Definition", 2))
    if view.checks:
        items.append(TocItem("scorecard", "Scorecard", 2))
    items += [TocItem(tab.id, tab.title, 2) for tab in tabs]
    if view.tools:
        items.append(TocItem("tools", "Tools", 2))
    if view.links:
        items.append(TocItem("links", "Links", 2))
    if view.history or view.week:
        items.append(TocItem("changes", "Changes", 2))
    items.append(TocItem("about", "About", 2))
    items.append(TocItem("source", "Source", 2))
    return tuple(items)
