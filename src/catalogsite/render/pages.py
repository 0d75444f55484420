"""Turns views into pages: one function a kind of page, each filling one template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jinja2 import Environment
from markupsafe import Markup

from catalogsite.model.entity import EntityData
from catalogsite.model.page import Link, NavItem, Page, TocItem
from catalogsite.model.quantities import plural
from catalogsite.model.urls import base, docs_path, template_path
from catalogsite.render.filters import lifecycle_html, status_html
from catalogsite.render.sparkline import sparkline
from catalogsite.render.tabs import Tab, user_tabs
from catalogsite.render.views import home as views_home
from catalogsite.render.views.create import TemplateView, template_views
from catalogsite.render.views.entity import EntityView
from catalogsite.render.views.portal import (
    BASE,
    EntityLink,
    Portal,
    icon,
    kind_name,
    short_ref,
)
from catalogsite.render.views.scorecards import scorecard_views

ROWS_IN_HTML = 40
"""Rows that the page of a table itself holds; the browser fetches the others."""


class Pages:
    """The templates, compiled once, and the portal whose pages they make."""

    def __init__(self, env: Environment, portal: Portal) -> None:
        self.env = env
        self.portal = portal
        self.counts = views_home.kind_counts(portal)
        env.globals["icon"] = icon
        env.globals["portal"] = portal
        env.globals["kind_name"] = kind_name
        env.globals["template_path"] = template_path
        env.globals["docs_path"] = docs_path
        env.globals["sparkline"] = sparkline
        env.globals["short_ref"] = short_ref
        env.globals["status"] = status_html
        env.globals["lifecycle"] = lifecycle_html
        # Imported by the template itself, it would be looked up anew for every page.
        env.globals["said"] = vars(env.get_template("partials/said.jinja").module)["said"]
        self._entity = env.get_template("pages/entity.jinja")
        self._row = env.get_template("partials/row.jinja")
        self._tabs = user_tabs(env)
        self._rows: dict[tuple[str, str], Markup] = {}
        env.globals["row"] = self.row
        self._nav = {kind.kind: self._kind_nav(kind.kind) for kind in self.counts}

    def row(self, ref: str, base: str) -> Markup:
        """The table row of an entity; rows are made once for each depth."""
        key = (ref, base)
        if key not in self._rows:
            html = self._row.render(link=self.portal.links[ref], base=base)
            self._rows[key] = Markup(html)
        return self._rows[key]

    def _kind_nav(self, kind: str) -> tuple[NavItem, ...]:
        items = [NavItem("Everything", f"{BASE}catalog/")]
        for count in self.counts:
            href = f"{BASE}catalog/?kind={count.kind}"
            title = kind_name(count.kind, many=True)
            items.append(NavItem(title, href, active=count.kind == kind))
        return tuple(items)

    def entity(self, view: EntityView) -> Page:
        """The page of one entity."""
        link = view.link
        tabs = [tab for tab in (one.filled(view, BASE) for one in self._tabs) if tab.html]
        return Page(
            path=link.path,
            layout="catalog",
            title=link.title,
            description=_summary(link, self.portal),
            body=self._entity.render(view=view, link=link, base=BASE, tabs=tabs),
            toc=_entity_toc(view, tabs),
            nav=self._nav[link.kind],
            nav_title="Catalog",
            edit_url=view.place.edit or None,
            breadcrumbs=(
                Link("Catalog", f"{BASE}catalog/"),
                Link(kind_name(link.kind, many=True), f"{BASE}catalog/?kind={link.kind}"),
            ),
        )

    def home(self) -> Page:
        """The front page."""
        attention, waiting = views_home.attention(self.portal, limit=8)
        body = self.render(
            "home",
            "",
            attention=attention,
            waiting=waiting,
            changes=views_home.changes(self.portal, limit=8),
            counts=self.counts,
            teams=views_home.teams(self.portal),
            examples=views_home.examples(self.portal),
            templates=self.portal.by_kind().get("template", []),
            docs=len(self.portal.documented),
        )
        title = self.portal.snapshot.title
        return Page("", "single", title, f"{title}: home", body, section="")

    def table(self) -> Page:
        """The table of everything."""
        links = [link for links in self.portal.by_kind().values() for link in links]
        body = self.render(
            "catalog",
            "catalog/",
            links=links[:ROWS_IN_HTML],
            total=len(links),
            counts=self.counts,
        )
        words = ", ".join(plural(c.count, c.title, c.title) for c in self.counts[:4])
        return Page("catalog/", "single", "Catalog", f"Catalog of {words}", body)

    def scorecards(self) -> Page:
        """Maturity: checks, levels, teams."""
        views = scorecard_views(self.portal, limit=30)
        teams = [team for team in views_home.teams(self.portal) if team.score is not None]
        body = self.render("scorecards", "scorecards/", views=views, teams=teams)
        said = "How mature the catalog's entities are, check by check"
        return Page("scorecards/", "single", "Scorecards", said, body, section="scorecards/")

    def create(self) -> Iterator[Page]:
        """The gallery of templates, and the guide page of each."""
        found = template_views(self.portal)
        body = self.render("create", "create/", templates=found)
        said = "Start something new from a template"
        yield Page("create/", "single", "Create", said, body, section="create/")
        for view in found:
            yield self._template(view)

    def _template(self, view: TemplateView) -> Page:
        path = template_path(view.link.ref)
        return Page(
            path,
            "catalog",
            f"Create: {view.link.title}",
            view.link.description or f"How to use the template {view.link.title}",
            self.render("template", path, view=view),
            nav=(NavItem("All templates", base(path) + "create/"),),
            nav_title="Create",
            breadcrumbs=(Link("Create", base(path) + "create/"),),
            section="create/",
        )

    def render(self, name: str, path: str, **values: object) -> str:
        """The body of one page from its template."""
        return self.env.get_template(f"pages/{name}.jinja").render(base=base(path), **values)


def _summary(link: EntityLink, portal: Portal) -> str:
    owner = f", owned by {portal.title(link.owner)}" if link.owner else ""
    kind = " ".join(filter(None, [link.kind_name, link.type]))
    return link.description or f"{link.title}: {kind}{owner}"


def _entity_toc(view: EntityView, tabs: Iterable[Tab]) -> tuple[TocItem, ...]:
    items = [TocItem("owns", "Owns", 2)] if view.ownership else []
    if view.relations or view.diagram:
        items.append(TocItem("relations", "Relations", 2))
    if view.definition:
        items.append(TocItem("definition", "Definition", 2))
    if view.checks:
        items.append(TocItem("scorecard", "Scorecard", 2))
    items += [TocItem(tab.id, tab.title, 2) for tab in tabs]
    if view.links:
        items.append(TocItem("links", "Links", 2))
    items.append(TocItem("about", "About", 2))
    items.append(TocItem("source", "Source", 2))
    return tuple(items)


def entity_definition(entity: EntityData) -> object:
    """`spec.definition` as the snapshot holds it: text, or the hash of a stored text."""
    spec = entity.get("spec")
    return spec.get("definition") if isinstance(spec, dict) else None
