"""The whole job, read as a table of contents: one call a stage, no logic."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from catalogsite import __version__
from catalogsite.collect.assemble import assemble
from catalogsite.collect.crawl_report import crawl_report
from catalogsite.collect.derive_facts import derived_facts
from catalogsite.collect.enrich import enrich
from catalogsite.collect.fetch import fetch_all
from catalogsite.collect.fetch_addresses import ask_addresses
from catalogsite.collect.follow_locations import Crawled, crawl
from catalogsite.collect.list_sources import list_repositories
from catalogsite.collect.previous_run import (
    credentials,
    previous_snapshot,
    remember,
    with_problems,
)
from catalogsite.collect.prune_state import prune_unused
from catalogsite.collect.reading_cache import read_all
from catalogsite.collect.template_clones import Clones
from catalogsite.collectors.protocol import Context
from catalogsite.config.settings import Config
from catalogsite.docs.documentation import (
    Prepared,
    documentation_problems,
    documented,
    page_counts,
    prepare_documentation,
)
from catalogsite.execution.garbage_collection import infrequent_gc
from catalogsite.execution.progress import Progress, counted
from catalogsite.model.page import OutputGroup
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.network.cache import ResponseCache
from catalogsite.network.client import Clients
from catalogsite.problems.suppressions import Suppression, apply_suppressions
from catalogsite.render.machine.outputs import machine_outputs
from catalogsite.render.page_outputs import page_outputs
from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.scaffold import Outcome, find_template, parse_values
from catalogsite.scaffold import run as run_template
from catalogsite.scorecards import load_scorecards, python_checks, score_all
from catalogsite.search.documentation_index import full_text_output
from catalogsite.search.fulltext import SearchPage
from catalogsite.site.page_keys import Keys, keyed
from catalogsite.site.portal import build_portal, portal_beside, serve_portal
from catalogsite.site.publish import publish
from catalogsite.state.folders import State
from catalogsite.state.snapshot_file import read_snapshot, write_snapshot


@infrequent_gc()
def collect(config: Config, state: State, now: datetime, progress: Progress) -> Snapshot:
    """Sources to snapshot: the only half of the job that talks to the world."""
    cards = load_scorecards(config.files(config.scorecards))
    checks = python_checks(cards)
    with state.lock():
        clients = Clients(ResponseCache(state.folder / "cache" / "http.db", now))
        context = Context(base_dir=config.base_dir, now=now, env=os.environ, client=clients)
        previous = previous_snapshot(state)
        listings = list_repositories(config.sources, context, state.folder)
        requests = [request for listing in listings for request in listing.requests]
        crawled = _crawl(requests, previous, config, state, now, progress, clients)
        catalog = assemble(
            crawled.readings,
            policy=config.policy,
            infer=config.catalog.infer,
            previous=previous,
            failures=crawled.failures,
            problems=crawled.problems,
            put=state.store.put,
        )
        about = replace(
            context,
            entities=catalog.entities,
            repositories=catalog.repositories,
            origins=catalog.origins,
        )
        facts, provider_runs = enrich(config.enrich, about, previous.facts)
        facts += derived_facts(crawled.readings, catalog.entities, catalog.origins, now)
        unscored = Snapshot(
            version=__version__,
            created=now,
            title=config.title,
            repositories=catalog.repositories,
            entities=catalog.entities,
            origins=catalog.origins,
            documentation=catalog.documentation,
            skeletons=catalog.skeletons,
            facts=tuple(facts),
            scorecards=tuple(card.info() for card in cards),
            problems=catalog.problems,
        )
        scores = score_all(SnapshotIndex(unscored), cards, checks=checks, now=now)
        remembered = remember(state, now, facts, scores, previous)
        sources = (*crawl_report(listings, crawled, provider_runs), *remembered.runs)
        snapshot = unscored.model_copy(
            update={"sources": sources, "scores": scores, "trends": remembered.trends}
        )
        write_snapshot(state.snapshot, snapshot)
        prune_unused(state, (previous, snapshot), now)
        progress.done("catalog", counted(len(snapshot.entities), "entity", "entities"))
        return snapshot


def _crawl(
    requests: Sequence[RepositoryRequest],
    previous: Snapshot,
    config: Config,
    state: State,
    now: datetime,
    progress: Progress,
    client: Clients,
) -> Crawled:
    """Fetch and read every repository, and what Locations and placeholders name elsewhere."""
    fetch = partial(
        fetch_all,
        state_dir=state.folder,
        previous={repository.id: repository for repository in previous.repositories},
        jobs=config.jobs,
        progress=progress,
        now=now,
        credentials=credentials(config),
    )
    read = partial(read_all, state=state, progress=progress, jobs=config.jobs, policy=config.policy)
    follow, hosts = config.catalog.follow, config.catalog.hosts
    ask = partial(ask_addresses, hosts=hosts, client=client, store=state.store)
    return crawl(requests, fetch, read, follow=follow, hosts=hosts, ask=ask if follow else None)


@infrequent_gc()
def build(
    config: Config, config_path: Path, state: State, site_dir: Path, progress: Progress
) -> Snapshot:
    """Snapshot to site: opens no socket, reads no clock, and swaps the site into place whole."""
    taken = snapshot(state)
    with state.lock(), publish(site_dir, state.spare, progress, state.made) as site:
        portal = build_portal(
            portal_beside(config_path),
            site.scratch,
            title=taken.title,
            url=config.url,
            created=taken.created.date(),
            state_dir=state.folder,
            config_file=config_path,
        )
        found = with_problems(taken, portal.problems)
        prepared = prepare(found, state, progress, config.problems, config.jobs)
        templates = config.template_dirs
        index = SnapshotIndex(prepared.snapshot)
        keys = Keys(index, page_counts(prepared.fragments), portal.shells, templates)
        lots = keyed(site_outputs(prepared, templates, progress, portal.words), keys)
        site.write_outputs(lots, ShellRenderer(portal.shells), config.jobs)
        site.adopt(portal.site_dir)
    return prepared.snapshot


def prepare(
    taken: Snapshot,
    state: State,
    progress: Progress,
    silences: Sequence[Suppression] = (),
    jobs: int | None = None,
) -> Prepared:
    """Convert the documentation, and join what that found to the snapshot's problems."""
    fragments = prepare_documentation(taken, state, progress, jobs)
    whole = documentation_problems(taken, fragments, state.store)
    return Prepared(apply_suppressions(whole, silences), fragments, state)


def site_outputs(
    prepared: Prepared,
    template_dirs: Sequence[Path],
    progress: Progress,
    human: Sequence[SearchPage] = (),
) -> Iterator[OutputGroup]:
    """Every generated page and file; the plugin pours the same under `mkdocs build`."""
    whole, fragments, state = prepared
    read_blob = state.store.get
    index = SnapshotIndex(whole)
    yield from page_outputs(index, read_blob, fragments, template_dirs)
    yield from machine_outputs(index, read_blob, documented(fragments))
    yield full_text_output(whole, fragments, state, progress, human)


def serve(config: Config, config_path: Path, state: State, address: str) -> None:
    """Serve with live reload; generated pages are poured when they are asked for."""
    taken = snapshot(state)
    serve_portal(
        portal_beside(config_path),
        address,
        title=taken.title,
        url=config.url,
        state_dir=state.folder,
        config_file=config_path if config_path.exists() else None,
    )


def new(
    config: Config,
    state: State,
    template: str,
    assignments: Sequence[str],
    dest: Path,
    now: datetime,
    *,
    dry_run: bool,
) -> Outcome:
    """Run a scaffold: a built-in one, a template of the snapshot, or a folder with one."""
    taken = previous_snapshot(state)
    with TemporaryDirectory(prefix="catalogsite-") as scratch:
        clones = Clones(config, state, taken, now, Path(scratch))
        found = find_template(template, taken, clones.folder_of)
        return run_template(found, parse_values(found, assignments), dest, dry_run)


def snapshot(state: State) -> Snapshot:
    """The last snapshot. Raises SnapshotError where there is none."""
    return read_snapshot(state.snapshot)
