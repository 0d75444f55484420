"""The org chart of the company."""

from __future__ import annotations

from catalogsite.model.page import Link, Page
from catalogsite.render.portal.portal import Portal
from catalogsite.render.templates import Templates

AT = "teams/"


def teams_page(templates: Templates, portal: Portal) -> Page:
    """All groups, each below its parent."""
    total = len(portal.by_kind().get("group", ()))
    body = templates.render("teams", portal, AT, chart=portal.graph.company_chart(), total=total)
    return Page(
        path=AT,
        layout="catalog",
        title="Teams",
        description="The groups of the company, each below its parent",
        body=body,
        breadcrumbs=(Link("Catalog", "../catalog/"),),
        section="catalog/",
    )
