"""The nights that the demo states are such as a run would have found."""

from __future__ import annotations

from datetime import UTC, datetime

from catalogsite.commands.demo.changes import with_stated_changes
from catalogsite.model.changes.night import Night
from catalogsite.model.snapshot import Snapshot

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
EMPTY = Snapshot(version="1", created=NOW)


def test_the_nights_end_with_tonight_and_are_added_once() -> None:
    once = with_stated_changes(EMPTY)
    assert once.changes[0].at == NOW
    assert [night.at for night in once.changes] == sorted(
        (night.at for night in once.changes), reverse=True
    )
    assert with_stated_changes(once) == once


def test_what_tonight_found_itself_stays() -> None:
    found = {"kind": "added", "ref": "component:default/x"}
    tonight = Night.model_validate({"at": NOW, "since": NOW, "events": [found]})
    made = with_stated_changes(EMPTY.model_copy(update={"changes": (tonight,)}))
    assert made.changes[0] == tonight
    assert len(made.changes) == len(with_stated_changes(EMPTY).changes)


def test_every_renamed_or_removed_entity_has_its_event() -> None:
    made = with_stated_changes(EMPTY)
    events = [event for night in made.changes for event in night.events]
    removed = {event.ref for event in events if event.kind == "removed"}
    renamed = {(event.before, event.after) for event in events if event.kind == "renamed"}
    moves = made.moved.entities
    assert {move.before for move in moves if not move.after} == removed
    assert {(move.before, move.after) for move in moves if move.after} == renamed
