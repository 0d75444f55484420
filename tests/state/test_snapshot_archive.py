"""The snapshots of the last nights: kept by day, compressed, and never the end of a run."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from catalogsite.collect.previous_run import state_failures
from catalogsite.errors import SnapshotError
from catalogsite.model.entity import as_stored
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.folders import State
from catalogsite.state.snapshot_archive import (
    keep_snapshot,
    kept_definitions,
    kept_snapshots,
    read_any_snapshot,
    read_kept_snapshot,
)
from catalogsite.state.snapshot_file import write_snapshot

FIRST = datetime(2026, 11, 1, 2, 17, tzinfo=UTC)
DIGEST = "a" * 64
API = {"kind": "API", "metadata": {"name": "a"}, "spec": {"definition": as_stored(DIGEST)}}


def snapshot(number=0, title="Acme"):
    return Snapshot(
        version="1",
        created=FIRST + timedelta(days=number),
        title=title,
        entities=(API, {**API, "metadata": {"name": "b"}}),
        trends={"api:default/a": {"score": ("2026-11-01", (1.0,))}},
    )


def names(folder):
    return [path.stem for path in kept_snapshots(folder)]


def test_a_snapshot_is_read_back_without_what_the_history_has(tmp_path):
    keep_snapshot(tmp_path, snapshot(), 14)
    (path,) = kept_snapshots(tmp_path)
    assert read_kept_snapshot(path) == snapshot().model_copy(update={"trends": {}})
    assert kept_definitions(path) == {DIGEST}


def test_the_newest_nights_are_kept(tmp_path):
    for number in range(20):
        keep_snapshot(tmp_path, snapshot(number), 14)
    assert names(tmp_path) == [f"2026-11-{day:02}" for day in range(20, 6, -1)]
    keep_snapshot(tmp_path, snapshot(20), 2)
    assert names(tmp_path) == ["2026-11-21", "2026-11-20"]
    keep_snapshot(tmp_path, snapshot(21), 0)
    assert names(tmp_path) == ["2026-11-22", "2026-11-21"]


def test_the_first_night_of_each_month_is_kept_besides(tmp_path):
    for number in range(0, 100, 3):
        keep_snapshot(tmp_path, snapshot(number), 3, 3)
    assert names(tmp_path) == [
        "2027-02-08",
        "2027-02-05",
        "2027-02-02",
        "2027-01-03",
        "2026-12-01",
    ]


def test_a_later_one_of_the_same_day_replaces(tmp_path):
    keep_snapshot(tmp_path, snapshot(title="before"), 14)
    keep_snapshot(tmp_path, snapshot(title="after"), 14)
    assert [read_kept_snapshot(path).title for path in kept_snapshots(tmp_path)] == ["after"]


def test_the_same_snapshot_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        keep_snapshot(tmp_path / name, snapshot(), 1)
    a, b = (kept_snapshots(tmp_path / name)[0].read_bytes() for name in ("a", "b"))
    assert a == b


def test_a_file_of_any_sort_is_read(tmp_path):
    keep_snapshot(tmp_path, snapshot(), 1)
    write_snapshot(tmp_path / "snapshot.json", snapshot())
    assert read_any_snapshot(tmp_path / "2026-11-01.zip").entities == snapshot().entities
    assert read_any_snapshot(tmp_path / "snapshot.json") == snapshot()


def other(name, text):
    def write(path):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, text)

    return write


def cut(path):
    path.write_bytes(path.read_bytes()[:-30])


def flipped(path):
    content = bytearray(path.read_bytes())
    content[45] ^= 0xFF
    path.write_bytes(content)


DAMAGE = {
    "empty": lambda path: path.write_bytes(b""),
    "cut": cut,
    "a flipped byte": flipped,
    "another archive": other("x", "{}"),
    "no JSON": other("definitions.json", "{"),
    "no list": other("definitions.json", "5"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_one_is_moved_away_and_the_others_stay(tmp_path, damage):
    state = State(tmp_path)
    for number in range(3):
        keep_snapshot(state.snapshots, snapshot(number), 14)
    damage(state.snapshots / "2026-11-02.zip")
    (failure,) = state_failures(state, [])
    assert failure.reason == (
        "`2026-11-02.zip`: a snapshot of an earlier night is damaged; "
        "it was moved to `broken/snapshots-2026-11-02.zip`"
    )
    assert names(state.snapshots) == ["2026-11-03", "2026-11-01"]
    assert state_failures(state, []) == []


def test_a_snapshot_of_another_schema_states_so(tmp_path):
    keep_snapshot(tmp_path, snapshot().model_copy(update={"schema_": 99}), 1)
    with pytest.raises(SnapshotError, match="has schema 99; this version reads 1"):
        read_kept_snapshot(kept_snapshots(tmp_path)[0])
