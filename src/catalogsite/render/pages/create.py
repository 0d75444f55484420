"""The gallery of scaffold templates, the guide page of each, and what their forms load."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.model.page import Asset, Link, NavItem, Page
from catalogsite.model.urls import base, template_path
from catalogsite.render.portal.portal import Portal
from catalogsite.render.templates import Templates
from catalogsite.render.views.create.form_data import data_path, form_data
from catalogsite.render.views.create.guide import TemplateView, template_views, values_of
from catalogsite.render.views.create.pickers import picker_file, picker_keys
from catalogsite.render.views.create.reference import FILTERS, action_views
from catalogsite.render.views.entity_link import spec_of
from catalogsite.render.views.template_use import template_use


def create_pages(templates: Templates, portal: Portal) -> Iterator[Page | Asset]:
    """The gallery first, then a page for each template with its data, and the choices of pickers."""
    views = template_views(portal)
    body = templates.render(
        "create",
        portal,
        "create/",
        templates=views,
        types=values_of(views, "type"),
        tags=values_of(views, "tags"),
        owners=values_of(views, "owner"),
    )
    description = "Start something new from a template"
    yield Page("create/", "single", "Create", description, body, section="create/")
    yield _reference(templates, portal)
    keys: set[str] = set()
    for view in views:
        yield _guide(templates, portal, view)
        yield form_data(portal, view.source)
        keys.update(picker_keys(spec_of(view.source.entity).get("parameters")))
    for key in sorted(keys):
        yield picker_file(portal, key)


def _guide(templates: Templates, portal: Portal, view: TemplateView) -> Page:
    path = template_path(view.link.ref)
    ref = view.link.ref
    use = template_use(portal, ref)
    body = templates.render("template", portal, path, view=view, data=data_path(ref), use=use)
    return Page(
        path,
        "catalog",
        f"Create: {view.link.title}",
        view.link.description or f"How to use the template {view.link.title}",
        body,
        nav=(NavItem("All templates", base(path) + "create/"),),
        nav_title="Create",
        breadcrumbs=(Link("Create", base(path) + "create/"),),
        section="create/",
    )


def _reference(templates: Templates, portal: Portal) -> Page:
    path = "create/actions/"
    body = templates.render("actions", portal, path, actions=action_views(), filters=FILTERS)
    return Page(
        path,
        "catalog",
        "Actions and filters of templates",
        "The actions of steps and the filters of expressions that templates may use",
        body,
        nav=(NavItem("All templates", base(path) + "create/"),),
        nav_title="Create",
        breadcrumbs=(Link("Create", base(path) + "create/"),),
        section="create/",
    )
