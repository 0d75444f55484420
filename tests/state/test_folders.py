"""The store, the snapshot file and the lock."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalogsite.errors import DiskError, StoreError, UserError
from catalogsite.model.documentation.documentation import TreeEntry, TreeManifest
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.folders import State
from catalogsite.state.snapshot_file import read_snapshot, write_snapshot
from catalogsite.state.store import Store

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def test_store_keeps_bytes_by_hash(tmp_path: Path) -> None:
    """The same bytes have one name."""
    store = Store(tmp_path)
    name = store.put(b"hello")
    assert store.put(b"hello") == name
    assert store.get(name) == b"hello"
    tree = TreeManifest(files={"b": TreeEntry(blob=name), "a": TreeEntry(blob=name)})
    assert list(store.tree(store.put_tree(tree)).files) == ["a", "b"]


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd"])
def test_store_lacks_what_was_not_put(tmp_path: Path, name: str) -> None:
    """A missing object, and a name that is no hash, are errors with a fix."""
    with pytest.raises(StoreError):
        Store(tmp_path).get(name)


def test_a_store_that_cannot_be_written_names_the_file_and_the_fix(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("no folder")
    with pytest.raises(DiskError, match="cannot be written: Not a directory") as caught:
        Store(tmp_path / "store").put(b"hello")
    assert str(tmp_path / "store") in str(caught.value)
    assert caught.value.fix


def test_snapshot_round_trip(tmp_path: Path) -> None:
    """What is written is read."""
    snapshot = Snapshot(version="1", created=NOW, title="A")
    write_snapshot(tmp_path / "s" / "snapshot.json", snapshot)
    assert read_snapshot(tmp_path / "s" / "snapshot.json") == snapshot


def test_one_run_at_a_time(tmp_path: Path) -> None:
    """A second run on the same folder is refused while the first holds it."""
    state = State(tmp_path)
    with state.lock(), pytest.raises(UserError, match="another run"), state.lock():
        pass
    with state.lock():
        pass


KILLED = """
import multiprocessing, os, signal, sys, time
from pathlib import Path
from catalogsite.state.folders import State

sign = Path(sys.argv[1], "worker")

def work():
    sign.with_suffix(".new").write_text(str(os.getpid()))
    sign.with_suffix(".new").rename(sign)
    time.sleep(60)

with State(sign.parent).lock():
    multiprocessing.get_context("fork").Process(target=work).start()
    while not sign.exists():
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_run_lets_go_though_its_workers_live_on(tmp_path: Path) -> None:
    """Nobody has to find the workers of a run that was killed before the next can start."""
    run = [sys.executable, "-c", KILLED, str(tmp_path)]
    # The worker inherits the streams: whoever read them would wait for its end.
    done = subprocess.run(run, check=False)
    worker = int((tmp_path / "worker").read_text())
    try:
        assert done.returncode == -signal.SIGKILL
        os.kill(worker, 0)
        with State(tmp_path).lock():
            pass
    finally:
        os.kill(worker, signal.SIGKILL)
