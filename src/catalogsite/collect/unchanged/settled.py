"""Whether a run made a snapshot that the next one would make again from the same inputs."""

from __future__ import annotations

from catalogsite.collect.fetched import Fetched
from catalogsite.collect.prune_state import needed_objects
from catalogsite.collect.read_catalog import SourceCatalog
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.collect.run import Run
from catalogsite.collect.unchanged.inputs import inputs_digest
from catalogsite.collect.unchanged.record import LastRun, file_digest, stamp_of, write_last_run
from catalogsite.model.repository import RepositoryState
from catalogsite.model.snapshot import Snapshot


def record_run(
    run: Run,
    fetched: Fetched,
    catalog: SourceCatalog,
    snapshot: Snapshot,
    *,
    repeatable: bool,
) -> None:
    """Keep what a snapshot that was written is made from, unless a digest of that is not enough.

    `repeatable` says whether the same entities and facts get the same scores in another run.
    """
    inputs = inputs_digest(run, fetched)
    if inputs is None or not repeatable or not _is_settled(catalog, snapshot):
        write_last_run(run.state, None)
        return
    last = LastRun(
        inputs=inputs,
        snapshot=file_digest(run.state.snapshot),
        history=stamp_of(run.state.history),
        entities=len(snapshot.entities),
        stored=tuple(sorted(set(needed_objects(snapshot, run.state.store)))),
    )
    write_last_run(run.state, last)


def _is_settled(catalog: SourceCatalog, snapshot: Snapshot) -> bool:
    return (
        not catalog.failures
        and all(one.state == "ok" for one in snapshot.sources)
        and all(map(_is_whole, catalog.readings))
        and len(catalog.readings) == len(catalog.checkouts)
        and not any(origin.stale_since for origin in snapshot.origins.values())
        # Both change with the days.
        and not snapshot.delivery
        and not any(fact.kind.measures for fact in snapshot.facts)
        # The time of such a fact could not be distinguished from the time of the run.
        and not any(one.committed == snapshot.created for one in snapshot.repositories)
    )


def _is_whole(reading: RepositoryReading) -> bool:
    """Whether nothing outside the repository was read for it, or looked for."""
    found = reading.catalog
    good = reading.repository.state in {RepositoryState.READ, RepositoryState.UNCHANGED}
    return good and not (found.external or found.addresses or reading.templates or reading.limit)
