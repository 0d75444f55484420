"""What no run needs any more goes after a month, and nothing that one may need."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from catalogsite.collect.prune_state import prune_unused
from catalogsite.model.documentation.documentation import Documentation, TreeEntry, TreeManifest
from catalogsite.model.entity import as_stored
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.folders import State
from catalogsite.state.snapshot_archive import keep_snapshot

# The time of files is that of the machine.
_NOW = datetime.now(UTC)
_LONG_AGO = (_NOW - timedelta(days=40)).timestamp()


def _age(*paths: Path) -> None:
    for path in paths:
        os.utime(path, (_LONG_AGO, _LONG_AGO))


def _file(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}", "utf-8")
    return path


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path)


def _documented(state: State, content: bytes) -> tuple[Snapshot, list[str]]:
    blob = state.store.put(content)
    tree = state.store.put_tree(TreeManifest(files={"index.md": TreeEntry(blob=blob)}))
    documentation = Documentation(entity_ref="component:default/a", repository="a", tree=tree)
    return Snapshot(version="", created=_NOW, documentation=(documentation,)), [blob, tree]


def test_what_a_snapshot_needs_stays_however_old_it_is(state: State) -> None:
    before, earlier = _documented(state, b"before")
    after, present = _documented(state, b"after")
    definition = state.store.put(b"openapi: 3.1.0")
    api = {"kind": "API", "metadata": {"name": "a"}, "spec": {"definition": as_stored(definition)}}
    after = after.model_copy(update={"entities": (api,)})
    orphan = state.store.put(b"nobody needs this")
    _age(*(path for _, path in state.store.objects()))
    prune_unused(state, (before, after), _NOW)
    assert {digest for digest, _ in state.store.objects()} == {*earlier, *present, definition}
    assert not state.store.has(orphan)


def test_definitions_of_the_snapshots_that_are_kept_stay_and_documentation_does_not(
    state: State,
) -> None:
    earlier, _ = _documented(state, b"a page")
    definition = state.store.put(b"openapi: 3.0.0")
    api = {"kind": "API", "metadata": {"name": "a"}, "spec": {"definition": as_stored(definition)}}
    keep_snapshot(state.snapshots, earlier.model_copy(update={"entities": (api,)}), 1)
    _age(*(path for _, path in state.store.objects()))
    prune_unused(state, (), _NOW)
    assert {digest for digest, _ in state.store.objects()} == {definition}
    keep_snapshot(state.snapshots, earlier, 0)
    prune_unused(state, (), _NOW)
    assert list(state.store.objects()) == []


def test_what_was_written_again_is_young(state: State) -> None:
    digest = state.store.put(b"a page")
    _age(*(path for _, path in state.store.objects()))
    state.store.put(b"a page")
    prune_unused(state, (), _NOW)
    assert state.store.has(digest)


def test_readings_and_converted_pages_that_no_run_used_go(state: State) -> None:
    old = [_file(state.readings / "old.json"), _file(state.fragments / "ab/old.json")]
    half = _file(state.store.folder / "ab/.cd.123-456")
    young = [_file(state.readings / "young.json"), _file(state.fragments / "ab/young.json")]
    others = [_file(state.snapshot), _file(state.made), _file(state.folder / "git/a.git/config")]
    _age(*old, half, *others)
    prune_unused(state, (), _NOW)
    assert [path.exists() for path in (*old, half)] == [False, False, False]
    assert all(path.exists() for path in (*young, *others))


def test_an_empty_state_has_nothing_to_forget(state: State) -> None:
    prune_unused(state, (), _NOW)
    assert list(state.folder.iterdir()) == []


def test_a_broken_object_costs_no_run_and_is_written_again(state: State) -> None:
    snapshot, (_, tree) = _documented(state, b"content")
    path = next(path for digest, path in state.store.objects() if digest == tree)
    path.write_bytes(b'{"files": ')
    prune_unused(state, (snapshot,), _NOW)
    assert not state.store.has(tree)
    assert _documented(state, b"content")[1][1] == tree
    assert list(state.store.tree(tree).files) == ["index.md"]


@pytest.mark.parametrize(("days", "stays"), [(1, True), (29, True), (31, False)])
def test_what_was_not_used_stays_for_thirty_days(state: State, days: int, stays: bool) -> None:
    digest = state.store.put(b"a page")
    reading = _file(state.readings / "a.json")
    used = (_NOW - timedelta(days=days)).timestamp()
    for path in (*(path for _, path in state.store.objects()), reading):
        os.utime(path, (used, used))
    prune_unused(state, (), _NOW)
    assert (state.store.has(digest), reading.exists()) == (stays, stays)
