"""The documentation pages: converted fragments with their place, navigation and foot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from urllib.parse import unquote

from jinja2 import Environment, Template
from markupsafe import Markup

from catalogsite.docs.entity_links import Documented, page_addresses, resolve_entity_links
from catalogsite.docs.fragments import Fragment, Fragments, NavEntry, TocEntry
from catalogsite.model.page import Asset, Link, NavItem, OutputGroup, Page, TocItem, alone
from catalogsite.model.urls import base, docs_path, relative
from catalogsite.render.filters import safe_url
from catalogsite.render.views.portal import Portal
from catalogsite.repositories.hosts import file_url, history_url, issue_url


def documentation_names(portal: Portal, fragments: Mapping[str, Fragments]) -> dict[str, str]:
    """The title of each documentation; an entity's title says more than a shared site name."""
    return {ref: portal.title(ref) for ref in fragments if ref in portal.links}


def docs_lots(
    env: Environment,
    portal: Portal,
    fragments: Mapping[str, Fragments],
    read_blob: Callable[[str], bytes],
) -> Iterator[OutputGroup]:
    """Every page and asset of every documentation whose entity is in the catalog."""
    template = env.get_template("pages/docs_page.jinja")
    head = env.get_template("partials/docs_head.jinja")
    addresses = page_addresses(fragments)
    for ref in sorted(fragments):
        if ref not in portal.links:
            continue
        found = fragments[ref]
        for page in found.pages:
            make = partial(docs_page, portal, ref, page, fragments, addresses, template, head)
            yield alone(docs_path(ref, page.path), make)
        for path, digest in sorted(found.assets.items()):
            at = docs_path(ref, path)
            yield alone(at, partial(_asset, at, digest, read_blob))


def _asset(path: str, digest: str, read_blob: Callable[[str], bytes]) -> Asset:
    return Asset(unquote(path), read_blob(digest))


def docs_page(
    portal: Portal,
    ref: str,
    page: Fragment,
    fragments: Mapping[str, Fragments],
    addresses: Documented,
    template: Template,
    head: Template,
) -> Page:
    """One page: the converted HTML, and below it who changed it last."""
    path, link, found = docs_path(ref, page.path), portal.links[ref], fragments[ref]
    here = base(path)
    html, _ = resolve_entity_links(page.html, path, portal.links, addresses)
    return Page(
        path=path,
        layout="docs",
        title=page.title,
        description=page.description or f"{page.title}: documentation of {link.title}",
        body=template.render(
            html=Markup(html), page=page, base=here, **_host_links(portal, ref, page)
        ),
        toc=() if page.hide_toc else tuple(_toc(entry) for entry in page.toc),
        nav=tuple(_nav(ref, entry, path, page.path) for entry in found.nav),
        nav_title=link.title,
        nav_html=head.render(link=link, base=here),
        previous=_neighbour(ref, found, page.previous, path),
        following=_neighbour(ref, found, page.following, path),
        edit_url=safe_url(page.edit_url) or None,
        breadcrumbs=(Link("Documentation", f"{here}docs/"), Link(link.title, here + link.path)),
        section="docs/",
    )


def _host_links(portal: Portal, ref: str, page: Fragment) -> dict[str, str]:
    repo = portal.repository(ref)
    stated = portal.index.documentation(ref)
    if stated is not None:
        repo = portal.repositories.get(stated.repository) or repo
    if repo is None or not page.file:
        return {"file_url": "", "history": "", "issue": ""}
    where = file_url(repo, page.file) or page.file
    return {
        "file_url": file_url(repo, page.file) or "",
        "history": history_url(repo, page.file) or "",
        "issue": issue_url(repo, f"Documentation: {page.title}", f"Page: {where}\n\n") or "",
    }


def _toc(entry: TocEntry) -> TocItem:
    children = tuple(_toc(child) for child in entry.children)
    return TocItem(entry.id, entry.title, entry.level, children)


def _nav(ref: str, entry: NavEntry, path: str, current: str) -> NavItem:
    children = tuple(_nav(ref, child, path, current) for child in entry.children)
    href = safe_url(entry.url) or None
    if entry.path is not None:
        href = relative(path, docs_path(ref, entry.path))
    active = entry.path == current or any(child.active for child in children)
    return NavItem(entry.title, href, active, children)


def _neighbour(ref: str, found: Fragments, index: int | None, path: str) -> Link | None:
    if index is None:
        return None
    page = found.pages[index]
    return Link(page.title, relative(path, docs_path(ref, page.path)))
