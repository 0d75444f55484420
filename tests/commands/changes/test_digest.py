"""The digest of changes: which nights and events it has, and how they read."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from catalogsite.commands.changes import (
    ChangeSelection,
    as_markdown,
    as_text,
    parse_day,
    selected_nights,
)
from catalogsite.model.changes.night import CatalogEvent, EventKind, Night
from catalogsite.state.changes_file import ChangeRecord, write_changes
from catalogsite.state.folders import State

BLUE, RED = "group:default/blue", "group:default/red"
PAY, SHOP = "component:default/pay", "component:default/shop"
TODAY = date(2026, 5, 12)
NIGHTS = (
    Night(
        at=datetime(2026, 5, 12, 2, tzinfo=UTC),
        since=datetime(2026, 5, 11, 2, tzinfo=UTC),
        events=(
            CatalogEvent(kind=EventKind.REMOVED, ref=PAY, owners=(BLUE,)),
            CatalogEvent(
                kind=EventKind.OWNER, ref=SHOP, owners=(BLUE, RED), before=BLUE, after=RED
            ),
        ),
        counts={EventKind.REMOVED: 1, EventKind.OWNER: 4},
    ),
    Night(
        at=datetime(2026, 5, 1, 2, tzinfo=UTC),
        since=datetime(2026, 4, 30, 2, tzinfo=UTC),
        events=(CatalogEvent(kind=EventKind.FIELD, ref=SHOP, subject="title", after="@all `x`"),),
        counts={EventKind.FIELD: 1},
    ),
)
CASES = {
    "all": (ChangeSelection(), [[PAY, SHOP], [SHOP]]),
    "since": (ChangeSelection(since=date(2026, 5, 5)), [[PAY, SHOP]]),
    "until": (ChangeSelection(until=date(2026, 5, 5)), [[SHOP]]),
    "owner by name": (ChangeSelection(owner="red"), [[SHOP]]),
    "owner by reference": (ChangeSelection(owner=BLUE), [[PAY, SHOP]]),
    "entity": (ChangeSelection(entity="Pay"), [[PAY]]),
    "kind": (ChangeSelection(kinds=(EventKind.FIELD,)), [[SHOP]]),
    "nobody": (ChangeSelection(owner="green"), []),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_selected(tmp_path, case):
    state = State(tmp_path)
    write_changes(state.changes, ChangeRecord(nights=NIGHTS))
    wanted, expected = case
    found = selected_nights(state, wanted)
    assert [[event.ref for event in night.events] for night in found] == expected


@pytest.mark.parametrize(
    ("text", "day"), [("7d", "2026-05-05"), ("2w", "2026-04-28"), ("2026-01-02", "2026-01-02")]
)
def test_days(text, day):
    assert parse_day(text, TODAY).isoformat() == day


@pytest.mark.parametrize("text", ["", "d", "7x", "2026-13-01", "99999d", "9999w"])
def test_no_days(text):
    with pytest.raises(ValueError):
        parse_day(text, date(20, 1, 1))


def test_markdown_keeps_what_others_wrote_in_code_spans():
    assert as_markdown(NIGHTS) == (
        "### 2026-05-12\n\n"
        f"- `{PAY}` removed (`{BLUE}`)\n"
        f"- `{SHOP}` owner: `{BLUE}` → `{RED}`\n"
        "- and 3 more changes\n\n"
        "### 2026-05-01\n\n"
        f"- `{SHOP}` `title`: nothing → `` @all `x` ``\n"
    )
    assert as_markdown(()) == "No changes.\n"
    assert as_text(()) == "no changes"
