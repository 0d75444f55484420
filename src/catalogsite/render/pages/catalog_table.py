"""The catalog table: its page with the first rows, and the rows that the browser fetches."""

from __future__ import annotations

from collections.abc import Callable

from catalogsite.model.facts.activity import pull_requests
from catalogsite.model.facts.kind import Status
from catalogsite.model.facts.registry import fact_kinds, installed_kinds
from catalogsite.model.page import Asset, Page
from catalogsite.model.quantities import plural
from catalogsite.render.portal.portal import Portal
from catalogsite.render.templates import Templates
from catalogsite.render.views.home import kind_counts
from catalogsite.render.views.table import TableColumn, table_json

ROWS_IN_HTML = 40
"""Rows that the page of a table itself holds; the browser fetches the others."""

TABLE_JSON = "assets/catalogsite/table.json"


def _status(column: str) -> Callable[[Portal, str], Status | None]:
    """The status of the kind of fact that is declared for this column."""
    kind = next(kind for kind in fact_kinds() if kind.column == column)
    return lambda portal, ref: portal.status(ref, kind)


def _open_changes(portal: Portal, ref: str) -> int | None:
    found = portal.value(ref, pull_requests.KIND)
    return None if found is None else len(found.changes)


COLUMNS = (
    TableColumn("build", "Build", "status", _status("build")),
    TableColumn("alerts", "Alerts", "status", _status("alerts"), views=()),
    TableColumn("score", "Score", "number", Portal.points),
    TableColumn("changes", "Open pull requests", "number", _open_changes, views=()),
    TableColumn(
        "docs",
        "Pages",
        "number",
        lambda portal, ref: portal.documentation.page_counts.get(ref),
        views=("docs",),
        csv=False,
    ),
)
"""The columns of the catalog table after the fixed ones, in their order. A new one is a line here:
the browser is told how to show it."""


def columns() -> tuple[TableColumn, ...]:
    """The columns, with those of all kinds of facts; only those of packages are shown."""
    named, installed = {one.id for one in COLUMNS}, installed_kinds().kinds
    added = (
        TableColumn(
            id=kind.column,
            title=kind.label,
            look="status",
            value=_status(kind.column),
            views=("catalog",) if kind in installed else (),
        )
        for kind in fact_kinds()
        if kind.column and kind.column not in named
    )
    return (*COLUMNS, *added)


def catalog_page(templates: Templates, portal: Portal) -> Page:
    """The page of the table, with the first rows for readers without scripts."""
    links = [link for links in portal.by_kind().values() for link in links]
    counts = kind_counts(portal)
    body = templates.render(
        "catalog",
        portal,
        "catalog/",
        links=links[:ROWS_IN_HTML],
        total=len(links),
        counts=counts,
    )
    words = ", ".join(plural(c.count, c.title, c.title) for c in counts[:4])
    return Page("catalog/", "single", "Catalog", f"Catalog of {words}", body)


def table_rows(_: Templates, portal: Portal) -> Asset:
    """All rows as JSON."""
    return Asset(TABLE_JSON, table_json(portal, columns()))
