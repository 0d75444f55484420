"""The one way from sources to a catalog: list, crawl, assemble."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from catalogsite import __version__
from catalogsite.apis.extra import is_extra_installed
from catalogsite.catalog.joining.known_entities import KnownEntities
from catalogsite.collect.catalog_context import EMPTY_CONTEXT, CatalogContext
from catalogsite.collect.crawl.access import RunAccess
from catalogsite.collect.crawl.checkout import Checkout
from catalogsite.collect.crawl.crawl_report import crawl_report
from catalogsite.collect.crawl.follow_locations import Access, Crawled, crawl
from catalogsite.collect.crawl.list_sources import Listing
from catalogsite.collect.fetched import Fetched, fetch_sources
from catalogsite.collect.joining.assemble import AssembledCatalog, assemble
from catalogsite.collect.previous_run import NO_SNAPSHOT
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.collect.run import Run
from catalogsite.collect.source_sizes import source_sizes
from catalogsite.collect.tool_addresses import tool_addresses
from catalogsite.collectors.protocol import RepositoryFiles
from catalogsite.graph.findings.undeclared import DeclarationFinding
from catalogsite.inference.services.inferred import InferredNeed
from catalogsite.model.api.api import ApiDefinition
from catalogsite.model.problem import Problem
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.source_run import Failure
from catalogsite.problems.create import problem


class SourceCatalog(NamedTuple):
    """The catalog of a run's sources as a snapshot without facts, and what it was read from.

    `others` are the entities of repositories that the run did not read, `needs` those between
    inferred parts of one repository, by reference; `findings` are the differences between files and
    descriptors, where somebody looked for them. `files` reads files of the repositories for
    providers; None where the checkouts can.
    """

    snapshot: Snapshot
    checkouts: list[Checkout]
    readings: list[RepositoryReading]
    failures: list[Failure]
    others: KnownEntities
    needs: tuple[InferredNeed, ...] = ()
    findings: tuple[DeclarationFinding, ...] = ()
    files: RepositoryFiles | None = None

    @property
    def folders(self) -> dict[str, Path]:
        """The absolute folder of each repository that is one of this machine, by its id."""
        return {
            one.repository.id: Path(one.request.path).absolute()
            for one in self.checkouts
            if one.request.path is not None
        }


def read_catalog(
    run: Run,
    previous: Snapshot = NO_SNAPSHOT,
    context: CatalogContext = EMPTY_CONTEXT,
    fetched: Fetched | None = None,
    access: Access | None = None,
) -> SourceCatalog:
    """Read every repository that the sources of a run name.

    What cannot be read now is taken from the `previous` snapshot. References are resolved with the
    `context`, where the repositories are only a part of the catalog. What the sources list is
    `fetched` here, where that was not done before. `access` replaces that of the run.
    """
    settings = run.config.catalog
    fetched = fetched or fetch_sources(run, previous.repositories)
    listings = fetched.listings
    access = access or RunAccess(run, previous.repositories, [fetched.found])
    crawled = crawl(
        fetched.requests, access, follow=settings.follow and run.network, hosts=settings.hosts
    )
    others = context.other_entities(reading.repository for reading in crawled.readings)
    catalog = assemble(
        crawled.readings,
        policy=run.config.policy,
        infer=settings.infer,
        previous=previous,
        failures=crawled.failures,
        problems=crawled.problems,
        put=run.state.store.put,
        others=others,
    )
    failures = [failure for listing in listings for failure in listing.run.failures]
    return SourceCatalog(
        _snapshot(run, catalog, listings, crawled),
        crawled.checkouts,
        crawled.readings,
        [*failures, *crawled.failures],
        others,
        catalog.needs,
    )


def _snapshot(
    run: Run, catalog: AssembledCatalog, listings: Sequence[Listing], crawled: Crawled
) -> Snapshot:
    report = crawl_report(listings, crawled)
    return Snapshot(
        version=__version__,
        created=run.now,
        title=run.config.title,
        sources=report,
        repositories=catalog.repositories,
        entities=catalog.entities,
        origins=catalog.origins,
        documentation=catalog.documentation,
        skeletons=catalog.skeletons,
        template_files=catalog.template_files,
        definitions=catalog.definitions,
        problems=[*catalog.problems, *_unchecked(catalog.definitions)],
        sizes=source_sizes(listings, report, crawled.checkouts, catalog),
        tools=tool_addresses(run.config),
        relation_types=run.config.policy.relation_types,
        end_of_life=run.config.end_of_life,
        dependency_rules=run.config.graph.dependency_rules(),
    )


def _unchecked(definitions: Mapping[str, ApiDefinition]) -> Iterator[Problem]:
    """That no definition was compared with its official schema, where the extra is not installed."""
    count = sum(
        bool(one.model) and one.format in {"openapi", "asyncapi"} for one in definitions.values()
    )
    if count and not is_extra_installed():
        yield problem("api-unchecked", count=count)
