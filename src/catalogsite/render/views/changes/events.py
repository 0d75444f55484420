"""Rows of the events of nights, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from catalogsite.model.changes.event_kind import EventKind
from catalogsite.model.changes.night import CatalogEvent, Night
from catalogsite.model.urls import api_reference_path, docs_path, entity_path, split_ref
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.apis.anchors import fragment
from catalogsite.render.views.apis.api import api_pages
from catalogsite.render.views.changes.looks import LOOKS, RANK, Part, parts_of
from catalogsite.render.views.changes.row import ChangeRow
from catalogsite.render.views.entity_link import short_ref


def rows_of(portal: Portal, nights: Iterable[Night]) -> Iterator[ChangeRow]:
    """The rows of all events, the newest night first; within a night the most urgent first."""
    for night in nights:
        day = night.at.date()
        rows = [row for event in night.events for row in event_rows(portal, day, event)]
        yield from sorted(rows, key=_place)


def _place(row: ChangeRow) -> tuple[int, str, str, str]:
    return RANK[row.change], row.title.lower(), row.ref, row.words


def event_rows(portal: Portal, day: date, event: CatalogEvent) -> Iterator[ChangeRow]:
    """The rows of one event: of an API one for each difference that may break somebody."""
    ref = event.ref if portal.knows(event.ref) else portal.changes.renamed(event.ref) or event.ref
    known = portal.knows(ref)
    title = portal.title(ref) if known else event.title or short_ref(ref)
    repository = portal.repositories.get(event.repository or "")
    for part in parts_of(event):
        look = LOOKS[part.change]
        yield ChangeRow(
            day=day,
            change=part.change,
            word=look.word,
            tone=look.tone,
            ref=ref,
            title=title if ref else event.subject,
            path=entity_path(ref) if known or portal.changes.gone(ref) else "",
            known=known,
            kind=split_ref(ref)[0],
            owner=event.owners[-1] if event.owners else None,
            owners=event.owners or ("none",),
            words=_words(portal, event, ref, part),
            href=_href(portal, event, ref, part) if known or not ref else "",
            repository=repository.name if repository else event.repository or "",
            concerned=event.consumers if part.change in ("breaking", "maybe") else (),
            number=part.number,
        )


def _words(portal: Portal, event: CatalogEvent, ref: str, part: Part) -> str:
    if event.kind is EventKind.API:
        return _api_words(event, part)
    say = _SAY.get(event.kind)
    if say is not None:
        return say(portal, event, ref)
    subject = f"`{event.subject}`: " if event.kind is EventKind.FIELD else ""
    return f"{subject}{event.before or 'none'} → {event.after or 'none'}"


def _api_words(event: CatalogEvent, part: Part) -> str:
    if part.api is not None:
        return part.api.message
    if event.api_changes or event.api_total:
        kind = f"{LOOKS[part.change].word} changes" if part.change != "safe" else "safe changes"
        return f"{part.number} {kind}" if part.change == "safe" else f"{part.number} more {kind}"
    return f"{event.before or 'none'} → {event.after or 'none'}"


def _introduced(portal: Portal, _: CatalogEvent, ref: str) -> str:
    link = portal.links.get(ref)
    if link is None:
        return portal.kind_name(split_ref(ref)[0])
    kind = " ".join(filter(None, (link.kind_name, link.type)))
    return f"{kind}: {link.description}" if link.description else kind


def _removed(portal: Portal, event: CatalogEvent, ref: str) -> str:
    gone = portal.changes.gone(ref)
    owners = ", ".join(map(portal.title, event.owners))
    hint = f"; perhaps it is {portal.title(gone.perhaps)} now" if gone and gone.perhaps else ""
    return f"{portal.kind_name(split_ref(ref)[0])}{f', owned by {owners}' if owners else ''}{hint}"


def _renamed(_: Portal, event: CatalogEvent, __: str) -> str:
    return f"was `{short_ref(event.before or '')}`"


def _perhaps_renamed(_: Portal, event: CatalogEvent, __: str) -> str:
    return f"may be what was `{short_ref(event.before or '')}`"


def _owner(portal: Portal, event: CatalogEvent, _: str) -> str:
    return " → ".join(_titles(portal, one) for one in (event.before, event.after))


def _titles(portal: Portal, refs: str | None) -> str:
    return ", ".join(map(portal.title, refs.split(", "))) if refs else "nobody"


def _gained(portal: Portal, event: CatalogEvent, _: str) -> str:
    return f"{_relation(portal, event)} {portal.title(event.after or '')}"


def _lost(portal: Portal, event: CatalogEvent, _: str) -> str:
    return f"no longer {_relation(portal, event)} {portal.title(event.before or '')}"


def _relation(portal: Portal, event: CatalogEvent) -> str:
    return portal.relation_types.direction(event.subject).words


def _message(_: Portal, event: CatalogEvent, __: str) -> str:
    return event.message


def _documentation(words: str) -> Callable[[Portal, CatalogEvent, str], str]:
    return lambda *_: words


_SAY: dict[EventKind, Callable[[Portal, CatalogEvent, str], str]] = {
    EventKind.ADDED: _introduced,
    EventKind.REMOVED: _removed,
    EventKind.RENAMED: _renamed,
    EventKind.PERHAPS_RENAMED: _perhaps_renamed,
    EventKind.OWNER: _owner,
    EventKind.RELATION_GAINED: _gained,
    EventKind.RELATION_LOST: _lost,
    EventKind.PROBLEM_NEW: _message,
    EventKind.PROBLEM_SOLVED: _message,
    EventKind.SOURCE_STALE: _message,
    EventKind.SOURCE_RECOVERED: _message,
    EventKind.DOCUMENTATION_ADDED: _documentation("has documentation now"),
    EventKind.DOCUMENTATION_REMOVED: _documentation("has no documentation any more"),
}


def _operation(portal: Portal, ref: str, subject: str) -> str:
    """Where the reference of an API says what a change is about; empty where it has none."""
    pages = api_pages(portal, ref)
    if pages is None:
        return ""
    page = pages.division.pages_of.get(subject)
    return api_reference_path(ref, page or "") + (fragment(subject) if page is not None else "")


def _href(portal: Portal, event: CatalogEvent, ref: str, part: Part) -> str:
    if part.api is not None:
        return _operation(portal, ref, part.api.subject)
    if event.kind in (EventKind.SOURCE_STALE, EventKind.SOURCE_RECOVERED):
        return "problems/#crawl" if event.message else ""
    if event.kind is EventKind.DOCUMENTATION_ADDED and portal.documentation.page_counts.get(ref):
        return docs_path(ref)
    if event.kind is EventKind.DOCUMENTATION_MOVED and event.after:
        address = page_address(event.after)
        return (
            docs_path(ref, address)
            if address in portal.documentation.addresses.get(ref, ())
            else ""
        )
    return ""


def page_address(file: str) -> str:
    """The address of a page below the root of its documentation, by its file below the folder."""
    stem = file.removesuffix(".md")
    if stem.rpartition("/")[2] in ("index", "README"):
        stem = stem.rpartition("/")[0]
    return f"{stem}/" if stem else ""
