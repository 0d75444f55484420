"""The days of a page of changes: what changed in each, by team, with the breaking changes first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from catalogsite.model.changes.night import Night
from catalogsite.model.quantities import plural
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.changes.events import rows_of
from catalogsite.render.views.changes.looks import BREAKING, LOOKS, counted
from catalogsite.render.views.changes.row import ChangeRow, folded

_WORDS = 4
"""The kinds of changes that the line of a day names."""


@dataclass(frozen=True, slots=True)
class DayGroup:
    """The changes of one team in a day, or with `worst` the breaking ones of all teams."""

    owner: str | None
    title: str
    rows: tuple[ChangeRow, ...]
    worst: bool = False

    @property
    def count(self) -> int:
        """How many changes there are."""
        return sum(row.number for row in self.rows)


@dataclass(frozen=True, slots=True)
class Day:
    """A day with changes; `left` of them are not in the groups but on the page `more`.

    `counted` are only counted: their night had too many.
    """

    day: date
    words: str
    groups: tuple[DayGroup, ...]
    open: bool = False
    left: int = 0
    more: str = ""
    counted: int = 0

    @property
    def id(self) -> str:
        """The day as `2026-11-30`."""
        return self.day.isoformat()

    @property
    def title(self) -> str:
        """The day as `Monday 30 November 2026`."""
        return f"{self.day:%A} {self.day.day} {self.day:%B %Y}"

    @property
    def lines(self) -> int:
        """The rows of all groups."""
        return sum(len(group.rows) for group in self.groups)


def days_of(portal: Portal, nights: Sequence[Night]) -> list[Day]:
    """The days of nights, which are sorted, the newest first."""
    found = []
    left: Counter[date] = Counter()
    for night in nights:
        left[night.at.date()] += max(0, night.left_out)
    for day, same in groupby(rows_of(portal, nights), key=lambda row: row.day):
        of_day = list(same)
        words = count_words(counts_of(of_day))
        found.append(Day(day, words, tuple(_groups(portal, of_day)), counted=left[day]))
    return found


def counts_of(rows: Iterable[ChangeRow]) -> Counter[str]:
    """How many changes of each id rows stand for."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row.change] += row.number
    return counts


def count_words(counts: Counter[str]) -> str:
    """`14 changes: 1 breaking, 3 new and others`."""
    named = [counted(name, counts[name]) for name in LOOKS if counts[name]]
    more = " and others" if len(named) > _WORDS else ""
    return f"{plural(counts.total(), 'change')}: {', '.join(named[:_WORDS])}{more}"


def _groups(portal: Portal, rows: Sequence[ChangeRow]) -> list[DayGroup]:
    worst = [row for row in rows if row.change == BREAKING]
    teams: defaultdict[str, list[ChangeRow]] = defaultdict(list)
    for row in rows:
        if row.change != BREAKING:
            teams[row.owner or ""].append(row)
    groups = [DayGroup(None, "", tuple(worst), worst=True)] if worst else []
    titles = {owner: portal.title(owner) for owner in teams if owner}
    named = sorted(titles, key=lambda one: (titles[one].lower(), one))
    groups += [_group(owner, titles[owner], teams[owner]) for owner in named]
    ownerless = {"Without an owner": True, "Sources": False}
    for title, has_entity in ownerless.items():
        found = [row for row in teams.get("", ()) if bool(row.ref) is has_entity]
        groups += [_group(None, title, found)] if found else []
    return groups


def _group(owner: str | None, title: str, rows: Sequence[ChangeRow]) -> DayGroup:
    return DayGroup(owner, title, tuple(folded(rows, many_words)))


def many_words(row: ChangeRow, count: int) -> str:
    """What so many rows are of which the given one is the first: `312 new in monorepo`."""
    place = f" in {row.repository}" if row.repository else ""
    return f"{counted(row.change, count)}{place}"
