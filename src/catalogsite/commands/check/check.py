"""The job of `check`: read the folders of this machine and say what is wrong in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from catalogsite import __version__
from catalogsite.catalog.joining.known_entities import (
    NO_OTHER_ENTITIES,
    KnownEntities,
    known_entities_of,
)
from catalogsite.collect.assemble import Assembled, assemble
from catalogsite.collect.fetch import Checkout, fetch_all
from catalogsite.collect.follow_locations import crawl
from catalogsite.collect.list_sources import list_repositories
from catalogsite.collect.reading_cache import read_all
from catalogsite.collectors.protocol import Context
from catalogsite.commands.check.known_catalog import read_known_catalog
from catalogsite.commands.check.report import CheckReport, check_report
from catalogsite.config.settings import Config, config_for_paths
from catalogsite.docs.documentation import documentation_problems, prepare_documentation
from catalogsite.execution.garbage_collection import infrequent_gc
from catalogsite.execution.progress import Progress
from catalogsite.model.repository import Repository, RepositoryRequest
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.source_run import Failure, SourceRun
from catalogsite.network.client import Clients
from catalogsite.problems.suppressions import apply_suppressions
from catalogsite.state.folders import State


class Folders(NamedTuple):
    """What the folders of this machine say, where they lie, and which could not be read."""

    snapshot: Snapshot
    roots: dict[str, Path]
    failures: list[Failure]
    around: KnownEntities = NO_OTHER_ENTITIES


class Known(NamedTuple):
    """What is known of the catalog beside the folders that are checked: nothing, or a snapshot.

    A snapshot is asked only where the folders are a part of the catalog, not the whole of it.
    """

    part: bool = False
    snapshot: Snapshot | None = None

    def around(self, repositories: Iterable[Repository]) -> KnownEntities:
        """What the snapshot holds beside these repositories."""
        if not self.part:
            return NO_OTHER_ENTITIES
        if self.snapshot is None:
            return KnownEntities(whole=False)
        return known_entities_of(self.snapshot, {repository.id for repository in repositories})


_WHOLE = Known()


def check(
    config: Config,
    now: datetime,
    progress: Progress,
    state: State | None = None,
    *,
    part: bool = False,
    known: Path | None = None,
) -> CheckReport:
    """What is wrong in the folders of this machine; no network, and nothing is kept.

    `state`, `part` and `known` are what is known of the rest of the catalog, see `known_beside`.
    """
    beside = known_beside(config, state, part=part, known=known)
    with infrequent_gc(), TemporaryDirectory(prefix="catalogsite-check-") as folder:
        found = read_folders(config, State(Path(folder)), now, progress, known=beside)
    return check_report(found.snapshot, found.roots, found.failures, found.around)


def known_beside(
    config: Config, state: State | None, *, part: bool = False, known: Path | None = None
) -> Known:
    """What is known of the rest of the catalog: `known`, or the last snapshot where there is one.

    `part` says that the folders are not all of the catalog; else the configuration does.
    """
    part = part or _is_part(config) or known is not None
    if part and known is None and state is not None and state.snapshot.is_file():
        known = state.snapshot
    return Known(part, read_known_catalog(known) if part and known else None)


def _is_part(config: Config) -> bool:
    """Whether the folders of this machine are not all that the configuration names."""
    return not config.sources or not all(map(_is_local, config.sources))


def read_folders(
    config: Config,
    state: State,
    now: datetime,
    progress: Progress,
    at: Callable[[Checkout], Checkout] | None = None,
    *,
    known: Known = _WHOLE,
) -> Folders:
    """Read, assemble and convert documentation; `at` may put another time of a folder in its place.

    `known` is what is known of the rest of the catalog.
    """
    local = local_part(config)
    context = Context(base_dir=local.base_dir, now=now, env={}, client=Clients())
    listings = list_repositories(local.sources, context, state.folder)
    requests = [request for listing in listings for request in listing.requests]
    fetch = partial(_fetch, state=state, jobs=local.jobs, now=now, progress=progress, at=at)
    read = partial(read_all, state=state, progress=progress, jobs=local.jobs, policy=local.policy)
    crawled = crawl(requests, fetch, read, follow=False)
    around = known.around(reading.repository for reading in crawled.readings)
    catalog = assemble(
        crawled.readings,
        policy=local.policy,
        infer=local.catalog.infer,
        problems=crawled.problems,
        put=state.store.put,
        around=around,
    )
    roots = _roots(crawled.checkouts)
    draft = _snapshot(catalog, now)
    converted = prepare_documentation(draft, state, progress, local.jobs)
    checked = documentation_problems(draft, converted, state.store)
    failures = [*_failures(listing.run for listing in listings), *crawled.failures]
    return Folders(apply_suppressions(checked, config.problems), roots, failures, around)


def _fetch(
    requests: Sequence[RepositoryRequest],
    *,
    state: State,
    jobs: int | None,
    now: datetime,
    progress: Progress,
    at: Callable[[Checkout], Checkout] | None,
) -> list[Checkout | Failure]:
    fetched = fetch_all(requests, state.folder, {}, jobs, progress, now)
    if at is None:
        return fetched
    return [at(one) if isinstance(one, Checkout) else one for one in fetched]


def local_part(config: Config) -> Config:
    """The configuration with its sources on this machine only; with none, the current folder."""
    local = tuple(source for source in config.sources if _is_local(source))
    if not local:
        return config_for_paths([Path()], config)
    return config.model_copy(update={"sources": local})


def _is_local(source: object) -> bool:
    kind, target = getattr(source, "kind", ""), str(getattr(source, "target", ""))
    return kind == "folder" or (kind == "catalog" and "://" not in target)


def _snapshot(catalog: Assembled, now: datetime) -> Snapshot:
    return Snapshot(
        version=__version__,
        created=now,
        repositories=catalog.repositories,
        entities=catalog.entities,
        origins=catalog.origins,
        documentation=catalog.documentation,
        problems=catalog.problems,
    )


def _roots(checkouts: Sequence[Checkout]) -> dict[str, Path]:
    return {
        one.repository.id: Path(one.request.path).absolute()
        for one in checkouts
        if one.request.path is not None
    }


def _failures(runs: Iterable[SourceRun]) -> Iterator[Failure]:
    for run in runs:
        yield from run.failures
