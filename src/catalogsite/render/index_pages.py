"""The pages that list much: entities by kind, documentation, problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalogsite.model.page import Link, NavItem, Page
from catalogsite.model.repository import RepositoryState
from catalogsite.model.urls import base
from catalogsite.render.chunks import Chunk, chunks
from catalogsite.render.pages import ROWS_IN_HTML, Pages
from catalogsite.render.views.portal import EntityLink, kind_name
from catalogsite.render.views.problems import owner_id, problem_groups, problem_owners, problem_rows

KIND_ROWS = 90
"""Entities on one plain index page."""

PROBLEM_ROWS = 30
"""Problems on one page."""

_TROUBLED = {RepositoryState.FAILED, RepositoryState.STALE}


def kind_pages(pages: Pages) -> Iterator[Page]:
    """Plain lists of every kind, readable without scripts."""
    for kind, links in pages.portal.by_kind().items():
        path = f"catalog/index/{kind}/"
        for chunk in chunks(links, KIND_ROWS, path, path):
            yield _kind_page(pages, kind, chunk, links)


def _kind_page(
    pages: Pages, kind: str, chunk: Chunk[EntityLink], links: Sequence[EntityLink]
) -> Page:
    here = base(chunk.path)
    columns = {name for name in ("owner", "type") if any(getattr(link, name) for link in links)}
    shown = {"kind": kind, "columns": columns, "total": len(links)}
    title = _numbered(kind_name(kind, many=True), chunk)
    return Page(
        path=chunk.path,
        layout="catalog",
        title=title,
        description=f"{title} in the catalog",
        body=pages.render("index", chunk.path, title=title, chunk=chunk, **shown),
        previous=chunk.previous,
        following=chunk.following,
        nav=tuple(
            NavItem(
                kind_name(other.kind, many=True),
                f"{here}catalog/index/{other.kind}/",
                other.kind == kind,
            )
            for other in pages.counts
        ),
        nav_title="Catalog",
        breadcrumbs=(Link("Catalog", f"{here}catalog/"),),
    )


def docs_pages_index(pages: Pages, names: Mapping[str, str]) -> Iterator[Page]:
    """Every documentation, by title."""
    refs = sorted(names, key=lambda ref: (names[ref].lower(), ref))
    said = "Documentation of everything in the catalog"
    for chunk in chunks(refs, ROWS_IN_HTML, "docs/", "docs/index/"):
        body = pages.render("docs", chunk.path, chunk=chunk, total=len(refs), names=names)
        yield _listed(chunk, "Documentation", said, body)


def problem_pages(pages: Pages) -> Iterator[Page]:
    """Everything that is wrong, and on the first page the crawl report."""
    portal = pages.portal
    rows = problem_rows(portal)
    repositories = portal.snapshot.repositories
    shared = {
        "levels": Counter(row.level for row in rows),
        "total": len(rows),
        "owners": problem_owners(portal, rows, PROBLEM_ROWS),
        "owner_id": owner_id,
        "snapshot": portal.snapshot,
        "states": sorted(Counter(str(repo.state) for repo in repositories).items()),
        "troubled": [repo for repo in repositories if repo.state in _TROUBLED][:50],
    }
    said = "What is wrong in the catalog, by owner, and what the last crawl did"
    for chunk in chunks(rows, PROBLEM_ROWS, "problems/", "problems/"):
        groups = problem_groups(portal, chunk.items)
        body = pages.render("problems", chunk.path, chunk=chunk, groups=groups, **shared)
        yield _listed(chunk, "Problems", said, body)


def _listed(chunk: Chunk[Any], title: str, said: str, body: str) -> Page:
    """A page of a list whose first page is one of the site's own navigation."""
    first = chunk.number == 1
    section = chunk.path.split("/")[0] + "/"
    return Page(
        path=chunk.path,
        layout="single" if first else "catalog",
        title=_numbered(title, chunk),
        description=said,
        body=body,
        previous=None if first else chunk.previous,
        following=None if first else chunk.following,
        breadcrumbs=() if first else (Link(title, base(chunk.path) + section),),
        section=section,
    )


def _numbered(title: str, chunk: Chunk[Any]) -> str:
    return f"{title}, page {chunk.number}" if chunk.number > 1 else title
