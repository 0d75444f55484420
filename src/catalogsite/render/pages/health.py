"""The health page: what is red, by team, and how much is measured at all."""

from __future__ import annotations

from catalogsite.model.page import Page
from catalogsite.render.portal.portal import Portal
from catalogsite.render.templates import Templates
from catalogsite.render.views.health import providers, roll_ups, team_health


def health_page(templates: Templates, portal: Portal) -> Page:
    """The builds and alerts of the catalog, the worst first."""
    body = templates.render(
        "health",
        portal,
        "health/",
        roll_ups=roll_ups(portal, portal.links),
        teams=team_health(portal),
        providers=providers(portal),
    )
    description = "Builds and alerts of everything in the catalog, the worst first"
    return Page("health/", "single", "Health", description, body, section="health/")
