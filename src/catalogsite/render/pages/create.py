"""The gallery of scaffold templates, and the guide page of each."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.model.page import Link, NavItem, Page
from catalogsite.model.urls import base, template_path
from catalogsite.render.portal.portal import Portal
from catalogsite.render.templates import Templates
from catalogsite.render.views.create import TemplateView, template_views


def create_pages(templates: Templates, portal: Portal) -> Iterator[Page]:
    """The gallery first, then a page for each template."""
    views = template_views(portal)
    body = templates.render("create", portal, "create/", templates=views)
    description = "Start something new from a template"
    yield Page("create/", "single", "Create", description, body, section="create/")
    for view in views:
        yield _guide(templates, portal, view)


def _guide(templates: Templates, portal: Portal, view: TemplateView) -> Page:
    path = template_path(view.link.ref)
    return Page(
        path,
        "catalog",
        f"Create: {view.link.title}",
        view.link.description or f"How to use the template {view.link.title}",
        templates.render("template", portal, path, view=view),
        nav=(NavItem("All templates", base(path) + "create/"),),
        nav_title="Create",
        breadcrumbs=(Link("Create", base(path) + "create/"),),
        section="create/",
    )
