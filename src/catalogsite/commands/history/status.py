"""How much the history and the snapshots of earlier nights hold, and the space that they need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from catalogsite.errors import SnapshotError
from catalogsite.execution.progress import counted
from catalogsite.state.folders import State
from catalogsite.state.history import History
from catalogsite.state.snapshot_archive import kept_definitions, kept_snapshots


def history_status(state: State) -> dict[str, dict[str, Any]]:
    """The numbers of both; days are ISO dates, None where there are none, and sizes are bytes."""
    return {"history": _history(state), "snapshots": _snapshots(state)}


def status_as_text(status: dict[str, dict[str, Any]]) -> str:
    """The same in two lines."""
    return "\n".join(_lines(status["history"], status["snapshots"]))


def _history(state: State) -> dict[str, Any]:
    if not state.history.is_file():
        return {"entities": 0, "metrics": 0, "values": 0, "first": None, "last": None, "bytes": 0}
    with History(state.history) as history:
        size = history.size()
    return {
        "entities": size.subjects,
        "metrics": size.metrics,
        "values": size.points,
        "first": size.first and size.first.isoformat(),
        "last": size.last and size.last.isoformat(),
        "bytes": size.bytes,
    }


def _snapshots(state: State) -> dict[str, Any]:
    files = kept_snapshots(state.snapshots)
    named: set[str] = set()
    for path in files:
        with suppress(SnapshotError):
            named |= kept_definitions(path)
    return {
        "nights": len(files),
        "first": files[-1].stem if files else None,
        "last": files[0].stem if files else None,
        "bytes": sum(path.stat().st_size for path in files),
        "definitions": len(named),
        "definition_bytes": sum(map(state.store.size, named)),
    }


def _lines(history: dict[str, Any], snapshots: dict[str, Any]) -> Iterator[str]:
    parts = [
        counted(history["entities"], "entity", "entities"),
        counted(history["metrics"], "metric"),
        counted(history["values"], "value"),
    ]
    yield f"history    {', '.join(parts)}{_days(history)}, {_size(history['bytes'])}"
    nights = counted(snapshots["nights"], "night")
    definitions = counted(snapshots["definitions"], "API definition")
    yield (
        f"snapshots  {nights}{_days(snapshots)}, {_size(snapshots['bytes'])}; "
        f"{definitions} in the store, {_size(snapshots['definition_bytes'])}"
    )


def _days(part: dict[str, Any]) -> str:
    return f", {part['first']} to {part['last']}" if part["first"] else ""


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"
