"""The pages of third-party packages: the table of all, and one for each package that is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote

from catalogsite.inventory.end_of_life import built_in_products
from catalogsite.model.page import Asset, Link, Page
from catalogsite.model.urls import base
from catalogsite.render.chunks import chunks
from catalogsite.render.machine.packages import (
    json_path,
    package_json,
    package_markdown,
    packages_markdown,
)
from catalogsite.render.pages.lists import list_page
from catalogsite.render.portal.portal import Portal
from catalogsite.render.templates import Templates
from catalogsite.render.views.packages.row import STATES

AT = "packages/"
TITLE = "Packages"
ROWS = 100
"""Packages on one page."""


def packages_pages(templates: Templates, portal: Portal) -> Iterator[Page | Asset]:
    """Every third-party package with its users and versions, and the same as Markdown."""
    rows = portal.packages.rows
    counts = Counter(state for row in rows for state in row.states)
    ecosystems = Counter((row.ecosystem, row.type) for row in rows)
    shared = {
        "total": len(rows),
        "asked": sum(row.direct > 0 for row in rows),
        "counts": [(word, status, counts[word]) for word, status in STATES if counts[word]],
        "ecosystems": sorted(ecosystems.items(), key=lambda pair: pair[0][0].lower()),
        "licensed": any(row.license for row in rows),
        "known": any(row.end_of_life for row in rows) and built_in_products().as_of,
    }
    description = (
        "Third-party packages in use: who uses them, in which versions, with which licences"
    )
    for chunk in chunks(rows, ROWS, AT, AT):
        body = templates.render("packages", portal, chunk.path, chunk=chunk, **shared)
        yield list_page(chunk, TITLE, description, body)
    yield Asset(f"{AT}index.md", packages_markdown(portal).encode())


def package_pages(purl: str, templates: Templates, portal: Portal) -> Iterator[Page | Asset]:
    """The page of one package, its Markdown twin and its JSON."""
    found = portal.packages.page(purl)
    if found is None:
        return
    row = found.row
    body = templates.render("package", portal, row.path, package=found, json_path=json_path(purl))
    root = base(row.path)
    yield Page(
        path=row.path,
        layout="catalog",
        title=row.name,
        description=f"{row.name} ({row.ecosystem}): who uses it, in which versions",
        body=body,
        breadcrumbs=(
            Link(TITLE, f"{root}{AT}"),
            Link(row.ecosystem, f"{root}{AT}?ecosystem={row.type}"),
        ),
        # Its frame is that of the catalog, whose tab begins its crumbs.
        section="catalog/",
    )
    yield Asset(f"{unquote(row.path)}index.md", package_markdown(found).encode())
    yield package_json(portal, found)
