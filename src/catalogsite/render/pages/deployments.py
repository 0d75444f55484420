"""The pages of what is in production: components by environment, and their Markdown twin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from catalogsite.model.facts.running.deployments import KIND
from catalogsite.model.page import Asset, Page
from catalogsite.model.urls import split_ref
from catalogsite.render.chunks import chunks
from catalogsite.render.machine.company import deployments_markdown
from catalogsite.render.pages.lists import list_page
from catalogsite.render.portal.portal import Portal
from catalogsite.render.templates import Templates
from catalogsite.render.views.company.choices import choices
from catalogsite.render.views.company.deployments import (
    DeploymentRow,
    all_deployments,
    deployment_table,
)
from catalogsite.render.views.health import providers

AT = "deployments/"
TITLE = "What is in production"
ROWS = 50
"""Components on one page."""


def deployment_pages(templates: Templates, portal: Portal) -> Iterator[Page | Asset]:
    """Every component with a deployment, by environment, and the same as Markdown."""
    rows = all_deployments(portal)
    table = deployment_table(rows)
    shared = {
        "table": table,
        "total": len(rows),
        "counts": Counter(state for row in rows for state in row.states),
        "owners": choices(portal, (row.owner for row in rows)),
        "systems": choices(portal, (row.system for row in rows)),
        "unmeasured": _unmeasured(portal, rows),
        "providers": providers(portal, KIND) if rows else (),
    }
    description = "Which version of each component runs in which environment, the failed ones first"
    for chunk in chunks(rows, ROWS, AT, AT):
        body = templates.render("deployments", portal, chunk.path, chunk=chunk, **shared)
        yield list_page(chunk, TITLE, description, body)
    yield Asset(f"{AT}index.md", deployments_markdown(portal, rows).encode())


def _unmeasured(portal: Portal, rows: tuple[DeploymentRow, ...]) -> int:
    measured = {row.ref for row in rows}
    return sum(split_ref(ref)[0] == "component" and ref not in measured for ref in portal.links)
