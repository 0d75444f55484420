"""Where an entity comes from, and its links: descriptor, source, runbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalogsite.catalog.annotations.locations import EDIT, VIEW
from catalogsite.model.entity import EntityData, annotations_of
from catalogsite.render.filters import safe_url
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.entity_link import text_of
from catalogsite.render.views.links.link_icons import link_icon
from catalogsite.repositories.hosts import edit_url, file_url, history_url, issue_url


@dataclass(frozen=True, slots=True)
class WebLink:
    """A link of `metadata.links`, or of an annotation that is a URL.

    `icon` is the name that its author gave, `shown_icon` that of ours.
    """

    title: str
    url: str
    icon: str
    type: str
    shown_icon: str


@dataclass(frozen=True, slots=True)
class Place:
    """The file of the descriptor, and addresses on its host; each is empty where it is unknown."""

    repository: str
    repository_url: str
    file: str
    url: str
    edit: str
    history: str
    issue: str


def web_links(entity: EntityData) -> tuple[WebLink, ...]:
    """Links of the descriptor whose addresses are safe to click."""
    found = []
    for link in entity["metadata"].get("links") or ():
        url = safe_url(link.get("url")) if isinstance(link, dict) else ""
        if url:
            title = text_of(link.get("title")) or url.split("://", 1)[-1]
            name, type_ = text_of(link.get("icon")), text_of(link.get("type"))
            found.append(WebLink(title, url, name, type_, link_icon(name)))
    return tuple(found)


def place(portal: Portal, ref: str) -> Place:
    """The place of the entity's descriptor."""
    origin = portal.origin(ref)
    repo = portal.repositories.get(origin.repository) if origin.repository else None
    if repo is None:
        return Place("", "", origin.file or "", "", "", "", "")
    file = origin.file or ""
    line = origin.line if file else None
    at = f"{file}:{line}" if line else file
    notes = {} if origin.inferred else annotations_of(portal.entities[ref])
    return Place(
        repository=repo.name,
        repository_url=safe_url(repo.web_url),
        file=at,
        url=_chosen(notes, VIEW, file_url(repo, file), file_url(repo, file, line)) if file else "",
        edit=_chosen(notes, EDIT, edit_url(repo, file), edit_url(repo, file)) if file else "",
        history=(history_url(repo, file) or "") if file else "",
        issue=issue_url(repo, f"Catalog entry of {portal.title(ref)}", "") or "",
    )


def _chosen(notes: Mapping[str, str], key: str, usual: str | None, ours: str | None) -> str:
    """The address of an annotation where its author wrote another than the usual one, else ours."""
    stated = safe_url(notes.get(key, ""))
    return stated if stated.startswith(("https://", "http://")) and stated != usual else ours or ""


def source_url(entity: EntityData, where: Place) -> str:
    """The address of the code: that of the annotation, else of the repository; empty without either."""
    stated = annotations_of(entity).get("backstage.io/source-location", "").removeprefix("url:")
    url = safe_url(stated) if "://" in stated else ""
    return url or where.repository_url or where.url
