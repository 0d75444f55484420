"""The rest of the catalog, where a run reads only some of its repositories."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from catalogsite.catalog.joining.known_entities import (
    NO_OTHER_ENTITIES,
    KnownEntities,
    known_entities_of,
)
from catalogsite.collect.published_catalog import read_published_catalog
from catalogsite.collect.run import Run, is_local
from catalogsite.config.settings import Config
from catalogsite.model.repository import Repository
from catalogsite.model.snapshot import Snapshot


class CatalogContext(NamedTuple):
    """Whether the repositories of a run are only a part of the catalog, and the snapshot of all."""

    partial: bool = False
    snapshot: Snapshot | None = None

    def other_entities(self, repositories: Iterable[Repository]) -> KnownEntities:
        """The entities of all repositories but these."""
        if not self.partial:
            return NO_OTHER_ENTITIES
        if self.snapshot is None:
            return KnownEntities(whole=False)
        return known_entities_of(self.snapshot, {repository.id for repository in repositories})


EMPTY_CONTEXT = CatalogContext()
"""The repositories of the run are the whole catalog."""


def load_context(
    run: Run, *, partial: bool = False, snapshot: Path | None = None
) -> CatalogContext:
    """The context of a run over the folders of this machine.

    The folders are a part of the catalog where `partial` or the configuration says so, or where a
    `snapshot` (or a published list of entities) is given. Without a `snapshot` it is the last one
    of the state folder, if there is one. Raises SnapshotError where the file cannot be read.
    """
    if not (partial or snapshot is not None or _names_remote_sources(run.config)):
        return EMPTY_CONTEXT
    if snapshot is None and run.state.snapshot.is_file():
        snapshot = run.state.snapshot
    return CatalogContext(True, read_published_catalog(snapshot) if snapshot else None)


def _names_remote_sources(config: Config) -> bool:
    return not config.sources or not all(map(is_local, config.sources))
