"""The command `demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from catalogsite.cli import exit_codes
from catalogsite.cli.app import PORTAL, app
from catalogsite.cli.options import Quiet, Verbose, run_of
from catalogsite.cli.terminal import Terminal
from catalogsite.config.names import STATE_DIR


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
    from catalogsite.cli.portal.run_recorder import RunRecorder
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
