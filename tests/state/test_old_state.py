"""A state folder that an earlier commit wrote: read as it is, or rebuilt with one line; its history stays."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalogsite.collect.previous_run import (
    NO_SNAPSHOT,
    lost_snapshot,
    previous_snapshot,
)
from catalogsite.collect.trends import with_trends
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.folders import State
from catalogsite.state.history import VERSION

STATES = Path(__file__).parent / "states"
PAY = "component:default/pay"
TODAY = datetime(2026, 2, 3, tzinfo=UTC)
BEFORE = {"metric.coverage": ("2026-02-02", (81.0,))}


@pytest.fixture(params=sorted(path.name for path in STATES.iterdir()))
def state(request, tmp_path):
    shutil.copytree(STATES / request.param, tmp_path / "state")
    return State(tmp_path / "state")


def series(state):
    """The history after a run of today that measured nothing."""
    snapshot = with_trends(Snapshot(version="", created=TODAY), state, NO_SNAPSHOT)
    assert snapshot.sources == ()
    return snapshot.trends[PAY]


def test_the_snapshot_of_an_earlier_commit_is_read(state):
    snapshot = previous_snapshot(state)
    assert [fact.key for fact in snapshot.facts] == ["metric.coverage"]
    assert lost_snapshot(state) is None
    assert series(state)["metric.coverage"] == BEFORE["metric.coverage"]


@pytest.mark.parametrize("schema", [0, 99])
def test_a_snapshot_of_another_schema_is_rebuilt_with_one_line_and_the_history_stays(state, schema):
    content = json.loads(state.snapshot.read_text("utf-8"))
    state.snapshot.write_text(json.dumps({**content, "schema": schema, "unheard_of": 1}))
    assert previous_snapshot(state) is NO_SNAPSHOT
    failure = lost_snapshot(state)
    assert failure.reason == (
        "the snapshot of the last run cannot be used: "
        f"the snapshot has schema {schema}; this version reads 1"
    )
    assert series(state)["metric.coverage"] == BEFORE["metric.coverage"]


@pytest.mark.parametrize("state", ["schema_1"], indirect=True)
def test_a_history_without_a_version_is_migrated(state):
    with closing(sqlite3.connect(state.history)) as database, database:
        database.execute("PRAGMA user_version = 0")
    assert series(state)["metric.coverage"] == BEFORE["metric.coverage"]
    with closing(sqlite3.connect(state.history)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_a_history_of_a_newer_version_is_left_as_it_is(state):
    with closing(sqlite3.connect(state.history)) as database, database:
        database.execute("PRAGMA user_version = 99")
    before = state.history.read_bytes()
    snapshot = with_trends(Snapshot(version="", created=TODAY), state, NO_SNAPSHOT)
    assert [one.failures[0].reason for one in snapshot.sources] == [
        "the history was written by a newer catalogsite"
    ]
    assert state.history.read_bytes() == before
