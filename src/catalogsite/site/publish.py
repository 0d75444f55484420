"""The last step of a build: all outputs are written, then the site is published as a whole."""

from __future__ import annotations

import gc
import itertools
import multiprocessing
import os
import signal
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from catalogsite.errors import UnsafePathError, UserError
from catalogsite.execution.free_memory import return_free_memory
from catalogsite.execution.progress import Progress
from catalogsite.execution.temporary import temporary_folder
from catalogsite.model.page import OutputGroup
from catalogsite.model.read_log import ReadLog
from catalogsite.paths.inner_path import printable
from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.site.current import CurrentSite
from catalogsite.site.listing import Listing
from catalogsite.site.manifest import BuildManifest, OutputRecords, Stamp
from catalogsite.site.write import SiteWriter, WriteCount

if TYPE_CHECKING:
    from catalogsite.site.outputs import SiteOutputs

# Below this number of outputs a second process costs more than it saves.
_WORTH_PROCESSES = 4_000
_NEIGHBOURS = 8


class Publication:
    """A site that is being written; `scratch` is a folder for what other tools build first."""

    def __init__(
        self,
        writer: SiteWriter,
        scratch: Path,
        manifest: BuildManifest,
        current: CurrentSite | None = None,
    ) -> None:
        self.scratch = scratch
        self._writer = writer
        self._manifest = manifest
        self._current = current or CurrentSite()
        self._made_from = ""
        self._is_current = False
        self.is_repeatable = False
        """Whether all that outputs are made from will be the same as long as their files are."""
        self.listing: Listing | None = None
        """The files of the published site, where it is the one that would be made again."""

    def is_current(self, made_from: str) -> bool:
        """Whether the published site was made from this and nobody touched it: then it stays."""
        self._made_from = made_from
        self.listing = self._current.files(made_from, self._writer.target)
        self._is_current = self.listing is not None
        return self._is_current

    def publish(self) -> str:
        """Put the staged site in place, unless the published one stays; what was done in words."""
        if self._is_current and self.listing is not None:
            return unchanged_summary(self.listing.files)
        site = self._writer.publish()
        self._manifest.save()
        if self._made_from and self._manifest.is_complete and not self._writer.refused:
            self.listing = self._current.record(self._made_from, site)
        return _summary(self._writer.written, self._writer.unchanged, self._writer.refused)

    def write_outputs(
        self,
        outputs: SiteOutputs,
        renderer: ShellRenderer,
        builder: str,
        jobs: int | None = None,
        worth: int = _WORTH_PROCESSES,
    ) -> None:
        """Make, fill and write generated files, many of them in several processes.

        An output that read nothing but what the last build read too, and whose files nobody
        touched, is not made. `builder` changes where the same catalog may become other pages.
        """
        self._manifest.verify(builder, outputs.digest, outputs.inputs, outputs.inputs_of)
        made = [group for group in outputs.groups if not self._kept(group)]
        jobs = jobs or os.cpu_count() or 1
        if jobs == 1 or len(made) < worth or not sys.platform.startswith("linux"):
            self._manifest.record(_write(self._writer, renderer, made))
            return
        # What is kept for a server is made of the whole catalog, and reports progress.
        shared = [group for group in made if not group.kept]
        mine = [group for group in made if group.kept]
        outputs.build_tables()
        self._in_processes(renderer, _shares(shared, jobs), mine)

    def _kept(self, group: OutputGroup) -> bool:
        stamps = self._manifest.find(group)
        if stamps is None or not self._writer.keep(stamps):
            return False
        self._manifest.keep(group)
        return True

    def _in_processes(
        self,
        renderer: ShellRenderer,
        shares: Sequence[Sequence[OutputGroup]],
        mine: Sequence[OutputGroup],
    ) -> None:
        # Forked: templates and the index cannot be pickled, but a child process inherits them.
        context = multiprocessing.get_context("fork")
        return_free_memory()
        gc.freeze()  # What is there stays: looking at it again would also copy it to each process.
        others = []
        for share in shares[1:]:
            ours, theirs = context.Pipe(duplex=False)
            arguments = (self._writer, renderer, share, theirs, os.getpid())
            process = context.Process(target=_write_share, args=arguments, daemon=True)
            process.start()
            theirs.close()
            others.append((process, ours))
        try:
            self._manifest.record(_write(self._writer, renderer, [*shares[0], *mine]))
            for _, ours in others:
                count, records = _result(ours)
                self._writer.merge(count)
                self._manifest.record(records)
        finally:
            gc.unfreeze()
            for process, _ in others:
                process.terminate()
                process.join()

    def adopt(self, folder: Path) -> None:
        """Copy what another tool built; generated files take precedence."""
        self._writer.adopt(folder)


def _shares(groups: Sequence[OutputGroup], jobs: int) -> list[list[OutputGroup]]:
    """The outputs of each process: a few neighbours in turn, because those of one API read the same."""
    several = min(_NEIGHBOURS, len(groups) // (100 * jobs)) or 1
    return [
        [group for number, group in enumerate(groups) if number // several % jobs == job]
        for job in range(jobs)
    ]


def _write(
    writer: SiteWriter, renderer: ShellRenderer, groups: Iterable[OutputGroup]
) -> OutputRecords:
    """Make and write outputs; the records of those that record what they read."""
    records = OutputRecords()
    for group in groups:
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
    return records


def _write_share(
    writer: SiteWriter,
    renderer: ShellRenderer,
    share: Sequence[OutputGroup],
    to: Connection,
    parent: int,
) -> None:
    """In a child process: write a share, and send its count and records, or the error."""
    # The parent process handles Ctrl-C, and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Without its parent, which holds the lock, this process must not write to the staged site.
    alive = itertools.takewhile(lambda _: os.getppid() == parent, share)
    before = writer.count
    try:
        records = _write(writer, renderer, alive)
        to.send((writer.count - before, records))
    except Exception as error:
        to.send(error)


def _result(ours: Connection) -> tuple[WriteCount, OutputRecords]:
    try:
        result: tuple[WriteCount, OutputRecords] | Exception = ours.recv()
    except EOFError:
        what = "a worker process was killed, probably because the machine ran out of memory"
        result = UserError(what, fix="give the run more memory, or set `jobs: 1`")
    if isinstance(result, Exception):
        raise result
    return result


@contextmanager
def publish(
    site_dir: Path,
    spare: Path,
    progress: Progress,
    manifest: Path | None = None,
    current: Path | None = None,
) -> Iterator[Publication]:
    """Stage a site, and publish it when the block ends without an error; otherwise nothing changes.

    The site that it replaced is kept in `spare`, so that the next one only writes what is new, and
    in `manifest` what its pages were made from, so that the next one only makes what is new; and in
    `current` what all of it was made from, so that an equal one is not made at all.
    """
    progress.start("site", 0)
    with (
        SiteWriter(site_dir, spare) as writer,
        temporary_folder() as scratch,
    ):
        publication = Publication(writer, scratch, BuildManifest(manifest), CurrentSite(current))
        yield publication
        progress.done("site", publication.publish())


def unchanged_summary(files: int) -> str:
    """What was done in a build that changed nothing, in words."""
    return _summary(0, files, ())


def _summary(written: int, unchanged: int, refused: Collection[str]) -> str:
    words = f"{written} files written, {unchanged} unchanged"
    if not refused:
        return words
    unsafe = ", ".join(map(printable, sorted(refused)[:3]))
    return f"{words}, {len(refused)} not written because of an unsafe path: {unsafe}"
