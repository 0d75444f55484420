"""Makes and writes outputs, in this process or in a child process."""

from __future__ import annotations

import itertools
import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from catalogsite.errors import UnsafePathError, UserError
from catalogsite.model.page import OutputGroup
from catalogsite.model.read_log import ReadLog
from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.site.manifest import OutputRecords, Stamp
from catalogsite.site.workers.shares import Groups
from catalogsite.site.write import SiteWriter, WriteCount

_RECORDED = 2_000
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
    records: Path,
    to: Connection,
    parent: int,
) -> None:
    """In a child process: write a share and a file of its records; send its count, or the error."""
    # The parent process handles Ctrl-C, and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Without its parent, which holds the lock, this process must not write to the staged site.
    alive = itertools.takewhile(lambda _: os.getppid() == parent, share())
    before = writer.count
    try:
        with records.open("wb") as stream:
            write_groups(writer, renderer, alive, partial(pickle.dump, file=stream))
        to.send(writer.count - before)
    except Exception as error:
        to.send(error)


def read_records(file: Path) -> Iterator[OutputRecords]:
    """The records that a child process has written, in parts."""
    with file.open("rb") as stream, suppress(EOFError):
        while True:
            yield pickle.load(stream)  # noqa: S301  (no other process has the file)


def result_of(ours: Connection) -> WriteCount:
    """What a child process has counted. Raises the error that it sent."""
    try:
        result: WriteCount | Exception = ours.recv()
    except EOFError:
        what = "a worker process was killed, probably because the machine ran out of memory"
        result = UserError(what, fix="give the run more memory, or set `jobs: 1`")
    if isinstance(result, Exception):
        raise result
    return result
