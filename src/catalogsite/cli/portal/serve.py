"""The command `serve`."""

from __future__ import annotations

from typing import Annotated

import typer

from catalogsite.cli import exit_codes
from catalogsite.cli.app import PORTAL, app
from catalogsite.cli.options import (
    CONFIG_FILE,
    ConfigFile,
    NoCollect,
    Paths,
    Quiet,
    StateDir,
    Verbose,
    run_of,
)
from catalogsite.cli.terminal import Terminal

_LAST_PORT = 65_535


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
