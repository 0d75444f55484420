"""The changes of earlier nights of the demo, which are stated."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import yaml

from catalogsite.commands.demo.acme import CHANGES, acme_dir
from catalogsite.model.changes.moved import Moves
from catalogsite.model.changes.night import Night
from catalogsite.model.snapshot import Snapshot

_DAY = timedelta(days=1)


def with_stated_changes(snapshot: Snapshot) -> Snapshot:
    """The snapshot with the stated changes of its day and those before, where it has no others.

    A demo that is built again on the same day shows the same.
    """
    stated = yaml.safe_load((acme_dir() / CHANGES).read_text("utf-8"))
    nights = [_night(snapshot.created, int(ago), stated["nights"][ago]) for ago in stated["nights"]]
    known = {night.day for night in snapshot.changes if night.events}
    kept = [night for night in snapshot.changes if night.day in known]
    added = [night for night in nights if night.day not in known]
    every = sorted((*kept, *added), key=lambda night: night.at, reverse=True)
    moved = Moves.model_validate(
        {name: _dated(moves, snapshot.created) for name, moves in stated["moved"].items()}
    )
    return snapshot.model_copy(
        update={
            "changes": tuple(every),
            "moved": _joined(snapshot.moved, moved),
        }
    )


def _joined(found: Moves, stated: Moves) -> Moves:
    """All moves; those that are stated only where nothing else is known of the old name."""
    entities = {move.before: move for move in (*stated.entities, *found.entities)}
    pages = {(move.ref, move.before): move for move in (*stated.pages, *found.pages)}
    return Moves(entities=tuple(entities.values()), pages=tuple(pages.values()))


def _night(now: datetime, ago: int, events: list[dict[str, Any]]) -> Night:
    at = now - ago * _DAY
    return Night.model_validate({"at": at, "since": at - _DAY, "events": events})


def _dated(moves: Iterable[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    return [move | {"since": (now - move["since"] * _DAY).date()} for move in moves]
