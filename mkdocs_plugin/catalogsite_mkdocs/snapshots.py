"""The catalog behind a MkDocs build: read from the snapshot, and read again when it changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from typing import NamedTuple, Protocol

from catalogsite import pipeline
from catalogsite.config import Config, load_config
from catalogsite.content import LazyAddresses
from catalogsite.model import EntityData, Problem
from catalogsite.page import Asset, Page
from catalogsite.progress import Silence
from catalogsite.render.links import Documented
from catalogsite.results import with_problems
from catalogsite.snapshot import read_snapshot
from catalogsite.state import State


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

    def content(self, problems: Sequence[Problem] = ()) -> Iterator[Page | Asset]:
        """Every generated page and file; `problems` are those of the human pages."""

    def stamp(self) -> object:
        """Changes when the catalog has changed."""


@dataclass(slots=True)
class SnapshotCatalog:
    """The catalog of a snapshot file; without one there is nothing to name and SnapshotError."""

    snapshot: Path
    state_dir: Path
    config_file: Path

    def references(self) -> References:
        """The references that links may name; none before the first collect."""
        url = self._config().url
        if not self.snapshot.exists():
            return References(url=url)
        found = read_snapshot(self.snapshot)
        return References(
            frozenset(reference(entity) for entity in found.entities),
            LazyAddresses(found, State(self.state_dir)),
            found.created.date(),
            url,
        )

    def content(self, problems: Sequence[Problem] = ()) -> Iterator[Page | Asset]:
        """Every generated page and file; `problems` are those of the human pages."""
        config = self._config()
        folders = tuple(config.path(folder) for folder in config.templates)
        found = with_problems(read_snapshot(self.snapshot), problems)
        prepared = pipeline.prepare(found, State(self.state_dir), Silence())
        return pipeline.site_content(prepared, folders, Silence())

    def _config(self) -> Config:
        return load_config(self.config_file) if self.config_file.exists() else Config()

    def stamp(self) -> object:
        """The time the snapshot was written."""
        return self.snapshot.stat().st_mtime_ns if self.snapshot.exists() else None


def reference(entity: EntityData) -> str:
    """The full lower-case reference of a stitched entity."""
    metadata = entity["metadata"]
    namespace = metadata.get("namespace") or "default"
    return f"{entity['kind']}:{namespace}/{metadata['name']}".lower()


@dataclass(slots=True)
class ByPath:
    """The generated pages and files by their address, for a server with many threads."""

    catalog: Catalog
    _items: dict[str, Page | Asset] = field(default_factory=dict)
    _stamp: object = None
    _lock: Lock = field(default_factory=Lock)

    def find(self, path: str) -> Page | Asset | None:
        """The page or file at an address of the site."""
        with self._lock:
            stamp = self.catalog.stamp()
            if not self._items or stamp != self._stamp:
                self._items = {item.path: item for item in self.catalog.content()}
                self._stamp = stamp
            return self._items.get(path)
