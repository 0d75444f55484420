"""Pages of days: each with at most so many rows, a day that does not fit goes on in the next one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from catalogsite.render.views.changes.days import Day, DayGroup


def pages_of_days(days: Iterable[Day], lines: int) -> Iterator[list[Day]]:
    """The days in pages of at most `lines` rows; at least one page."""
    page: list[Day] = []
    left, any_page = lines, False
    waiting = list(days)
    while waiting:
        day = waiting.pop(0)
        fitting, rest = _cut(day, left)
        if fitting.groups:
            page.append(fitting)
            left -= fitting.lines
        if rest is not None:
            waiting.insert(0, rest)
            yield page
            page, left, any_page = [], lines, True
    if page or not any_page:
        yield page


def _cut(day: Day, lines: int) -> tuple[Day, Day | None]:
    """The first rows of a day, and a day of the others."""
    if day.lines <= lines:
        return day, None
    fitting: list[DayGroup] = []
    rest: list[DayGroup] = []
    for group in day.groups:
        if group.rows[:lines] and lines > 0:
            fitting.append(replace(group, rows=group.rows[:lines]))
        if group.rows[max(lines, 0) :]:
            rest.append(replace(group, rows=group.rows[max(lines, 0) :]))
        lines -= len(group.rows)
    left = sum(group.count for group in rest)
    return replace(day, groups=tuple(fitting), left=left), replace(day, groups=tuple(rest))
