"""The feeds of what changed: of everything, of each kind, and of each entity with what it owns."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from functools import partial

from catalogsite.model.changes.night import Night
from catalogsite.model.page import Asset, OutputGroup
from catalogsite.render.machine.feeds import ATOM, JSON_FEED, Entry, Feed, atom, json_feed
from catalogsite.render.portal.portal import Portal
from catalogsite.render.portal.portal_index import PortalIndex
from catalogsite.render.recorded_output import recorded_output
from catalogsite.render.views.changes.days import Day, count_words, counts_of
from catalogsite.render.views.changes.events import rows_of
from catalogsite.render.views.changes.feeds import ALL, entity_feed, is_owner, kind_feed
from catalogsite.render.views.changes.row import ChangeRow

_NIGHTS = 50
"""Entries of a feed."""
_LINES = 40
"""Changes that an entry names."""


def feed_outputs(index: PortalIndex) -> Iterator[OutputGroup]:
    """The feeds of everything and of each kind of which an entity changed."""
    yield _output(ALL, index, partial(_all_feed))
    for kind in index.changes.index.kinds:
        yield _output(kind_feed(kind), index, partial(_kind_feed, kind))


def entity_feed_paths(ref: str) -> tuple[str, ...]:
    """The files of the feed of an entity."""
    feed = entity_feed(ref)
    return (f"{feed}.xml", f"{feed}.json") if is_owner(ref) else (f"{feed}.xml",)


def entity_feeds(ref: str, portal: Portal, at: str = "") -> Iterator[Asset]:
    """The feed of an entity and of what it owns, where any of that changed; `at` is another address of it."""
    nights = portal.changes.of_owner(ref)
    if nights:
        title = f"{portal.title(ref)}: changes"
        found = _feed(portal, title, entity_feed(ref), f"{entity_feed(ref)[:-7]}", nights)
        files = _assets(found, at or entity_feed(ref), has_json=is_owner(ref))
        yield from files


def _output(feed: str, index: PortalIndex, make: partial[Iterator[Asset]]) -> OutputGroup:
    return recorded_output(f"{feed}.xml", index, make, also=lambda: (f"{feed}.json",))


def _all_feed(portal: Portal) -> Iterator[Asset]:
    nights = [
        night for month in portal.changes.months()[:13] for night in portal.changes.nights(month.id)
    ]
    title = f"{portal.snapshot.title}: changes"
    yield from _assets(_feed(portal, title, ALL, "changes/", nights), ALL)


def _kind_feed(kind: str, portal: Portal) -> Iterator[Asset]:
    title = f"{portal.snapshot.title}: changes of {portal.kind_name(kind, many=True)}"
    page = f"changes/?kind={kind}"
    feed = kind_feed(kind)
    yield from _assets(_feed(portal, title, feed, page, portal.changes.of_kind(kind)), feed)


def _assets(feed: Feed, at: str, *, has_json: bool = True) -> Iterator[Asset]:
    yield Asset(f"{at}.{ATOM}", atom(feed))
    if has_json:
        yield Asset(f"{at}.{JSON_FEED}", json_feed(feed))


def _feed(portal: Portal, title: str, own: str, page: str, nights: Iterable[Night]) -> Feed:
    root, author = portal.site_url, portal.snapshot.title
    shown = tuple(nights)[:_NIGHTS]
    return Feed(
        id=_id(portal, own),
        title=title,
        author=author,
        own=root and root + own,
        page=root and root + page,
        updated=portal.snapshot.created,
        entries=tuple(_entry(portal, own, night) for night in shown),
    )


def _entry(portal: Portal, own: str, night: Night) -> Entry:
    rows = list(rows_of(portal, [night]))
    day = Day(night.at.date(), count_words(counts_of(rows)), ())
    lines = [_line(portal, row) for row in rows[:_LINES]]
    more = [f"and {len(rows) - _LINES} more"] if len(rows) > _LINES else []
    root = portal.site_url
    return Entry(
        id=_id(portal, f"{own}#{day.id}"),
        title=lines[0] if len(rows) == 1 else f"{day.title}, {day.words}",
        text="\n".join((*lines, *more)),
        url=root and f"{root}changes/{day.day:%Y-%m}/#{day.id}",
        updated=night.at,
    )


def _line(portal: Portal, row: ChangeRow) -> str:
    owner = f" ({portal.title(row.owner)})" if row.owner else ""
    return f"{row.word}: {row.title}{owner}{f': {row.words}' if row.words else ''}"


def _id(portal: Portal, name: str) -> str:
    """An id that stays as long as the portal's address, or its title where it has none."""
    base = portal.site_url or f"catalogsite:{portal.snapshot.title}/"
    return uuid.uuid5(uuid.NAMESPACE_URL, base + name).urn
