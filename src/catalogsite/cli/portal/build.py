"""The command `build`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from catalogsite.cli import exit_codes
from catalogsite.cli.app import PORTAL, app
from catalogsite.cli.options import (
    CONFIG_FILE,
    Accept,
    ConfigFile,
    Executor,
    FailOnLevel,
    MetricsFile,
    NoCollect,
    Paths,
    Quiet,
    SiteDir,
    StateDir,
    Verbose,
    run_of,
)
from catalogsite.cli.portal.collect_report import warn_without_sources
from catalogsite.cli.terminal import Terminal
from catalogsite.config.names import STATE_DIR
from catalogsite.errors import NotPublishedError

if TYPE_CHECKING:
    from catalogsite.collect.run import Run


@app.command(rich_help_panel=PORTAL)
def build(  # noqa: PLR0913  (the options of a command)
    paths: Paths = None,
    *,
    config: ConfigFile = CONFIG_FILE,
    no_collect: NoCollect = False,
    snapshot_day: Annotated[
        datetime | None,
        typer.Option(
            "--snapshot",
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="Build the catalog of an earlier day, into site-DATE beside the config.",
        ),
    ] = None,
    site_dir: SiteDir = None,
    manifest: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Also write the path, size and SHA-256 hash of every file here."
        ),
    ] = None,
    state_dir: StateDir = None,
    executor: Executor = None,
    fail_on: FailOnLevel = exit_codes.FailOn.NEVER,
    accept: Accept = False,
    metrics: MetricsFile = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Collect, then build the site and put it in the place of the old one.

    Mistakes of authors do not end it with an error: see `--fail-on`. A site is not published where the
    catalog lost too much since the last publication: see `--accept`.

    Example: `catalogsite build ~/src --site-dir public`
    """
    from catalogsite import pipeline
    from catalogsite.cli.portal.run_recorder import RunRecorder

    if snapshot_day is not None:
        if manifest is not None:
            raise typer.BadParameter("--manifest lists the site of today, not that of --snapshot")
        return _build_past(
            run_of(Terminal(quiet=quiet), config, paths, state_dir, executor),
            snapshot_day,
            site_dir,
        )
    folder = state_dir or config.parent / STATE_DIR
    with (
        Terminal(quiet=quiet, verbose=verbose) as terminal,
        RunRecorder("build", terminal, folder, metrics) as recorder,
    ):
        run = recorder.begin(run_of(terminal, config, paths, state_dir, executor))
        site = site_dir or run.config.path("site")
        if not no_collect:
            warn_without_sources(run, terminal)
            recorder.collected(pipeline.collect(run))
        try:
            snapshot = pipeline.build(run, site, accept=accept, manifest=manifest)
        except NotPublishedError:
            if recorder.snapshot is not None:
                terminal.failures(recorder.snapshot)
            raise
        terminal.summary(snapshot, site)
        code = exit_codes.of_snapshot(snapshot, fail_on)
        return recorder.end(code, snapshot, published=True)


def _build_past(run: Run, day: datetime, site_dir: Path | None) -> int:
    from catalogsite import pipeline

    site = site_dir or run.config.path(f"site-{day:%Y-%m-%d}")
    snapshot = pipeline.build_past(run, day.date(), site)
    if isinstance(run.progress, Terminal):
        run.progress.summary(snapshot, site)
    return exit_codes.OK
