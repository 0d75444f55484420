"""The last step of a build: every file through one writer, then the site swapped into place."""

from __future__ import annotations

import gc
import itertools
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

from catalogsite.errors import UnsafePathError, UserError
from catalogsite.execution.progress import Progress
from catalogsite.model.page import OutputGroup
from catalogsite.paths.inner_path import printable
from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.site.manifest import BuildManifest, Record, Stamp
from catalogsite.site.write import Count, SiteWriter

# Below this many lots a second process costs more than it saves.
_WORTH_PROCESSES = 4_000


class Publication:
    """A site being written; `scratch` is a folder for what other tools build first."""

    def __init__(self, writer: SiteWriter, scratch: Path, made: BuildManifest) -> None:
        self.scratch = scratch
        self._writer = writer
        self._made = made

    def write_outputs(
        self,
        lots: Iterable[OutputGroup],
        pourer: ShellRenderer,
        jobs: int | None = None,
        worth: int = _WORTH_PROCESSES,
    ) -> None:
        """Make, pour and write generated files, many of them in several processes.

        A lot whose key is that of the last build, and whose files nobody touched, is not made.
        """
        listed = [lot for lot in lots if not self._kept(lot)]
        jobs = jobs or os.cpu_count() or 1
        if jobs == 1 or len(listed) < worth or not sys.platform.startswith("linux"):
            self._made.record(_write(self._writer, pourer, listed))
            return
        # What is kept for a server is made of the whole catalog, and tells how far it is.
        shared = [lot for lot in listed if not lot.kept]
        mine = [lot for lot in listed if lot.kept]
        self._in_processes(pourer, [shared[n::jobs] for n in range(jobs)], mine)

    def _kept(self, lot: OutputGroup) -> bool:
        stamps = self._made.find(lot)
        if stamps is None or not self._writer.keep(stamps):
            return False
        self._made.record({lot.at: (lot.key, stamps)})
        return True

    def _in_processes(
        self,
        pourer: ShellRenderer,
        shares: Sequence[Sequence[OutputGroup]],
        mine: Sequence[OutputGroup],
    ) -> None:
        # Forked: what makes a page cannot be sent to another process, but it can be inherited.
        context = multiprocessing.get_context("fork")
        gc.freeze()  # What is there stays: looking at it again would also copy it to each process.
        others = []
        for share in shares[1:]:
            ours, theirs = context.Pipe(duplex=False)
            arguments = (self._writer, pourer, share, theirs, os.getpid())
            process = context.Process(target=_write_share, args=arguments, daemon=True)
            process.start()
            theirs.close()
            others.append((process, ours))
        try:
            self._made.record(_write(self._writer, pourer, [*shares[0], *mine]))
            for _, ours in others:
                count, records = _result(ours)
                self._writer.merge(count)
                self._made.record(records)
        finally:
            gc.unfreeze()
            for process, _ in others:
                process.terminate()
                process.join()

    def adopt(self, folder: Path) -> None:
        """Take over what another tool built; generated files of the same path win."""
        self._writer.adopt(folder)


def _write(
    writer: SiteWriter, pourer: ShellRenderer, lots: Iterable[OutputGroup]
) -> dict[str, Record]:
    """Make and write lots; what those with a key became."""
    records: dict[str, Record] = {}
    for lot in lots:
        stamps: list[Stamp] = []
        refused = len(writer.refused)
        for path, content in pourer.files(lot.make()):
            try:
                stamps.append(writer.write(path, content))
            except UnsafePathError:
                # Names are checked where they are read; one that came this far costs one page.
                writer.refused.add(path)
        if lot.key and len(writer.refused) == refused:
            records[lot.at] = (lot.key, tuple(stamps))
    return records


def _write_share(
    writer: SiteWriter,
    pourer: ShellRenderer,
    share: Sequence[OutputGroup],
    to: Connection,
    parent: int,
) -> None:
    """In another process: write a share, and send what came of it, or why nothing did."""
    # The run that started this one answers Ctrl-C, and ends this process with itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Nobody may write to the staged site when the run that holds its lock is gone.
    alive = itertools.takewhile(lambda _: os.getppid() == parent, share)
    before = writer.count
    try:
        records = _write(writer, pourer, alive)
        to.send((writer.count - before, records))
    except Exception as error:
        to.send(error)


def _result(ours: Connection) -> tuple[Count, dict[str, Record]]:
    try:
        result: tuple[Count, dict[str, Record]] | Exception = ours.recv()
    except EOFError:
        what = "a process that wrote pages was killed, as the system does where memory runs out"
        result = UserError(what, fix="give the run more memory, or set `jobs: 1`")
    if isinstance(result, Exception):
        raise result
    return result


@contextmanager
def publish(
    site_dir: Path, spare: Path, progress: Progress, made: Path | None = None
) -> Iterator[Publication]:
    """Stage a site and put it in place when the block ends well; otherwise nothing changes.

    The site that it replaced is kept in `spare`, so that the next one only writes what is new, and
    in `made` what its pages were made from, so that the next one only makes what is new.
    """
    remembered = BuildManifest(made)
    progress.start("site", 0)
    with (
        SiteWriter(site_dir, spare) as writer,
        TemporaryDirectory(prefix="catalogsite-") as scratch,
    ):
        yield Publication(writer, Path(scratch), remembered)
        writer.publish()
        remembered.save()
        progress.done("site", _summary(writer))


def _summary(writer: SiteWriter) -> str:
    words = f"{writer.written} files written, {writer.unchanged} unchanged"
    if not writer.refused:
        return words
    unsafe = ", ".join(map(printable, sorted(writer.refused)[:3]))
    return f"{words}, {len(writer.refused)} not written because of an unsafe path: {unsafe}"
