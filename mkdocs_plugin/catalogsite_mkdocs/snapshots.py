"""The catalog behind a MkDocs build: read from the snapshot, and read again when it changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from typing import NamedTuple, Protocol
from urllib.parse import unquote

from catalogsite.collect.previous_run import with_problems
from catalogsite.config.settings import Config, load_config
from catalogsite.docs.documentation import LazyAddresses, prepare
from catalogsite.docs.entity_links import Documented
from catalogsite.execution.garbage_collection import infrequent_gc
from catalogsite.execution.progress import NoProgress
from catalogsite.model.entity import ref_of
from catalogsite.model.page import Asset, OutputGroup, Page
from catalogsite.model.problem import Problem
from catalogsite.model.read_log import ReadLog
from catalogsite.search.fulltext import SearchPage
from catalogsite.site.outputs import site_outputs
from catalogsite.site.templates import TemplateFolders
from catalogsite.state.folders import State
from catalogsite.state.snapshot_file import read_snapshot


class References(NamedTuple):
    """What links in human pages may name, the day that the catalog is of, and its address."""

    entities: Collection[str] = ()
    documented: Documented = {}  # noqa: RUF012 - nothing writes to it
    created: date | None = None
    url: str | None = None


class Catalog(Protocol):
    """What the plugin asks for."""

    def references(self) -> References:
        """The references that links may name."""

    def lots(self, problems: Sequence[Problem] = ()) -> Iterable[OutputGroup]:
        """Every generated page and file; `problems` are those of the human pages."""

    def stamp(self) -> object:
        """Changes when the catalog has changed."""


@dataclass(slots=True)
class SnapshotCatalog:
    """The catalog of a snapshot file; without one there is nothing to name and SnapshotError.

    `words` gives those of the human pages, once these are built.
    """

    snapshot: Path
    state_dir: Path
    config_file: Path
    words: Callable[[], Sequence[SearchPage]] = tuple

    def references(self) -> References:
        """The references that links may name; none before the first collect."""
        url = self._config().url
        if not self.snapshot.exists():
            return References(url=url)
        found = read_snapshot(self.snapshot)
        return References(
            frozenset(map(ref_of, found.entities)),
            LazyAddresses(found, State(self.state_dir)),
            found.created.date(),
            url,
        )

    def lots(self, problems: Sequence[Problem] = ()) -> Iterable[OutputGroup]:
        """Every generated page and file; `problems` are those of the human pages."""
        config = self._config()
        found = with_problems(read_snapshot(self.snapshot), problems)
        state = State(self.state_dir)
        prepared = prepare(found, state, NoProgress(), config.problems, config.jobs)
        templates = TemplateFolders(config.template_dirs)
        return site_outputs(prepared, templates, NoProgress(), self.words()).groups

    def _config(self) -> Config:
        return load_config(self.config_file) if self.config_file.exists() else Config()

    def stamp(self) -> object:
        """The time the snapshot was written."""
        return self.snapshot.stat().st_mtime_ns if self.snapshot.exists() else None


@dataclass(slots=True)
class ByPath:
    """Generated pages and files by their address, each made when a server is asked for it."""

    catalog: Catalog
    _lots: dict[str, list[OutputGroup]] = field(default_factory=dict)
    _kept: dict[OutputGroup, dict[str, Page | Asset]] = field(default_factory=dict)
    _seen: object = None
    _lock: Lock = field(default_factory=Lock)

    def find(self, path: str, problems: Sequence[Problem] = ()) -> Page | Asset | None:
        """The page or file at an address of the site; a server's many threads take turns."""
        with self._lock:
            self._refresh(tuple(problems))
            for at in _places(path):
                for lot in self._lots.get(at, ()):
                    found = self._made(lot, path)
                    if found is not None:
                        return found
        return None

    def _refresh(self, problems: tuple[Problem, ...]) -> None:
        seen = (self.catalog.stamp(), problems)
        if seen == self._seen:
            return
        lots: dict[str, list[OutputGroup]] = defaultdict(list)
        with infrequent_gc():
            for lot in self.catalog.lots(problems):
                lots[unquote(lot.at)].append(lot)
        self._lots, self._kept, self._seen = lots, {}, seen

    def _made(self, lot: OutputGroup, path: str) -> Page | Asset | None:
        if not lot.kept:
            return next((item for item in lot.make(ReadLog()) if _address(item) == path), None)
        if lot not in self._kept:
            self._kept[lot] = {_address(item): item for item in lot.make(ReadLog())}
        return self._kept[lot].get(path)


def _address(item: Page | Asset) -> str:
    # As when it is written to a folder: addresses of pages are quoted, those of files are not.
    return unquote(item.path) if isinstance(item, Page) else item.path


def _places(path: str) -> Iterator[str]:
    """The address itself, then every folder above it."""
    yield path
    folder = path.rstrip("/")
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        yield f"{folder}/"
