"""The documentation pages: converted fragments with their place, navigation and foot; and their list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from markupsafe import Markup

from catalogsite.docs.entity_links import resolve_entity_links
from catalogsite.docs.fragments import Fragment, NavEntry, TocEntry
from catalogsite.model.page import Asset, Link, NavItem, Page, TocItem
from catalogsite.model.urls import base, docs_path, relative
from catalogsite.render.chunks import chunks
from catalogsite.render.filters import safe_url
from catalogsite.render.pages.catalog_table import ROWS_IN_HTML
from catalogsite.render.pages.lists import list_page
from catalogsite.render.portal.portal import Portal
from catalogsite.render.templates import Templates
from catalogsite.render.views.links.runbook import entity_runbook
from catalogsite.repositories.hosts import file_url, history_url, issue_url


def docs_index(templates: Templates, portal: Portal) -> Iterator[Page]:
    """The list of every documentation, by the title of its entity."""
    names = {
        ref: portal.title(ref) for ref in portal.documentation.page_counts if ref in portal.links
    }
    refs = sorted(names, key=lambda ref: (names[ref].lower(), ref))
    description = "Documentation of everything in the catalog"
    for chunk in chunks(refs, ROWS_IN_HTML, "docs/", "docs/index/"):
        body = templates.render(
            "docs", portal, chunk.path, chunk=chunk, total=len(refs), names=names
        )
        yield list_page(chunk, "Documentation", description, body)


def docs_asset(ref: str, path: str, _: Templates, portal: Portal) -> Asset:
    """A file beside the pages of a documentation, `path` below its root."""
    return Asset(unquote(docs_path(ref, path)), portal.blob(portal.documentation.asset(ref, path)))


def docs_page(ref: str, address: str, templates: Templates, portal: Portal) -> Page:
    """One page of a documentation, `address` below its root: the HTML and who changed it last."""
    page, path, link = (
        portal.documentation.page(ref, address),
        docs_path(ref, address),
        portal.links[ref],
    )
    here = base(path)
    known, shared = portal.documentation.addresses, portal.documentation.link
    html, _ = resolve_entity_links(page.html, path, portal.links, known, shared)
    host = _host_links(portal, ref, page)
    body = templates.render(
        "docs_page",
        portal,
        path,
        html=Markup(html),  # sanitised when it was converted
        page=page,
        file_url=host.file,
        history=host.history,
        issue=host.issue,
    )
    return Page(
        path=path,
        layout="docs",
        title=page.title,
        description=page.description or f"{page.title}: documentation of {link.title}",
        body=body,
        toc=() if page.hide_toc else tuple(_toc(entry) for entry in page.toc),
        nav=tuple(_nav(ref, entry, path, address) for entry in portal.documentation.nav(ref)),
        nav_title=link.title,
        nav_html=templates.render_partial(
            "docs_head", portal, path, link=link, runbook=_runbook(portal, ref, path)
        ),
        previous=_neighbour(portal, ref, page.previous, path),
        following=_neighbour(portal, ref, page.following, path),
        edit_url=safe_url(page.edit_url) or None,
        breadcrumbs=(Link("Documentation", f"{here}docs/"), Link(link.title, here + link.path)),
        section="docs/",
    )


def moved_docs_page(ref: str, address: str, _: Templates, portal: Portal) -> Page:
    """The redirect at the former `address` of a page, below the root of a documentation."""
    path, link, target = (
        docs_path(ref, address),
        portal.links[ref],
        portal.documentation.moved(ref, address),
    )
    if not target.lower().startswith(("https://", "http://")):
        page, mark, part = target.partition("#")
        target = relative(path, docs_path(ref, page)) + mark + part
    return _redirect(path, link.title, target)


def shared_docs_page(ref: str, _: Templates, portal: Portal) -> Iterator[Page]:
    """The redirect to the documentation that an entity without its own shares; nothing without one."""
    path, link = docs_path(ref), portal.documentation.link(ref)
    if link is not None and link.ref != ref:
        yield _redirect(path, portal.title(ref), relative(path, link.path))


def _redirect(path: str, title: str, target: str) -> Page:
    moved = safe_url(target)
    return Page(path, "docs", title, description="", body="", section="docs/", moved_to=moved)


def _runbook(portal: Portal, ref: str, path: str) -> str:
    """The address of the entity's runbook from one of its pages; empty on the runbook itself."""
    found = entity_runbook(portal, ref)
    if not found or found == path:
        return ""
    return found if "://" in found else relative(path, found)


class HostLinks(NamedTuple):
    """Addresses of a page's source on the host of its repository; empty where there is none."""

    file: str = ""
    history: str = ""
    issue: str = ""


def _host_links(portal: Portal, ref: str, page: Fragment) -> HostLinks:
    repo = portal.repository(ref)
    stated = portal.documentation.tree(ref)
    if stated is not None:
        repo = portal.repositories.get(stated.repository) or repo
    if repo is None or not page.file:
        return HostLinks()
    file = file_url(repo, page.file)
    body = f"Page: {file or page.file}\n\n"
    issue = issue_url(repo, f"Documentation: {page.title}", body)
    return HostLinks(file or "", history_url(repo, page.file) or "", issue or "")


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


def _neighbour(portal: Portal, ref: str, number: int | None, path: str) -> Link | None:
    if number is None:
        return None
    address, title = portal.documentation.numbered_page(ref, number)
    return Link(title, relative(path, docs_path(ref, address)))
