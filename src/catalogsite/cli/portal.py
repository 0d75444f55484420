"""The commands `init`, `demo`, `collect`, `build` and `serve`."""

from __future__ import annotations

import os
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
from catalogsite.cli.terminal import Terminal
from catalogsite.config.names import FILE_NAME, STATE_DIR, CiHost
from catalogsite.errors import NotPublishedError

if TYPE_CHECKING:
    from catalogsite.cli.run_recorder import RunRecorder
    from catalogsite.collect.run import Run
    from catalogsite.model.snapshot import Snapshot

_LAST_PORT = 65_535


@app.command(rich_help_panel=PORTAL)
def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where to write the files.")
    ] = Path(),
    *,
    title: Annotated[
        str | None, typer.Option(help="Title of the portal. Default: Developer portal.")
    ] = None,
    from_backstage: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="An app-config.yaml to carry over; later files override earlier ones.",
        ),
    ] = None,
    ci: Annotated[
        CiHost, typer.Option(help="The CI system that the nightly job is written for.")
    ] = CiHost.GITHUB,
    quiet: Quiet = False,
) -> int:
    """Start a portal: catalogsite.yaml, mkdocs.yml, docs/, pinned requirements and a nightly job.

    Example: `catalogsite init portal --title "Acme developer portal" --ci gitlab`
    """
    from catalogsite.commands.init import init_portal
    from catalogsite.commands.migration import migrate
    from catalogsite.config.settings import load_config

    terminal = Terminal(quiet=quiet)
    moved = migrate(from_backstage, folder, os.environ, title) if from_backstage else None
    named = title or (moved.title if moved else None) or "Developer portal"
    portal = init_portal(folder, named, moved.config if moved else None, ci)
    for path in portal.files:
        terminal.note(f"wrote {path}")
    for sentence in portal.notes:
        terminal.note(sentence)
    if moved is None:
        terminal.note("next: name your sources in catalogsite.yaml, then run `catalogsite build`")
        return exit_codes.OK
    load_config(folder / FILE_NAME)
    for note in moved.notes:
        terminal.say(str(note))
    terminal.note("next: look through catalogsite.yaml, then run `catalogsite build`")
    return exit_codes.OK


@app.command(rich_help_panel=PORTAL)
def demo(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A new folder, or the one of an earlier demo.")
    ] = Path("catalogsite-demo"),
    *,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Make the Acme organisation as real git repositories, and build its portal.

    Example: `catalogsite demo /tmp/acme`
    """
    from catalogsite import pipeline
    from catalogsite.cli.run_recorder import RunRecorder
    from catalogsite.commands.demo import collect_nights, make_demo

    with Terminal(quiet=quiet, verbose=verbose) as terminal:
        made = make_demo(folder)
        with RunRecorder("demo", terminal, made.parent / STATE_DIR) as recorder:
            run = recorder.begin(run_of(terminal, made))
            site = run.config.path("site")
            recorder.collected(collect_nights(run, pipeline.collect))
            # The demo is a new portal, which no earlier publication is compared with.
            snapshot = pipeline.build(run, site, accept=True)
            terminal.summary(snapshot, site)
            # One of its projects is refused on purpose, which is no failure of the command.
            return recorder.end(exit_codes.OK, snapshot, published=True)


@app.command(rich_help_panel=PORTAL)
def collect(  # noqa: PLR0913  (the options of a command)
    paths: Paths = None,
    *,
    config: ConfigFile = CONFIG_FILE,
    shard: Annotated[
        str | None,
        typer.Option(
            metavar="K/N", help="Read only this share of the repositories, for `merge` to join."
        ),
    ] = None,
    shard_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Default: shard-K-of-N.zip beside the config."),
    ] = None,
    state_dir: StateDir = None,
    executor: Executor = None,
    fail_on: FailOnLevel = exit_codes.FailOn.NEVER,
    accept: Accept = False,
    metrics: MetricsFile = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Read the sources, add the facts of providers, and write the snapshot.

    Mistakes of authors do not end it with an error: see `--fail-on`.

    Example: `catalogsite collect ~/src`
    """
    from catalogsite import pipeline
    from catalogsite.cli.run_recorder import RunRecorder

    folder = state_dir or config.parent / STATE_DIR
    with Terminal(quiet=quiet, verbose=verbose) as terminal:
        if shard is not None:
            if paths:
                raise typer.BadParameter("--shard reads the sources of the config, and no PATH")
            return _collect_shard(
                run_of(terminal, config, None, state_dir, executor), shard, shard_file
            )
        with RunRecorder("collect", terminal, folder, metrics) as recorder:
            run = recorder.begin(run_of(terminal, config, paths, state_dir, executor))
            _warn_without_sources(run, terminal)
            snapshot = pipeline.collect(run, accept=accept)
            return end_of_collect(recorder, run, snapshot, fail_on, accept=accept)


def end_of_collect(
    recorder: RunRecorder,
    run: Run,
    snapshot: Snapshot,
    fail_on: exit_codes.FailOn,
    *,
    accept: bool,
) -> int:
    """Say what a run has collected, and return its exit code."""
    from catalogsite.collect.publication import refusal_of

    terminal = recorder.terminal
    recorder.collected(snapshot)
    terminal.failures(snapshot)
    refused = None if accept else refusal_of(run, snapshot)
    reason = f"a build will not publish this: {refused}" if refused else None
    if reason is not None:
        terminal.warn(f"{reason}; to publish it, use --accept")
    terminal.note(f"snapshot: {run.state.snapshot}")
    code = exit_codes.of_snapshot(snapshot, fail_on)
    return recorder.end(code, snapshot, published=False, reason=reason)


def _collect_shard(run: Run, text: str, file: Path | None) -> int:
    from catalogsite import pipeline
    from catalogsite.collect.shards.share import parse_share

    share = parse_share(text)
    path = file or run.config.path(f"shard-{share.number}-of-{share.of}.zip")
    failures = pipeline.collect_shard(run, share, path)
    if isinstance(run.progress, Terminal):
        for failure in failures:
            run.progress.warn(failure.reason)
        run.progress.note(f"shard {share}: {path}")
    return exit_codes.OK


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
    from catalogsite.cli.run_recorder import RunRecorder

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
            _warn_without_sources(run, terminal)
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


def _warn_without_sources(run: Run, terminal: Terminal) -> None:
    if not run.config.sources:
        terminal.warn(
            "no source is named, so the catalog is empty\n"
            f"  fix: name one under `sources` in {run.config_file}, or folders as PATH"
        )


def _address(given: str) -> str:
    host, _, port = given.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > _LAST_PORT:
        raise typer.BadParameter(f"'{given}' is not HOST:PORT, such as 127.0.0.1:8000")
    return given


@app.command(rich_help_panel=PORTAL)
def serve(
    paths: Paths = None,
    *,
    config: ConfigFile = CONFIG_FILE,
    no_collect: NoCollect = False,
    address: Annotated[
        str, typer.Option(metavar="HOST:PORT", callback=_address, help="Where to listen.")
    ] = "127.0.0.1:8000",
    state_dir: StateDir = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Build, then serve with live reload; generated pages are made on request.

    Problems are shown on the pages and never end it, so there is no `--fail-on`.

    Example: `catalogsite serve --no-collect`
    """
    from catalogsite import pipeline

    with Terminal(quiet=quiet, verbose=verbose) as terminal:
        run = run_of(terminal, config, paths, state_dir)
        if not no_collect or not run.state.snapshot.exists():
            terminal.failures(pipeline.collect(run))
        terminal.note(f"serving on http://{address}/ until Ctrl-C")
    pipeline.serve(run, address)
    return exit_codes.OK
