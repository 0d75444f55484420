"""Days that are known, as ranges of day numbers: sorted, apart, each without its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

DayRanges = tuple[tuple[int, int], ...]
"""(first day, day after the last), as `date.toordinal` counts days."""


def united(ranges: Iterable[tuple[int, int]]) -> DayRanges:
    """The days that are in any of the ranges."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(one for one in ranges if one[0] < one[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def clipped(ranges: DayRanges, start: int, end: int) -> DayRanges:
    """The days of the ranges from `start` until before `end`."""
    return united((max(start, first), min(end, last)) for first, last in ranges)


def count_days(ranges: DayRanges, start: int, end: int) -> int:
    """How many of the days from `start` until before `end` are in the ranges."""
    count = 0
    for first, last in ranges:
        count += max(0, min(end, last) - max(start, first))
    return count


def has_day(ranges: DayRanges, day: int) -> bool:
    """Whether a day is in the ranges."""
    return any(start <= day < end for start, end in ranges)


def months(ranges: DayRanges) -> Iterator[tuple[int, int]]:
    """The ranges, divided where a month begins."""
    for first, end in ranges:
        start = first
        while start < end:
            day = date.fromordinal(start)
            following = date(day.year + day.month // 12, day.month % 12 + 1, 1).toordinal()
            yield start, min(end, following)
            start = following
