"""Records the values of a CSV file that `history export` wrote, such as one of the published site."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from math import isfinite
from operator import attrgetter
from pathlib import Path

from catalogsite.commands.history.export import HEADER
from catalogsite.errors import UserError
from catalogsite.state.history import History, Point


def import_csv(history: Path, source: Path) -> int:
    """Record all values of a file, which replace those of the same day; how many there are.

    Raises UserError with the line that cannot be read; nothing is recorded then.
    """
    count = sum(1 for _ in _points(source))
    with History(history) as file:
        for _, points in groupby(_points(source), key=attrgetter("metric", "day")):
            file.record_all(points)
    return count


def _points(source: Path) -> Iterator[Point]:
    try:
        with source.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            if tuple(next(rows, ())) != HEADER:
                raise _unreadable(source, 1, f"the first line must be `{','.join(HEADER)}`")
            for row in rows:
                yield _point(source, rows.line_num, row)
    except OSError as error:
        raise UserError(f"cannot be read: {error.strerror}", where=str(source)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"it is no CSV file in UTF-8: {error}", where=str(source)) from error


def _point(source: Path, line: int, row: list[str]) -> Point:
    try:
        day, entity, metric, written = row
    except ValueError:
        raise _unreadable(source, line, f"a line needs {len(HEADER)} values") from None
    try:
        point = Point(date.fromisoformat(day), entity, metric, float(written))
    except ValueError as error:
        raise _unreadable(source, line, str(error)) from None
    if not entity or not metric or not isfinite(point.value):
        raise _unreadable(source, line, "an entity, a metric and a finite number are needed")
    return point


def _unreadable(source: Path, line: int, what: str) -> UserError:
    return UserError(
        what, where=f"{source}:{line}", fix="take a file that `catalogsite history export` wrote"
    )
