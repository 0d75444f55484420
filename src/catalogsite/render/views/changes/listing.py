"""The view model of the pages of changes: days, counts, choices, and the other months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from catalogsite.model.changes.night import Night
from catalogsite.model.page import Link
from catalogsite.model.quantities import plural
from catalogsite.render.portal.change_index import Month
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.changes.days import Day, counts_of, days_of
from catalogsite.render.views.changes.events import rows_of
from catalogsite.render.views.changes.looks import LOOKS
from catalogsite.render.views.changes.pages_of_days import pages_of_days
from catalogsite.render.views.changes.row import ChangeRow
from catalogsite.render.views.company.choices import Choice, choices

AT = "changes/"
FIRST_ROWS = 150
"""Rows on the first page."""
MONTH_ROWS = 250
"""Rows on each page of a month."""
_SHOWN = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class ChangeCount:
    """How many changes of one kind there are, with its words."""

    id: str
    title: str
    tone: str
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The number of changes in words, and of each kind, the most urgent first."""

    words: str
    counts: tuple[ChangeCount, ...]


@dataclass(frozen=True, slots=True)
class MonthLink:
    """The page of a month."""

    id: str
    title: str
    path: str
    count: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What a page of changes shows. `compared` is the day since which nights are compared, if any were.

    `oldest` is the first day that is whole on the page. Only the first page has summaries and choices.
    """

    title: str
    total: int
    days: Sequence[Day]
    months: tuple[MonthLink, ...]
    first: bool = False
    compared: date | None = None
    newest: date | None = None
    oldest: date | None = None
    latest: Summary | None = None
    week: Summary | None = None
    owners: tuple[Choice, ...] = ()
    kinds: tuple[Choice, ...] = ()
    changes: tuple[Choice, ...] = ()
    feeds: tuple[Link, ...] = ()


def first_listing(portal: Portal) -> Listing:
    """The listing of the last days, of which the last night is open."""
    months = portal.changes.months()
    compared, newest = portal.changes.compared()
    nights = _last_nights(portal, months, newest) if newest else []
    rows = list(rows_of(portal, nights))
    latest = [row for row in rows if row.day == newest]
    week = [row for row in rows if newest and row.day > newest - timedelta(days=7)]
    days = days_of(portal, nights)
    shown = next(pages_of_days(days, FIRST_ROWS))
    return Listing(
        title="Changes",
        total=sum(month.changes for month in months),
        days=[_opened(day, newest) for day in shown],
        months=month_links(months),
        first=True,
        compared=compared,
        newest=newest,
        oldest=min((day.day for day in shown if not day.left), default=None),
        latest=summary(latest, "last night"),
        week=summary(week, "in seven days"),
        owners=choices(portal, (row.owner for row in rows)),
        kinds=_kinds(portal, rows),
        changes=_changes(rows),
    )


def month_listings(portal: Portal, month: str) -> list[Listing]:
    """The listings of the pages of a month, all days open."""
    months = portal.changes.months()
    links = month_links(months)
    total = sum(one.changes for one in months if one.id == month)
    pages = list(pages_of_days(days_of(portal, portal.changes.nights(month)), MONTH_ROWS))
    title = f"Changes of {_month_name(month)}"
    return [
        Listing(title, total, [replace(day, open=True, left=0) for day in page], links)
        for page in pages
    ]


def summary(rows: Iterable[ChangeRow], when: str) -> Summary:
    """The counts of rows; `when` ends their number in words."""
    counts = counts_of(rows)
    found = tuple(
        ChangeCount(name, look.one if counts[name] == 1 else look.many, look.tone, counts[name])
        for name, look in LOOKS.items()
        if counts[name]
    )
    return Summary(f"{plural(counts.total(), 'change')} {when}", found)


def month_links(months: Iterable[Month]) -> tuple[MonthLink, ...]:
    """The pages of months, the newest first."""
    return tuple(
        MonthLink(one.id, _month_name(one.id), f"{AT}{one.id}/", one.changes) for one in months
    )


def _last_nights(portal: Portal, months: Iterable[Month], newest: date) -> list[Night]:
    first = newest - _SHOWN
    return [
        night
        for month in months
        if month.id >= f"{first:%Y-%m}"
        for night in portal.changes.nights(month.id)
        if night.at.date() > first
    ]


def _opened(day: Day, newest: date | None) -> Day:
    more = f"{AT}{day.day:%Y-%m}/#{day.id}" if day.left else ""
    # The counts above the list say what the last night was.
    is_last = day.day == newest
    words = day.words.partition(":")[0] if is_last else day.words
    return replace(day, words=words, open=is_last, more=more)


def _month_name(month: str) -> str:
    return f"{date.fromisoformat(f'{month}-01'):%B %Y}"


def _kinds(portal: Portal, rows: Iterable[ChangeRow]) -> tuple[Choice, ...]:
    counts = Counter(row.kind for row in rows if row.kind)
    titles = {kind: portal.kind_name(kind, many=True) for kind in counts}
    return tuple(
        Choice(kind, titles[kind], counts[kind]) for kind in sorted(titles, key=titles.__getitem__)
    )


def _changes(rows: Iterable[ChangeRow]) -> tuple[Choice, ...]:
    counts = counts_of(rows)
    return tuple(
        Choice(name, look.chosen, counts[name]) for name, look in LOOKS.items() if counts[name]
    )
