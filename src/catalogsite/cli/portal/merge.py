"""The command `merge`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from catalogsite.cli import exit_codes
from catalogsite.cli.app import PORTAL, app
from catalogsite.cli.options import (
    CONFIG_FILE,
    Accept,
    ConfigFile,
    FailOnLevel,
    MetricsFile,
    Quiet,
    StateDir,
    Verbose,
    run_of,
)
from catalogsite.cli.portal.collect_report import end_of_collect
from catalogsite.cli.terminal import Terminal
from catalogsite.config.names import STATE_DIR


@app.command(rich_help_panel=PORTAL)
def merge(  # noqa: PLR0913  (the options of a command)
    shards: Annotated[
        list[Path], typer.Argument(metavar="SHARD", help="Files of `collect --shard K/N`.")
    ],
    *,
    config: ConfigFile = CONFIG_FILE,
    partial: Annotated[
        bool,
        typer.Option(
            "--partial",
            help="Where a shard is missing, keep the last good state of its repositories.",
        ),
    ] = False,
    state_dir: StateDir = None,
    fail_on: FailOnLevel = exit_codes.FailOn.NEVER,
    accept: Accept = False,
    metrics: MetricsFile = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Join shards, add the facts of providers, and write the snapshot.

    It is the snapshot that `collect` on one machine would write.

    Example: `catalogsite merge shard-*.zip`
    """
    from catalogsite import pipeline
    from catalogsite.cli.portal.run_recorder import RunRecorder

    folder = state_dir or config.parent / STATE_DIR
    with (
        Terminal(quiet=quiet, verbose=verbose) as terminal,
        RunRecorder("merge", terminal, folder, metrics) as recorder,
    ):
        run = recorder.begin(run_of(terminal, config, None, state_dir))
        snapshot = pipeline.merge(run, shards, partial=partial, accept=accept)
        return end_of_collect(recorder, run, snapshot, fail_on, accept=accept)
