"""Builds and serves the human pages of a run's portal: those of the mkdocs.yml beside its config."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from catalogsite.collect.run import Run
from catalogsite.model.snapshot import Snapshot
from catalogsite.render.content_policy import ContentPolicy
from catalogsite.render.portal.value_digest import bytes_digest, value_digest
from catalogsite.site.fingerprint import own_code
from catalogsite.site.human.inputs import human_pages_key, library_versions
from catalogsite.site.human.kept import KeptPages
from catalogsite.site.mkdocs_files import builtin_config, portal_beside
from catalogsite.site.portal_build import HumanSite, link_targets
from catalogsite.state.packed_members import text_of_values


class HumanPages(NamedTuple):
    """The shells and words of the human pages, and the folder that has their files.

    They are `kept` where the next build has the same without making them.
    """

    site: HumanSite
    folder: Path
    kept: bool


def build_human_pages(
    run: Run, snapshot: Snapshot, scratch: Path, policy: ContentPolicy, notice: str = ""
) -> HumanPages:
    """The human pages: those of the last build where nothing that they are made from has changed.

    Others are written to the folder `scratch`. Raises ConfigError with the message of MkDocs.
    """
    kept, day = KeptPages(run.state.human_pages), snapshot.created.date()
    # A catalog of an earlier day, which has a notice, is not the one of the next build.
    key = None if notice else _key(run, snapshot, policy)
    found = kept.find(key, day) if key else None
    if found is not None:
        return HumanPages(found, kept.site, kept=True)
    built, warnings = _build(run, snapshot, scratch, policy, notice)
    # Without a key they may have another one next time; a warning is to be said each time.
    keeps = bool(key and not warnings)
    if key and keeps:
        kept.keep(key, day, built, scratch)
    return HumanPages(built, scratch, kept=keeps)


def _key(run: Run, snapshot: Snapshot, policy: ContentPolicy) -> str | None:
    def catalog() -> int:
        entities = bytes_digest(text_of_values(snapshot.entities))
        return value_digest(entities, snapshot.documentation, run.config.limits)

    given = (own_code(), library_versions(), snapshot.title, run.config.url, policy)
    file = portal_beside(run.config_file) or builtin_config()
    return human_pages_key(file, given, catalog)


def _build(
    run: Run, snapshot: Snapshot, folder: Path, policy: ContentPolicy, notice: str
) -> tuple[HumanSite, int]:
    # It imports MkDocs, which takes longer than to find what is kept.
    from catalogsite.site.portal import build_portal, counted_warnings

    with counted_warnings() as warnings:
        built = build_portal(
            portal_beside(run.config_file),
            folder,
            title=snapshot.title,
            url=run.config.url,
            targets=link_targets(snapshot, run.state, run.config.limits),
            policy=policy,
            notice=notice,
        )
    return built, sum(warnings.counts.values())


def serve_site(run: Run, snapshot: Snapshot, address: str) -> None:
    """Serve human and generated pages at HOST:PORT until interrupted, with live reload.

    Raises ConfigError with the message of MkDocs.
    """
    from catalogsite.site.portal import serve_portal

    serve_portal(
        portal_beside(run.config_file),
        address,
        title=snapshot.title,
        url=run.config.url,
        state_dir=run.state.folder,
        config_file=run.config_file if run.config_file.exists() else None,
    )
