"""The templates of the site, compiled once, and filled for one output at a time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from jinja2 import Environment
from markupsafe import Markup

from catalogsite.model.urls import base, docs_path, template_path
from catalogsite.render.filters import lifecycle_html, status_html
from catalogsite.render.portal.portal import Portal
from catalogsite.render.sparkline import sparkline
from catalogsite.render.tabs import Tab, user_tabs
from catalogsite.render.views.entity import EntityView
from catalogsite.render.views.entity_link import icon, kind_name, short_ref
from catalogsite.render.views.graph.owner_rows import owner_rows
from catalogsite.render.views.graph.path_tree import path_tree


class Templates:
    """The templates of an environment; all that they show of the catalog they read from a Portal."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        env.globals["icon"] = icon
        env.globals["kind_name"] = kind_name
        env.globals["template_path"] = template_path
        env.globals["docs_path"] = docs_path
        env.globals["sparkline"] = sparkline
        env.globals["short_ref"] = short_ref
        env.globals["status"] = status_html
        env.globals["lifecycle"] = lifecycle_html
        env.globals["owner_rows"] = owner_rows
        env.globals["path_tree"] = path_tree
        # Imported by the template itself, it would be looked up again for every page.
        env.globals["provenance"] = vars(env.get_template("partials/provenance.jinja").module)[
            "provenance"
        ]
        self._row = env.get_template("partials/row.jinja")
        # Most pages are made of these: compiled now, forked processes share them.
        for name in ("pages/entity.jinja", "pages/docs_page.jinja", "partials/docs_head.jinja"):
            env.get_template(name)
        self._tabs = user_tabs(env)

    def render(self, name: str, portal: Portal, path: str, **values: object) -> str:
        """The body of the page at `path` as safe HTML, from `pages/<name>.jinja`."""
        template = self._env.get_template(f"pages/{name}.jinja")
        return template.render(self._values(portal, base(path)), **values)

    def render_partial(self, name: str, portal: Portal, path: str, **values: object) -> str:
        """A part of the page at `path` as safe HTML, from `partials/<name>.jinja`."""
        template = self._env.get_template(f"partials/{name}.jinja")
        return template.render(self._values(portal, base(path)), **values)

    def tabs_of(self, view: EntityView, portal: Portal) -> Iterator[Tab]:
        """The sections that user templates add to the page of an entity; empty ones are left out."""
        values = self._values(portal, base(view.link.path))
        for tab in self._tabs:
            html = tab.template.render(values, view=view, link=view.link).strip()
            if html:
                yield Tab(tab.id, tab.title, Markup(html))  # the template escapes what it is given

    def _values(self, portal: Portal, prefix: str) -> dict[str, object]:
        return {"portal": portal, "base": prefix, "row": partial(self.row, portal)}

    def row(self, portal: Portal, ref: str, prefix: str, folder: str = "") -> Markup:
        """The table row of an entity as safe HTML; `prefix` and `folder` as in `from_folder`.

        Pages of one folder and depth share their rows.
        """
        return portal.shared("row", self._render_row, ref, prefix, folder)

    def _render_row(self, portal: Portal, ref: str, prefix: str, folder: str) -> Markup:
        link = portal.links[ref]
        html = self._row.render(portal=portal, link=link, base=prefix, folder=folder)
        return Markup(html)  # the template escapes what it is given
