"""Builds and serves the human pages of a run's portal: those of the mkdocs.yml beside its config."""

from __future__ import annotations

from pathlib import Path

from catalogsite.collect.run import Run
from catalogsite.model.snapshot import Snapshot
from catalogsite.render.content_policy import ContentPolicy
from catalogsite.site.portal import build_portal, portal_beside, serve_portal
from catalogsite.site.portal_build import HumanSite, link_targets


def build_human_pages(
    run: Run, snapshot: Snapshot, folder: Path, policy: ContentPolicy, notice: str = ""
) -> HumanSite:
    """Write the human pages to a folder; the result has the shells of the generated ones.

    Raises ConfigError with the message of MkDocs.
    """
    return build_portal(
        portal_beside(run.config_file),
        folder,
        title=snapshot.title,
        url=run.config.url,
        targets=link_targets(snapshot, run.state, run.config.limits),
        policy=policy,
        notice=notice,
    )


def serve_site(run: Run, snapshot: Snapshot, address: str) -> None:
    """Serve human and generated pages at HOST:PORT until interrupted, with live reload.

    Raises ConfigError with the message of MkDocs.
    """
    serve_portal(
        portal_beside(run.config_file),
        address,
        title=snapshot.title,
        url=run.config.url,
        state_dir=run.state.folder,
        config_file=run.config_file if run.config_file.exists() else None,
    )
