"""Lists the snapshots of earlier nights, finds the one of a day, and checks that they are whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from catalogsite.errors import SnapshotError, UserError
from catalogsite.execution.progress import counted
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.folders import State
from catalogsite.state.snapshot_archive import (
    check_kept_snapshot,
    kept_definitions,
    kept_snapshots,
    read_about,
)


def listed_snapshots(state: State, *, verify: bool = False) -> list[dict[str, Any]]:
    """Of each snapshot, newest first: `day`, `entities`, `bytes`, `state`, and what is `missing`.

    `state` is `whole`, `damaged`, or `old` where an earlier version wrote it without a hash. With
    `verify`, each text is compared with its hash, and `missing` counts the definitions that the
    store lacks.
    """
    return [_row(state, path, verify=verify) for path in kept_snapshots(state.snapshots)]


def snapshots_as_text(rows: list[dict[str, Any]]) -> str:
    """One line each; `no snapshots` where there are none."""
    return "\n".join(map(_line, rows)) or "no snapshots"


def snapshot_of_day(state: State, day: date) -> Snapshot:
    """The snapshot of a day. Raises UserError where none is kept, SnapshotError where it is damaged."""
    paths = {path.stem: path for path in kept_snapshots(state.snapshots)}
    path = paths.get(day.isoformat())
    if path is None:
        days = ", ".join(sorted(paths, reverse=True)[:8]) or "none"
        raise UserError(
            f"no snapshot of {day} is kept",
            where=str(state.snapshots),
            fix=f"choose one that `catalogsite snapshots` lists: {days}",
        )
    return check_kept_snapshot(path)


def _row(state: State, path: Path, *, verify: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "day": path.stem,
        "entities": None,
        "bytes": path.stat().st_size,
        "state": "whole",
    }
    try:
        about = read_about(path)
        row["entities"] = about.entities if about else None
        if about is None:
            row["state"] = "old"
        if verify:
            row["entities"] = len(check_kept_snapshot(path).entities)
            row["missing"] = sum(not state.store.has(one) for one in kept_definitions(path))
    except SnapshotError:
        row["state"] = "damaged"
    return row


def _line(row: dict[str, Any]) -> str:
    return "  ".join(_words(row))


def _words(row: dict[str, Any]) -> Iterator[str]:
    entities = row["entities"]
    yield row["day"]
    yield f"{row['state']:<7}"
    yield f"{row['bytes'] / 1e3:.0f} kB"
    if entities is not None:
        yield counted(entities, "entity", "entities")
    if row.get("missing"):
        yield f"{counted(row['missing'], 'API definition')} missing in the store"
