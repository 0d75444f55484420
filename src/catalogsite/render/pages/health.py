"""The health page: what is red, by team, and how much is measured at all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from catalogsite.model.page import Page
from catalogsite.render.portal.portal import Portal
from catalogsite.render.templates import Templates
from catalogsite.render.views.health import TeamHealth, providers, roll_ups, team_health

_MOST, _MOST_OF_ONE, _FEW_OF_ONE = 400, 50, 10


def _listed(teams: Sequence[TeamHealth], most: int) -> int:
    """How many teams the page lists: as many as have 400 rows, of which each has at most `most`."""
    rows = accumulate(min(most, len(team.troubles)) for team in teams[:200])
    return sum(count <= _MOST for count in rows)


def health_page(templates: Templates, portal: Portal) -> Page:
    """The builds and alerts of the catalog, the worst first."""
    teams = team_health(portal)
    most = _MOST_OF_ONE if sum(len(one.troubles) for one in teams) <= _MOST else _FEW_OF_ONE
    body = templates.render(
        "health",
        portal,
        "health/",
        roll_ups=roll_ups(portal, portal.links),
        teams=teams,
        listed=_listed(teams, most),
        most=most,
        providers=providers(portal),
    )
    description = "Builds and alerts of everything in the catalog, the worst first"
    return Page("health/", "single", "Health", description, body, section="health/")
