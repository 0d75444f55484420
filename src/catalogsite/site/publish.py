"""The last step of a build: all outputs are written, then the site is published as a whole."""

from __future__ import annotations

import gc
import itertools
import multiprocessing
import os
import sys
from array import array
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from catalogsite.execution.free_memory import return_free_memory
from catalogsite.execution.progress import Progress
from catalogsite.execution.temporary import temporary_folder
from catalogsite.model.page import OutputGroup
from catalogsite.paths.inner_path import printable
from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.site.manifest.build_manifest import BuildManifest
from catalogsite.site.unchanged.current import CurrentSite
from catalogsite.site.unchanged.listing import Listing
from catalogsite.site.workers.shares import Groups, numbered, shares_of
from catalogsite.site.workers.write_groups import read_results, wait_for, write_groups, write_share
from catalogsite.site.write import SiteWriter

if TYPE_CHECKING:
    from catalogsite.site.outputs import SiteOutputs

# Below this number of outputs a second process costs more than it saves.
_WORTH_PROCESSES = 1_000


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
        shared, mine = array("L"), array("L")
        for number, group in enumerate(outputs.groups):
            if not self._kept(group):
                # What is kept for a server is made of the whole catalog, and reports progress.
                (mine if group.kept else shared).append(number)
        jobs = jobs or os.cpu_count() or 1
        if jobs == 1 or len(shared) < worth or not sys.platform.startswith("linux"):
            made = numbered(outputs.groups, sorted((*shared, *mine)))
            write_groups(self._writer, renderer, made, self._manifest.record)
            return
        outputs.build_tables()
        shares = [partial(numbered, outputs.groups, share) for share in shares_of(shared, jobs)]
        self._in_processes(renderer, shares, partial(numbered, outputs.groups, mine))

    def _kept(self, group: OutputGroup) -> bool:
        stamps = self._manifest.find(group)
        if stamps is None or not self._writer.keep(stamps):
            return False
        self._manifest.keep(group)
        return True

    def _in_processes(
        self,
        renderer: ShellRenderer,
        shares: Sequence[Groups],
        mine: Groups,
    ) -> None:
        # Forked: templates and the index cannot be pickled, but a child process inherits them.
        context = multiprocessing.get_context("fork")
        return_free_memory()
        gc.freeze()  # What is there stays: looking at it again would also copy it to each process.
        others = []
        for number, share in enumerate(shares[1:]):
            ours, theirs = context.Pipe(duplex=False)
            results = self.scratch / f"results-{number}"
            arguments = (self._writer, renderer, share, results, theirs, os.getpid())
            process = context.Process(target=write_share, args=arguments, daemon=True)
            process.start()
            theirs.close()
            others.append((process, ours, results))
        try:
            groups = itertools.chain(shares[0](), mine())
            write_groups(self._writer, renderer, groups, self._manifest.record)
            for _, ours, results in others:
                wait_for(ours)
                for count, part in read_results(results):
                    self._writer.merge(count)
                    self._manifest.record(part)
        finally:
            gc.unfreeze()
            for process, *_ in others:
                process.terminate()
                process.join()

    def adopt(self, folder: Path) -> None:
        """Copy what another tool built; generated files take precedence."""
        self._writer.adopt(folder)


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
