"""What changed lately as the home page, the page of a team, of an entity and of an API show it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from catalogsite.model.api.change import Impact
from catalogsite.model.changes.event_kind import EventKind
from catalogsite.model.page import Link
from catalogsite.model.quantities import plural
from catalogsite.render.portal.change_index import EVERYBODY
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.changes.days import many_words
from catalogsite.render.views.changes.events import rows_of
from catalogsite.render.views.changes.feeds import own_feed_links
from catalogsite.render.views.changes.listing import Summary, summary
from catalogsite.render.views.changes.looks import RANK, counted, parts_of
from catalogsite.render.views.changes.row import ChangeRow, folded

_OWNERS = {"group", "user"}


@dataclass(frozen=True, slots=True)
class Week:
    """The changes of seven days: counted, and the most urgent of them."""

    summary: Summary
    rows: tuple[ChangeRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class History:
    """The changes of an entity, the newest first, of which there are `total`."""

    words: str
    rows: tuple[ChangeRow, ...]
    total: int


def week_of(portal: Portal, most: int, owner: str = EVERYBODY) -> Week | None:
    """The last seven days of what somebody owns, or of everything; None where nothing changed."""
    rows = list(rows_of(portal, portal.changes.week(owner)))
    if not rows:
        return None
    few = folded(sorted(rows, key=_urgency), many_words)
    return Week(summary(rows, "in seven days"), tuple(few[:most]), sum(row.number for row in rows))


def team_week(portal: Portal, ref: str, kind: str, most: int = 10) -> Week | None:
    """The last seven days of what a group or user owns; None for other entities."""
    return week_of(portal, most, ref) if kind in _OWNERS else None


def history_of(portal: Portal, ref: str, most: int = 12) -> History | None:
    """The changes of an entity; None where it never changed in the nights that are known."""
    nights = portal.changes.of_entity(ref)
    if not nights:
        return None
    rows = tuple(rows_of(portal, nights[:most]))[:most]
    total = sum(
        part.number for night in nights for event in night.events for part in parts_of(event)
    )
    of_api = api_words(portal, ref)
    words = f"{plural(total, 'change')} since {_day(nights[-1].at.date())}"
    return History(f"{words}; API {of_api}" if of_api else words, rows, total)


def entity_feed_links(portal: Portal, ref: str) -> tuple[Link, ...]:
    """The feeds of an entity and of what it owns; none where nothing of that changed."""
    return own_feed_links(ref) if portal.changes.of_owner(ref) else ()


def api_words(portal: Portal, ref: str) -> str:
    """What changed in an API: `since 12 May 2026: 1 breaking`; empty where nothing did."""
    counts: Counter[str] = Counter()
    first: date | None = None
    for night in portal.changes.of_entity(ref):
        for event in night.events:
            if event.kind is EventKind.API:
                first = night.at.date()
                counts.update({part.change: part.number for part in parts_of(event)})
    words = ", ".join(counted(str(one), counts[one]) for one in Impact if counts[one])
    return f"since {_day(first)}: {words}" if first else ""


def _urgency(row: ChangeRow) -> tuple[int, int]:
    return RANK[row.change], -row.day.toordinal()


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
