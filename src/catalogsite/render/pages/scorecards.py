"""The scorecards page: checks, levels and teams."""

from __future__ import annotations

from catalogsite.model.page import Page
from catalogsite.render.portal.portal import Portal
from catalogsite.render.templates import Templates
from catalogsite.render.views.home import teams
from catalogsite.render.views.scorecards import scorecard_views


def scorecards_page(templates: Templates, portal: Portal) -> Page:
    """The maturity of the catalog, check by check."""
    scored = [team for team in teams(portal) if team.score is not None]
    views = scorecard_views(portal, limit=30)
    body = templates.render("scorecards", portal, "scorecards/", views=views, teams=scored)
    description = "How mature the catalog's entities are, check by check"
    return Page("scorecards/", "single", "Scorecards", description, body, section="scorecards/")
