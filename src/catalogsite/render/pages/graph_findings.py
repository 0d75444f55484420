"""The page of the findings in the dependency graph, and its Markdown twin."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.model.page import Asset, Page
from catalogsite.render.machine.graph_findings import findings_markdown
from catalogsite.render.portal.portal import Portal
from catalogsite.render.templates import Templates
from catalogsite.render.views.graph.findings import finding_sections
from catalogsite.render.views.graph.package_findings import package_sections

AT = "graph/findings/"
TITLE = "Findings in the graph"


def findings_page(templates: Templates, portal: Portal) -> Iterator[Page | Asset]:
    """What is wrong in the dependency graph, what it means and what to do."""
    sections, packages = finding_sections(portal), package_sections(portal.packages.rows)
    body = templates.render(
        "graph_findings",
        portal,
        AT,
        sections=sections,
        packages=packages,
        examined=portal.graph.findings.examined,
    )
    description = "Cycles, forbidden dependencies and single points of failure in the catalog"
    yield Page(AT, "single", TITLE, description, body, section="graph/")
    yield Asset(f"{AT}index.md", findings_markdown(portal, sections, packages).encode())
