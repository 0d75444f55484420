"""Removes what no run has used for a month, so that the state folder does not grow for ever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from catalogsite.collect.reading.template_files import template_digests
from catalogsite.errors import SnapshotError, StoreError
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.folders import State
from catalogsite.state.snapshot_archive import (
    kept_definitions,
    kept_snapshots,
    stored_definitions,
)
from catalogsite.state.store import Store

RETENTION = timedelta(days=30)
"""How long unused files stay: a branch may come back, or an old snapshot be built again."""


def prune_unused(state: State, snapshots: Iterable[Snapshot], now: datetime) -> None:
    """Remove unused readings, converted pages and objects of the store that no snapshot needs.

    Of the snapshots of earlier nights that are kept, the API definitions are needed.
    Reading or writing a file again marks it as used. A tree is written after its files, so it is
    never removed later than they are.
    """
    oldest = (now - RETENTION).timestamp()
    needed = {digest for snapshot in snapshots for digest in needed_objects(snapshot, state.store)}
    needed.update(_kept(state))
    for digest, path in state.store.objects():
        if digest not in needed:
            _remove_older(path, oldest)
    for folder, pattern in (
        (state.readings, "*.json"),
        (state.fragments, "*/*.json"),
    ):
        for path in folder.glob(pattern):
            _remove_older(path, oldest)


def needed_objects(snapshot: Snapshot, store: Store) -> Iterator[str]:
    """The hashes of all objects of the store that a snapshot names, some of them several times."""
    for tree in {documentation.tree for documentation in snapshot.documentation}:
        yield tree
        with suppress(StoreError):
            yield from (entry.blob for entry in store.tree(tree).files.values())
    for stored in snapshot.template_files.values():
        yield from template_digests(store, stored.files)
    yield from stored_definitions(snapshot)


def _kept(state: State) -> Iterator[str]:
    """The definitions of the snapshots of earlier nights; of their documentation nothing is kept."""
    for path in kept_snapshots(state.snapshots):
        with suppress(SnapshotError):
            yield from kept_definitions(path)


def _remove_older(path: Path, oldest: float) -> None:
    with suppress(OSError):
        if path.stat().st_mtime < oldest:
            path.unlink()
