"""Builds and publishes the site of the last snapshot, unless it is there already."""

from __future__ import annotations

from pathlib import Path

from catalogsite.collect.run import Run
from catalogsite.model.snapshot import Snapshot
from catalogsite.site.unchanged.unchanged_site import UnchangedSite


def build_site(run: Run, site_dir: Path, *, accept: bool) -> Snapshot:
    """The last snapshot with all problems that were found, after its site was published.

    Raises NotPublishedError where the catalog lost too much, without `accept`.
    """
    unchanged = UnchangedSite(run, site_dir)
    found = unchanged.snapshot()
    if found is None:
        return _built(run, site_dir, unchanged, accept=accept)
    snapshot, files = found
    run.progress.done("site", f"0 files written, {files} unchanged")
    return snapshot


def _built(run: Run, site_dir: Path, unchanged: UnchangedSite, *, accept: bool) -> Snapshot:
    # They import all that makes pages, which takes longer than to see that none is to be made.
    from catalogsite.collect.publication.decision import guarded_publication
    from catalogsite.site.publish import publish
    from catalogsite.site.write_site import write_site
    from catalogsite.state.snapshot_file import read_snapshot

    snapshot, state = read_snapshot(run.state.snapshot), run.state
    with (
        guarded_publication(run, snapshot, accept=accept),
        publish(site_dir, state.spare, run.progress, state.made, state.current) as published,
    ):
        documented = write_site(run, snapshot, published)
    unchanged.record(documented, published.listing if published.is_repeatable else None)
    return documented
