"""The command `collect`."""

from __future__ import annotations

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
    Paths,
    Quiet,
    StateDir,
    Verbose,
    run_of,
)
from catalogsite.cli.portal.collect_report import end_of_collect, warn_without_sources
from catalogsite.cli.terminal import Terminal
from catalogsite.config.names import STATE_DIR

if TYPE_CHECKING:
    from catalogsite.collect.run import Run


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
    from catalogsite.cli.portal.run_recorder import RunRecorder

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
            warn_without_sources(run, terminal)
            snapshot = pipeline.collect(run, accept=accept)
            return end_of_collect(recorder, run, snapshot, fail_on, accept=accept)


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
