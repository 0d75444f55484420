"""Decides whether the snapshot of a run is published, and records that it was."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from catalogsite.collect.crawl.list_sources import remove_old_listings
from catalogsite.collect.publication.guard import refusal, with_publication
from catalogsite.collect.publication.night_record import record_changes
from catalogsite.collect.run import Run
from catalogsite.errors import NotPublishedError, SnapshotError
from catalogsite.model.catalog_size import Publications
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.publication_file import (
    is_accepted,
    read_publications,
    write_acceptance,
    write_publications,
)
from catalogsite.state.repair import set_aside
from catalogsite.state.snapshot_archive import keep_snapshot


def refusal_of(run: Run, snapshot: Snapshot) -> str | None:
    """The reason in one line why the snapshot of a run is not published; None if it is."""
    try:
        published = read_publications(run.state.publications)
    except SnapshotError as error:
        return f"{error.where}: {error.what}"
    part = run.config.catalog.guard
    return refusal(snapshot, published, part, partial_start=run.from_paths)


def accept_snapshot(run: Run, snapshot: Snapshot) -> None:
    """Let the next build publish the snapshot that was just written, whatever it lost."""
    if refusal_of(run, snapshot) is not None:
        write_acceptance(run.state.acceptance, run.state.snapshot)


@contextmanager
def guarded_publication(run: Run, snapshot: Snapshot, *, accept: bool) -> Iterator[None]:
    """Publish in the block; when it ends without an error, record that and keep the snapshot.

    Raises NotPublishedError where the catalog lost too much and neither `accept` nor an earlier
    `accept_snapshot` lets it pass.
    """
    state = run.state
    reason = refusal_of(run, snapshot)
    if reason is not None and not accept and not is_accepted(state.acceptance, state.snapshot):
        raise NotPublishedError(
            f"not published, the old site stays: {reason}; to publish it, run again with --accept"
        )
    yield
    if reason is None:
        before = read_publications(state.publications)
    else:
        before = Publications()
        if not state.publications.is_file() and os.path.lexists(state.publications):
            set_aside(state, state.publications)
    write_publications(
        state.publications, with_publication(before, snapshot, restart=reason is not None)
    )
    state.acceptance.unlink(missing_ok=True)
    keep_snapshot(state.snapshots, snapshot, run.config.snapshots, run.config.monthly_snapshots)
    record_changes(state, snapshot)
    remove_old_listings(run.config.sources, snapshot.sources, state.folder)
