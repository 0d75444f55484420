"""Plain lists of the entities of each kind, which read without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalogsite.model.page import Link, NavItem, Page
from catalogsite.model.urls import base
from catalogsite.render.chunks import Chunk, chunks
from catalogsite.render.pages.lists import numbered_title
from catalogsite.render.portal.portal import Portal
from catalogsite.render.templates import Templates
from catalogsite.render.views.entity_link import EntityLink

ROWS = 90
"""Entities on one page."""


def kind_pages(templates: Templates, portal: Portal) -> Iterator[Page]:
    """The pages of every kind."""
    for kind, links in portal.by_kind().items():
        path = f"catalog/index/{kind}/"
        for chunk in chunks(links, ROWS, path, path):
            yield _kind_page(templates, portal, kind, chunk, links)


def _kind_page(
    templates: Templates,
    portal: Portal,
    kind: str,
    chunk: Chunk[EntityLink],
    links: Sequence[EntityLink],
) -> Page:
    here = base(chunk.path)
    columns = {name for name in ("owner", "type") if any(getattr(link, name) for link in links)}
    shown = {"kind": kind, "columns": columns, "total": len(links)}
    title = numbered_title(portal.kind_name(kind, many=True), chunk)
    return Page(
        path=chunk.path,
        layout="catalog",
        title=title,
        description=f"{title} in the catalog",
        body=templates.render("index", portal, chunk.path, title=title, chunk=chunk, **shown),
        previous=chunk.previous,
        following=chunk.following,
        nav=tuple(
            NavItem(
                portal.kind_name(other, many=True), f"{here}catalog/index/{other}/", other == kind
            )
            for other in portal.kinds()
        ),
        nav_title="Catalog",
        breadcrumbs=(Link("Catalog", f"{here}catalog/"),),
    )
