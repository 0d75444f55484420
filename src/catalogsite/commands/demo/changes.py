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
    """The snapshot with the stated changes of the days before it, unless it has some of those days."""
    stated = yaml.safe_load((acme_dir() / CHANGES).read_text("utf-8"))
    nights = [_night(snapshot.created, int(ago), stated["nights"][ago]) for ago in stated["nights"]]
    if {night.day for night in nights[1:]} & {night.day for night in snapshot.changes}:
        return snapshot
    today = {night.day for night in snapshot.changes if night.events}
    kept = [night for night in snapshot.changes if night.day in today]
    added = [night for night in nights if night.day not in today]
    every = sorted((*kept, *added), key=lambda night: night.at, reverse=True)
    moved = Moves.model_validate(
        {name: _dated(moves, snapshot.created) for name, moves in stated["moved"].items()}
    )
    return snapshot.model_copy(
        update={
            "changes": tuple(every),
            "moved": Moves(
                entities=(*snapshot.moved.entities, *moved.entities),
                pages=(*snapshot.moved.pages, *moved.pages),
            ),
        }
    )


def _night(now: datetime, ago: int, events: list[dict[str, Any]]) -> Night:
    at = now - ago * _DAY
    return Night.model_validate({"at": at, "since": at - _DAY, "events": events})


def _dated(moves: Iterable[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    return [move | {"since": (now - move["since"] * _DAY).date()} for move in moves]
