"""Makes and writes outputs, in this process or in a child process."""

from __future__ import annotations

import itertools
import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from catalogsite.errors import UnsafePathError, UserError
from catalogsite.execution.free_memory import return_free_memory
from catalogsite.model.page import OutputGroup
from catalogsite.model.read_log import ReadLog
from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.site.manifest.records import OutputRecords, Stamp
from catalogsite.site.workers.shares import Groups
from catalogsite.site.write import SiteWriter, WriteCount

_RECORDED = 1_000
"""The most records of outputs that a process collects before it hands them over."""


def write_groups(
    writer: SiteWriter,
    renderer: ShellRenderer,
    groups: Iterable[OutputGroup],
    record: Callable[[OutputRecords], None],
    most: int = _RECORDED,
) -> None:
    """Make and write outputs; `record` gets the records of those that record what they read, in parts."""
    records = OutputRecords()
    for group in groups:
        if len(records.outputs) >= most:
            record(records)
            records = OutputRecords()
            # The texts of so many pages leave a quarter of the memory in freed fragments.
            return_free_memory()
        reads = ReadLog()
        stamps: list[Stamp] = []
        refused = len(writer.refused)
        for path, content in renderer.files(group.make(reads)):
            try:
                stamps.append(writer.write(path, content))
            except UnsafePathError:
                # Names are checked where they are read; one that came this far costs one page.
                writer.refused.add(path)
        if group.recorded and len(writer.refused) == refused:
            records.add(group.at, reads, tuple(stamps))
        records.complete = records.complete and reads.complete
    record(records)


def write_share(
    writer: SiteWriter,
    renderer: ShellRenderer,
    share: Groups,
    results: Path,
    to: Connection,
    parent: int,
) -> None:
    """In a child process: write a share, and its counts and records to a file; send None, or the error."""
    # The parent process handles Ctrl-C, and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Without its parent, which holds the lock, this process must not write to the staged site.
    alive = itertools.takewhile(lambda _: os.getppid() == parent, share())
    writer.take_count()
    try:
        with results.open("wb") as stream:
            write_groups(
                writer,
                renderer,
                alive,
                lambda records: pickle.dump((writer.take_count(), records), stream),
            )
        to.send(None)
    except Exception as error:
        to.send(error)


def read_results(file: Path) -> Iterator[tuple[WriteCount, OutputRecords]]:
    """The counts and records that a child process has written, in parts."""
    with file.open("rb") as stream, suppress(EOFError):
        while True:
            yield pickle.load(stream)  # noqa: S301  (no other process has the file)


def wait_for(ours: Connection) -> None:
    """Wait for the end of a child process. Raises the error that it sent."""
    try:
        result: Exception | None = ours.recv()
    except EOFError:
        what = "a worker process was killed, probably because the machine ran out of memory"
        result = UserError(what, fix="give the run more memory, or set `jobs: 1`")
    if result is not None:
        raise result
