"""Every generated page and file of a site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from catalogsite.docs.documentation import Prepared, documented
from catalogsite.execution.progress import Progress
from catalogsite.model.page import OutputGroup
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.machine.outputs import machine_outputs
from catalogsite.render.page_outputs import page_outputs
from catalogsite.search.documentation_index import full_text_output
from catalogsite.search.fulltext import SearchPage


def site_outputs(
    prepared: Prepared,
    template_dirs: Sequence[Path],
    progress: Progress,
    human: Sequence[SearchPage] = (),
) -> Iterator[OutputGroup]:
    """Pages, machine-readable files and the full-text index, which covers the `human` pages too."""
    snapshot, fragments, state = prepared
    read_blob = state.store.get
    index = SnapshotIndex(snapshot)
    yield from page_outputs(index, read_blob, fragments, template_dirs)
    yield from machine_outputs(index, read_blob, documented(fragments))
    yield full_text_output(snapshot, fragments, state, progress, human)
