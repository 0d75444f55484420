"""The jobs of catalogsite as a table of contents: one line a stage, no logic.

Each job imports its stages itself, so that a command loads nothing that it does not run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalogsite.execution.garbage_collection import infrequent_gc

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from catalogsite.collect.catalog_context import CatalogContext
    from catalogsite.collect.fetched import Fetched
    from catalogsite.collect.run import Run
    from catalogsite.collect.shards.shard_access import ShardAccess
    from catalogsite.collect.shards.share import Share
    from catalogsite.commands.check.report import CheckReport
    from catalogsite.commands.diff import CatalogDiff
    from catalogsite.commands.graph.changed import ChangeImpact
    from catalogsite.commands.update.update import Update
    from catalogsite.model.entity import EntityData
    from catalogsite.model.snapshot import Snapshot
    from catalogsite.model.source_run import Failure
    from catalogsite.scaffold import ListedTemplate, Outcome, Template

    Answers = Callable[[Template, Sequence[EntityData]], dict[str, Any]]
    """The values for a template, of which pickers choose from the entities."""


@infrequent_gc()
def collect(run: Run, *, accept: bool = False) -> Snapshot:
    """Write and return the snapshot of all that the sources and providers of a run say.

    With `accept`, the next build publishes it whatever it lost.
    """
    from catalogsite.collect.fetched import fetch_sources
    from catalogsite.collect.previous_run import previous_repositories, state_failures
    from catalogsite.collect.publication.decision import accept_snapshot
    from catalogsite.collect.unchanged.last_snapshot import last_snapshot
    from catalogsite.collect.unchanged.renew import renewed_snapshot
    from catalogsite.execution.progress import counted
    from catalogsite.state.repair import locked

    _refuse_wrong_scorecards(run)
    with locked(run.state) as moved:
        lost = state_failures(run.state, moved)
        last = None if lost else last_snapshot(run)
        fetched = fetch_sources(
            run, last.repositories if last else previous_repositories(run.state)
        )
        snapshot = renewed_snapshot(run, last, fetched) if last else None
        snapshot = snapshot or _collected(run, fetched, lost)
        if accept:
            accept_snapshot(run, snapshot)
    run.progress.done("catalog", counted(snapshot.entity_count, "entity", "entities"))
    return snapshot


@infrequent_gc()
def collect_shard(run: Run, share: Share, file: Path) -> list[Failure]:
    """Write the shard file of a share of the repositories; return what could not be fetched."""
    from catalogsite.collect.previous_run import previous_repositories
    from catalogsite.collect.shards.collect_shard import collect_share
    from catalogsite.state.repair import locked

    with locked(run.state):
        return collect_share(run, share, previous_repositories(run.state), file)


@infrequent_gc()
def merge(
    run: Run, shards: Sequence[Path], *, partial: bool = False, accept: bool = False
) -> Snapshot:
    """Write and return the snapshot that `collect` would, of what shards have fetched and read.

    With `partial`, some of them may be missing: their repositories stay as they were. Raises
    ShardError where the shards do not give one catalog.
    """
    from catalogsite.collect.previous_run import previous_repositories, state_failures
    from catalogsite.collect.publication.decision import accept_snapshot
    from catalogsite.collect.shards.opened import open_shards
    from catalogsite.collect.shards.shard_access import ShardAccess
    from catalogsite.execution.progress import counted
    from catalogsite.state.repair import locked

    _refuse_wrong_scorecards(run)
    with (
        open_shards(shards, run.config, partial=partial) as opened,
        locked(run.state) as moved,
    ):
        lost = state_failures(run.state, moved)
        access = ShardAccess(run, previous_repositories(run.state), opened)
        snapshot = _collected(run, access.fetch_sources(), lost, access)
        if accept:
            accept_snapshot(run, snapshot)
    run.progress.done("catalog", counted(snapshot.entity_count, "entity", "entities"))
    return snapshot


def _refuse_wrong_scorecards(run: Run) -> None:
    if run.config.scorecards:
        from catalogsite.scorecards import load_scorecards, python_checks

        python_checks(load_scorecards(run.config.files(run.config.scorecards)))


def _collected(
    run: Run, fetched: Fetched, lost: list[Failure], shards: ShardAccess | None = None
) -> Snapshot:
    from catalogsite.collect.credentials.scan import with_credential_scan
    from catalogsite.collect.facts.collect_facts import with_facts
    from catalogsite.collect.night import with_changes
    from catalogsite.collect.previous_run import (
        lost_snapshot,
        previous_snapshot,
        with_state_failures,
    )
    from catalogsite.collect.prune_state import prune_unused
    from catalogsite.collect.read_catalog import read_catalog
    from catalogsite.collect.rule_violations import with_rule_violations
    from catalogsite.collect.trends import with_trends
    from catalogsite.collect.unchanged.settled import record_run
    from catalogsite.scorecards import (
        is_repeatable,
        load_scorecards,
        python_checks,
        scorecards_digest,
        with_scores,
    )
    from catalogsite.state.scores_record import forget_scores, record_scores, scored_snapshot
    from catalogsite.state.snapshot_file import write_snapshot

    scorecards = load_scorecards(run.config.files(run.config.scorecards))
    checks = python_checks(scorecards)
    lost = [*lost, *filter(None, [lost_snapshot(run.state)])]
    previous = previous_snapshot(run.state)
    catalog = read_catalog(run, previous, fetched=fetched, access=shards)
    if shards is not None:
        catalog = shards.with_files(catalog)
    snapshot = with_rule_violations(with_facts(catalog, run, previous))
    snapshot = with_credential_scan(snapshot, run)
    digest = scorecards_digest(scorecards)
    earlier = scored_snapshot(run.state, previous, digest)
    snapshot = with_scores(snapshot, scorecards, checks, earlier)
    snapshot = with_state_failures(with_trends(snapshot, run.state, previous), lost)
    snapshot = with_changes(snapshot, run.state, previous)
    forget_scores(run.state)
    write_snapshot(run.state.snapshot, snapshot)
    record_scores(run.state, snapshot, digest)
    record_run(run, fetched, catalog, snapshot, repeatable=is_repeatable(scorecards))
    prune_unused(run.state, (previous, snapshot), run.now)
    return snapshot


@infrequent_gc()
def build(
    run: Run, site_dir: Path, *, accept: bool = False, manifest: Path | None = None
) -> Snapshot:
    """Write the site of the last snapshot; return the snapshot with all problems that were found.

    Opens no socket and reads no clock; the old site stays until the new one is complete. The
    `manifest` lists the files of the site with their hashes. Raises NotPublishedError where the
    catalog lost too much since the last publication, without `accept`.
    """
    from catalogsite.commands.deploy.site_manifest import check_manifest_place, write_site_manifest
    from catalogsite.site.build_site import build_site
    from catalogsite.state.repair import locked

    if manifest is not None:
        check_manifest_place(site_dir, manifest)
    with locked(run.state):
        documented = build_site(run, site_dir, accept=accept)
    if manifest is not None:
        write_site_manifest(site_dir, manifest)
    return documented


@infrequent_gc()
def build_past(run: Run, day: date, site_dir: Path) -> Snapshot:
    """Write the site of the snapshot that is kept of a day; the state of the next run stays as it is.

    Raises UserError where none is kept, or where the site would take the place of today's.
    """
    from catalogsite.collect.past_catalog import other_folder, past_catalog
    from catalogsite.commands.snapshots import snapshot_of_day
    from catalogsite.execution.temporary import temporary_folder
    from catalogsite.site.publish import publish
    from catalogsite.site.write_site import write_site
    from catalogsite.state.repair import locked

    with locked(run.state), temporary_folder() as spare:
        past = past_catalog(snapshot_of_day(run.state, day), run.state)
        with publish(other_folder(run, site_dir), spare / "site", run.progress) as published:
            return write_site(run, past.snapshot, published, past.notice)


def serve(run: Run, address: str) -> None:
    """Serve the site of the last snapshot with live reload; pages are made on request."""
    from catalogsite.site.human.pages import serve_site
    from catalogsite.state.snapshot_file import read_snapshot

    serve_site(run, read_snapshot(run.state.snapshot), address)


@infrequent_gc()
def check(run: Run, context: CatalogContext | None = None, base: str | None = None) -> CheckReport:
    """What is wrong in the folders of this machine; opens no socket and keeps nothing.

    With a `base`, a commit of their clones, also what changed in their APIs since and breaks others.
    """
    from catalogsite.collect.catalog_context import EMPTY_CONTEXT
    from catalogsite.collect.read_catalog import read_catalog
    from catalogsite.collect.run import local_run
    from catalogsite.commands.check.breaking_changes import with_breaking_changes
    from catalogsite.commands.check.report import check_report
    from catalogsite.commands.local_catalog import read_local_catalog

    context = context or EMPTY_CONTEXT
    with local_run(run) as local:
        catalog = read_local_catalog(local, context)
        if base is not None:
            before = read_catalog(local.at(base), context=context)
            catalog = with_breaking_changes(before, catalog, local, base, context)
        return check_report(catalog)


@infrequent_gc()
def diff(run: Run, old: Path, new: Path) -> CatalogDiff:
    """What changed between two snapshots, or between folders of repositories."""
    from catalogsite.commands.diff import catalog_of, compare_catalogs

    return compare_catalogs(catalog_of(old, run), catalog_of(new, run))


@infrequent_gc()
def diff_since(run: Run, revision: str, context: CatalogContext | None = None) -> CatalogDiff:
    """What changed in the folders of this machine since a commit of their clones."""
    from catalogsite.collect.catalog_context import EMPTY_CONTEXT
    from catalogsite.collect.run import local_run
    from catalogsite.commands.diff import compare_revisions
    from catalogsite.commands.local_catalog import read_local_catalog

    context = context or EMPTY_CONTEXT
    with local_run(run) as local:
        before = read_local_catalog(local.at(revision), context)
        after = read_local_catalog(local, context)
        return compare_revisions(before, after, revision, local.state.store, context)


@infrequent_gc()
def impact_since(
    run: Run, folder: Path, base: str, context: CatalogContext | None = None
) -> ChangeImpact:
    """What the changes of the clone around a folder touch, since it left the branch `base`."""
    from catalogsite.collect.catalog_context import EMPTY_CONTEXT
    from catalogsite.collect.run import local_run
    from catalogsite.commands.graph.changed import change_impact
    from catalogsite.commands.local_catalog import read_local_catalog
    from catalogsite.config.settings import config_for_paths
    from catalogsite.repositories.changed_files import changed_files

    context = context or EMPTY_CONTEXT
    changed = changed_files(folder, base)
    with local_run(run, config_for_paths([changed.root], run.config)) as local:
        before = read_local_catalog(local.at(changed.merge_base), context)
        after = read_local_catalog(local, context)
    return change_impact(before, after, changed, base, context)


def templates(run: Run) -> list[ListedTemplate]:
    """The templates that `new` finds by name: those of the last snapshot, and the built-in ones."""
    from catalogsite.collect.previous_run import previous_snapshot
    from catalogsite.scaffold import list_templates

    return list_templates(previous_snapshot(run.state))


def new(
    run: Run,
    template: str,
    answers: Answers,
    dest: Path,
    *,
    dry_run: bool,
    publish: bool = False,
    trust: bool = False,
) -> Outcome:
    """Run a scaffold: a built-in one, a Template of the last snapshot, or a folder that holds one.

    `answers` gives the values for the template; the entities of the catalog are there to choose from.
    With `publish`, its steps create and change repositories as the user; with `trust`, the code of a
    Copier template runs.
    """
    from catalogsite.collect.previous_run import previous_snapshot
    from catalogsite.collect.templates.clones import template_clones
    from catalogsite.collect.templates.publisher import publisher_of
    from catalogsite.collect.templates.source import with_source
    from catalogsite.commands.copier.run import new_from_copier
    from catalogsite.model.entity import ref_of
    from catalogsite.scaffold import find_template
    from catalogsite.scaffold import run as run_template
    from catalogsite.scaffold.copier.entity import is_copier

    snapshot = previous_snapshot(run.state)
    entities = snapshot.entities if snapshot else ()
    with template_clones(run, snapshot) as clones, publisher_of(run) as publisher:
        found = with_source(find_template(template, snapshot, clones))
        values = answers(found, entities)
        if is_copier(found.entity):
            return new_from_copier(found, values, dest, dry_run=dry_run, trust=trust)
        catalog = {ref_of(one): one for one in entities}
        asked = publisher if publish else None
        return run_template(found, values, dest, dry_run, entities=catalog, publisher=asked)


def update_project(
    run: Run,
    folder: Path,
    assignments: Sequence[str],
    *,
    template: str | None = None,
    old: Path | None = None,
    dry_run: bool,
    trust: bool = False,
) -> Update:
    """Bring what changed in its template into a project that `new` made.

    `template` names the template where the record of the project does not find it, `old` a folder
    with the version that the project was made from.
    """
    from catalogsite.collect.previous_run import previous_snapshot
    from catalogsite.collect.templates.clones import template_clones
    from catalogsite.commands.copier.run import is_copier_project, update_copier_project
    from catalogsite.commands.update.update import update_project as update_template
    from catalogsite.commands.update.versions import TemplateVersions
    from catalogsite.scaffold.run.record import RECORD_FILE

    snapshot = previous_snapshot(run.state)
    with template_clones(run, snapshot) as clones:
        if is_copier_project(folder) and not (folder / RECORD_FILE).is_file():
            return update_copier_project(
                folder, clones, assignments, place=template, dry_run=dry_run, trust=trust
            )
        versions = TemplateVersions(snapshot, clones, template, old)
        return update_template(folder, versions, assignments, dry_run=dry_run)
