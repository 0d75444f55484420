"""The two sides of `diff`: snapshot files, folders of repositories, or folders and their past."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from catalogsite.apis.differ.snapshot_changes import Blob, api_changes
from catalogsite.changes.change import Changes
from catalogsite.changes.compare import compare
from catalogsite.collect.catalog_context import CatalogContext
from catalogsite.collect.read_catalog import SourceCatalog
from catalogsite.collect.run import Run, local_run
from catalogsite.commands.check.report import reported_problems
from catalogsite.commands.diff.changed_apis import ChangedApi, changed_apis
from catalogsite.commands.graph.company import company_graph
from catalogsite.commands.local_catalog import read_local_catalog
from catalogsite.config.settings import config_for_paths
from catalogsite.errors import StoreError, UserError
from catalogsite.graph.graph import Graph
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.state.snapshot_archive import read_any_snapshot
from catalogsite.state.store import Store

_SNAPSHOTS = ("snapshot.json", ".catalogsite/snapshot.json")


class CatalogDiff(NamedTuple):
    """What changed, also in the definitions of APIs, and notes on the comparison itself."""

    changes: Changes
    apis: tuple[ChangedApi, ...] = ()
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.changes or self.apis)

    def as_json(self) -> dict[str, object]:
        """The changes and the APIs, as `diff --format json` prints them."""
        apis = [one.as_json() for one in self.apis]
        return {**self.changes.model_dump(mode="json", by_alias=True), "apis": apis}


class ComparedCatalog(NamedTuple):
    """A snapshot, and what gives the objects of its store that its definitions of APIs name."""

    snapshot: Snapshot
    blob: Blob


def compare_catalogs(old: ComparedCatalog, new: ComparedCatalog) -> CatalogDiff:
    """What changed between two catalogs, and in the definitions of their APIs."""
    graph = Graph.of(SnapshotIndex(new.snapshot))
    return _compared(old.snapshot, new.snapshot, _either(new.blob, old.blob), graph)


def _compared(old: Snapshot, new: Snapshot, blob: Blob, graph: Graph) -> CatalogDiff:
    changes = compare(old, new)
    renames = {one.before: one.after for one in changes.renamed}
    found = api_changes(old, new, blob, renames)
    return CatalogDiff(changes, changed_apis(found, old, new, graph, renames))


def _either(one: Blob, other: Blob) -> Blob:
    def blob(digest: str) -> bytes:
        try:
            return one(digest)
        except StoreError:
            return other(digest)

    return blob


def catalog_of(path: Path, run: Run) -> ComparedCatalog:
    """The catalog of a snapshot file, of a folder that holds one, or of a folder of repositories.

    Raises UserError if the path is none of these, and SnapshotError for any other file.
    """
    if path.is_file():
        beside = _either(*(Store(one / "store").get for one in path.absolute().parents[:2]))
        return ComparedCatalog(read_any_snapshot(path), _either(run.state.store.get, beside))
    found = next((path / name for name in _SNAPSHOTS if (path / name).is_file()), None)
    if found is not None:
        return catalog_of(found, run)
    if not path.is_dir():
        raise UserError(
            "there is no such snapshot or folder",
            where=str(path),
            fix="name a snapshot.json, or a folder of repositories",
        )
    with local_run(run, config_for_paths([path], run.config)) as local:
        snapshot = complete_snapshot(read_local_catalog(local))
        kept = {
            digest: local.state.store.get(digest)
            for definition in snapshot.definitions.values()
            for digest in definition.digests
        }
    return ComparedCatalog(snapshot, _from(kept))


def _from(kept: Mapping[str, bytes]) -> Blob:
    def blob(digest: str) -> bytes:
        if digest not in kept:
            raise StoreError(f"not there: {digest}")
        return kept[digest]

    return blob


def compare_revisions(
    before: SourceCatalog,
    after: SourceCatalog,
    revision: str,
    store: Store,
    context: CatalogContext,
) -> CatalogDiff:
    """What changed between folders at a revision and now; `store` has the objects of both.

    The users of APIs are also those of the rest of the catalog. Repositories without the revision are compared with themselves, and named in the notes. Raises
    UserError where none has it.
    """
    unchanged = [one.repository.name for one in before.checkouts if one.clone is None]
    if len(unchanged) == len(before.checkouts):
        raise UserError(
            f"no folder is in a git repository that has `{revision}`",
            fix="fetch it first (`git fetch origin`), or check the name",
        )
    notes = tuple(f"{name} has no `{revision}`: it is compared with itself" for name in unchanged)
    old, new = complete_snapshot(before), complete_snapshot(after)
    graph = company_graph(after, context)
    return _compared(old, new, store.get, graph)._replace(notes=notes)


def complete_snapshot(catalog: SourceCatalog) -> Snapshot:
    """The snapshot of a catalog, with the problems that `check` would report.

    Raises UserError where a folder could not be read: what is missing would look removed.
    """
    for failure in catalog.failures:
        raise UserError(failure.reason, fix=failure.fix)
    return catalog.snapshot.model_copy(update={"problems": tuple(reported_problems(catalog))})
