"""The command `doctor`: checks this installation."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from catalogsite.cli import exit_codes
from catalogsite.cli.app import SETUP, app
from catalogsite.cli.options import (
    CONFIG_FILE,
    AnswerFormat,
    ConfigFile,
    Format,
    StateDir,
    now,
    print_json,
)
from catalogsite.cli.terminal import Terminal
from catalogsite.config.names import STATE_DIR


@app.command(rich_help_panel=SETUP)
def doctor(
    *,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Send no request to sources and providers.")
    ] = False,
    output: AnswerFormat = Format.TEXT,
) -> int:
    """Check the installation, the configuration, the state and every provider, with a fix for each failure.

    Each source and provider is sent a few cheap requests, all at the same time, with ten seconds to answer each.
    For each of them the report names the owner of the token, the rights that the token lacks,
    and how many entities of the last snapshot map to it.

    Example: `catalogsite doctor --offline`
    """
    from catalogsite.commands.doctor.installation import run_checks

    folder = state_dir or config.parent / STATE_DIR
    diagnosis = run_checks(config, folder, os.environ, now(), offline=offline)
    if output is Format.JSON:
        print_json(diagnosis.model_dump(mode="json", by_alias=True))
    else:
        Terminal().diagnosis(diagnosis)
    return exit_codes.of_answer(diagnosis.ok)
