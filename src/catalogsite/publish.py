"""The last step of a build: every file through one writer, then the site swapped into place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from catalogsite.progress import Progress
from catalogsite.render.write import SiteWriter


class Publication:
    """A site being written; `scratch` is a folder for what other tools build first."""

    def __init__(self, writer: SiteWriter, scratch: Path) -> None:
        self.scratch = scratch
        self._writer = writer

    def write_all(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write generated files."""
        for path, content in files:
            self._writer.write(path, content)

    def adopt(self, folder: Path) -> None:
        """Take over what another tool built; generated files of the same path win."""
        self._writer.adopt(folder)


@contextmanager
def publish(site_dir: Path, spare: Path, progress: Progress) -> Iterator[Publication]:
    """Stage a site and put it in place when the block ends well; otherwise nothing changes.

    The site that it replaced is kept in `spare`, so that the next one only writes what is new.
    """
    progress.start("site", 0)
    with (
        SiteWriter(site_dir, spare) as writer,
        TemporaryDirectory(prefix="catalogsite-") as scratch,
    ):
        yield Publication(writer, Path(scratch))
        writer.publish()
        progress.done("site", f"{writer.written} files written, {writer.unchanged} unchanged")
