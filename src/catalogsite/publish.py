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

    def adopt(self, folder: Path) -> None:
        """Take over what another tool built."""
        self._writer.adopt(folder)

    def write_all(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write generated files; they win over human ones of the same path."""
        for path, content in files:
            self._writer.write(path, content)


@contextmanager
def publish(site_dir: Path, progress: Progress) -> Iterator[Publication]:
    """Stage a site and put it in place when the block ends well; otherwise nothing changes."""
    progress.start("Site", 0)
    with SiteWriter(site_dir) as writer, TemporaryDirectory(prefix="catalogsite-") as scratch:
        yield Publication(writer, Path(scratch))
        writer.publish()
        progress.done("Site", f"{writer.written} files written, {writer.unchanged} unchanged")
