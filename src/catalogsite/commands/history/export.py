"""Writes values of the history as CSV or Parquet, one row for each: day, entity, metric, value."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from catalogsite.errors import UserError
from catalogsite.execution.temporary import temporary_folder
from catalogsite.problems.suggest import nearest
from catalogsite.state.atomic import atomic_write
from catalogsite.state.history import History

HEADER = ("day", "entity", "metric", "value")
_ROWS = 10_000
"""Rows that are written at once."""

_AS_PARQUET = """
COPY (
  SELECT * FROM read_csv(
    ?, header = true, columns = {day: DATE, entity: VARCHAR, metric: VARCHAR, value: DOUBLE}
  )
) TO ? (FORMAT parquet, COMPRESSION zstd)
"""


class Selection(NamedTuple):
    """Which values are wanted: of one entity or metric, or since a day; None is all."""

    entity: str | None = None
    metric: str | None = None
    since: date | None = None


def export_csv(history: Path, wanted: Selection) -> Iterator[str]:
    """The lines of a CSV file with a header (RFC 4180), some thousand at a time.

    Raises UserError where there is no history, or none of the entity or metric.
    """
    with _opened(history) as file:
        _check_names(file, wanted)
        yield _lines([HEADER])
        points = file.points(subject=wanted.entity, metric=wanted.metric, since=wanted.since)
        while some := list(islice(points, _ROWS)):
            yield _lines(some)


def export_parquet(history: Path, wanted: Selection, target: Path) -> None:
    """Replace the Parquet file `target`. Raises UserError without the extra `parquet`."""
    try:
        import duckdb
    except ModuleNotFoundError as error:
        raise UserError(
            "Parquet needs a package that is not installed",
            fix="install it: pip install 'catalogsite[parquet]'",
        ) from error
    target.parent.mkdir(parents=True, exist_ok=True)
    with temporary_folder(target.parent, ".catalogsite-parquet-") as folder:
        rows, made = folder / "rows.csv", folder / "rows.parquet"
        write_lines(rows, export_csv(history, wanted))
        # It asks no other host for extensions: CSV and Parquet are a part of the package.
        settings: dict[str, Any] = {
            "autoinstall_known_extensions": "false",
            "temp_directory": str(folder),
        }
        with duckdb.connect(config=settings) as database:
            database.execute(_AS_PARQUET, [str(rows), str(made)])
        made.replace(target)


def write_lines(target: Path, lines: Iterable[str]) -> None:
    """Replace the file `target` in one step. Raises OSError."""
    atomic_write(target, (some.encode() for some in lines))


def _lines(rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _opened(history: Path) -> History:
    if not history.is_file():
        raise UserError(
            "there is no history yet", where=str(history), fix="run `catalogsite collect` first"
        )
    return History(history)


def _check_names(file: History, wanted: Selection) -> None:
    for what, name, known in (
        ("entity", wanted.entity, file.subjects()),
        ("metric", wanted.metric, file.metrics()),
    ):
        if name is not None and name not in known:
            close = nearest(name, known)
            raise UserError(
                f"the history has no {what} `{name}`",
                fix=f"did you mean `{close}`?"
                if close
                else f"its names are in the column `{what}`",
            )
