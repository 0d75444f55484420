"""The runbook of an entity: a link of its descriptor, a page of its documentation, or of an alert."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

from catalogsite.docs.fragments import NavEntry, TocEntry
from catalogsite.docs.runbooks import alert_key, is_runbook_word, stated_runbook
from catalogsite.model.facts import alerts
from catalogsite.model.facts.kind import Guide
from catalogsite.model.urls import docs_path
from catalogsite.render.filters import safe_url
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.entity_link import BASE
from catalogsite.render.views.places import WebLink

_TAG = re.compile(r"<[^>]*>")


def runbook_url(portal: Portal, ref: str, links: Iterable[WebLink]) -> str:
    """The address of the entity's runbook from its own page; empty where it has none.

    A link of the descriptor comes before documentation, and that before the runbook of an alert.
    """
    stated = next((link.url for link in links if _is_runbook(link)), "")
    documented = "" if stated else _documented(portal, ref)
    return stated or (BASE + documented if documented else _of_alert(portal, ref))


def entity_runbook(portal: Portal, ref: str) -> str:
    """The runbook of the entity without those of alerts: a web address, or one below the root of the site.

    Empty where neither its descriptor nor its documentation has one.
    """
    return portal.shared("runbook", _of_entity, ref)


def _of_entity(portal: Portal, ref: str) -> str:
    return safe_url(stated_runbook(portal.entities[ref])) or _documented(portal, ref)


def guide_href(portal: Portal, ref: str, guide: Guide, base: str) -> str:
    """The safe address of what to do: the page of the entity's documentation, else on the web."""
    link = portal.documentation.link(ref) if guide.file else None
    if link is None:
        return safe_url(guide.url)
    address = portal.documentation.page_of_file(link.ref, guide.file)
    if address is None:
        return safe_url(guide.url)
    part = _part(portal.documentation.page(link.ref, address).toc, alert_key(guide.part))
    return base + docs_path(link.ref, address) + part


def _part(entries: Iterable[TocEntry], key: str) -> str:
    """`#id` of the heading with these letters and digits; empty without one."""
    for entry in entries if key else ():
        if alert_key(unescape(_TAG.sub("", entry.title))) == key:
            return f"#{entry.id}"
        if found := _part(entry.children, key):
            return found
    return ""


def _is_runbook(link: WebLink) -> bool:
    return "runbook" in f"{link.title} {link.type} {link.icon}".lower()


def _documented(portal: Portal, ref: str) -> str:
    """The address below the root of the site; empty where the documentation has no runbook.

    It is the page that is called so, else the first below a folder or section that is. Of documentation that the entity shares with another one it is a page below its part.
    """
    link = portal.documentation.link(ref)
    if link is None:
        return ""
    pages = list(_pages(portal.documentation.nav(link.ref), ()))
    # Pages that the navigation leaves out.
    pages += [(path, ("",)) for path in portal.documentation.addresses.get(link.ref) or ()]
    part = link.page if link.ref != ref else ""
    title = portal.title(ref).casefold()
    for matches in (_is_named, _is_inside):
        for path, titles in pages:
            if path.startswith(part) and matches(path, titles, title):
                return docs_path(link.ref, path)
    return ""


def _pages(
    entries: Iterable[NavEntry], above: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The address of each page with its title, after those of the sections that it is in."""
    for entry in entries:
        titles = (*above, entry.title)
        if entry.path is not None:
            yield entry.path, titles
        yield from _pages(entry.children, titles)


def _is_named(path: str, titles: tuple[str, ...], owner: str) -> bool:
    own = titles[-1].casefold().removeprefix(owner).strip(" :-")
    return is_runbook_word(own) or is_runbook_word(path.rstrip("/").rpartition("/")[2])


def _is_inside(path: str, titles: tuple[str, ...], owner: str) -> bool:
    del owner
    return any(map(is_runbook_word, titles[:-1])) or any(map(is_runbook_word, path.split("/")))


def _of_alert(portal: Portal, ref: str) -> str:
    found = portal.value(ref, alerts.KIND)
    addresses = (safe_url(alert.runbook) for alert in found.alerts) if found else iter(())
    return next(filter(None, addresses), "")
