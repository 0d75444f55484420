"""The runbook of an entity: a link of its descriptor, a page of its documentation, or of an alert."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from catalogsite.docs.fragments import NavEntry
from catalogsite.model.facts import alerts
from catalogsite.model.urls import docs_path
from catalogsite.render.filters import safe_url
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.entity_link import BASE
from catalogsite.render.views.places import WebLink

_RUNBOOK = re.compile(r"(?:\d+[\s._-]*)?(?:run[\s_-]?books?|play[\s_-]?books?)", re.IGNORECASE)


def runbook_url(portal: Portal, ref: str, links: Iterable[WebLink]) -> str:
    """The address of the entity's runbook from its own page; empty where it has none.

    A link of the descriptor comes before documentation, and that before the runbook of an alert.
    """
    stated = (link.url for link in links if _is_runbook(link))
    return next(stated, "") or _documented(portal, ref) or _of_alert(portal, ref)


def _is_runbook(link: WebLink) -> bool:
    return "runbook" in f"{link.title} {link.type} {link.icon}".lower()


def _documented(portal: Portal, ref: str) -> str:
    """The page that is called so, else the first below a folder or section that is.

    Of documentation that the entity shares with another one it is a page below its part.
    """
    link = portal.documentation_link(ref)
    if link is None:
        return ""
    pages = list(_pages(portal.docs_nav(link.ref), ()))
    # Pages that the navigation leaves out.
    pages += [(path, ("",)) for path in portal.page_addresses.get(link.ref) or ()]
    part = link.page if link.ref != ref else ""
    title = portal.title(ref).casefold()
    for matches in (_is_named, _is_inside):
        for path, titles in pages:
            if path.startswith(part) and matches(path, titles, title):
                return BASE + docs_path(link.ref, path)
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
    return _is_word(own) or _is_word(path.rstrip("/").rpartition("/")[2])


def _is_inside(path: str, titles: tuple[str, ...], owner: str) -> bool:
    del owner
    return any(map(_is_word, titles[:-1])) or any(map(_is_word, path.split("/")))


def _is_word(text: str) -> bool:
    return _RUNBOOK.fullmatch(text.removesuffix(".html").strip()) is not None


def _of_alert(portal: Portal, ref: str) -> str:
    found = portal.value(ref, alerts.KIND)
    addresses = (safe_url(alert.runbook) for alert in found.alerts) if found else iter(())
    return next(filter(None, addresses), "")
