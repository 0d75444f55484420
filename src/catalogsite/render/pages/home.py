"""The home page: search, kinds, what needs attention, teams and recent changes."""

from __future__ import annotations

from catalogsite.model.page import Page
from catalogsite.render.portal.portal import Portal
from catalogsite.render.templates import Templates
from catalogsite.render.views import home as views
from catalogsite.render.views.changes.feeds import ALL, feed_links
from catalogsite.render.views.changes.recent import week_of
from catalogsite.render.views.coverage import coverage, problem_counts
from catalogsite.render.views.graph.findings import attention_words


def home_page(templates: Templates, portal: Portal) -> Page:
    """The page at the root of the site."""
    attention, waiting = views.attention(portal, limit=8)
    errors, warnings = problem_counts(portal)
    body = templates.render(
        "home",
        portal,
        "",
        attention=attention,
        waiting=waiting,
        errors=errors,
        warnings=warnings,
        findings=attention_words(portal.graph.findings),
        coverage=coverage(portal),
        changes=views.changes(portal, limit=8),
        counts=views.kind_counts(portal),
        week=week_of(portal, most=6),
        teams=views.teams(portal),
        examples=views.examples(portal),
        templates=portal.by_kind().get("template", []),
        docs=len(portal.documentation.page_counts),
    )
    title = portal.snapshot.title
    feeds = feed_links(ALL, "")
    return Page("", "single", title, f"{title}: home", body, section="", feeds=feeds)
