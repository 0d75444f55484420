"""The command `completion`, for shells."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from typer.completion import (  # type: ignore[attr-defined]  # it has no __all__
    get_completion_script,
)

from catalogsite.cli import exit_codes
from catalogsite.cli.app import SETUP, app


class Shell(StrEnum):
    """The shells that can complete commands."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


@app.command(rich_help_panel=SETUP)
def completion(
    shell: Annotated[Shell, typer.Argument(help="The shell.")] = Shell.BASH,
) -> int:
    """Print the script that lets a shell complete commands and options.

    Example: `catalogsite completion bash >> ~/.bashrc`
    """
    script = get_completion_script(
        prog_name="catalogsite", complete_var="_CATALOGSITE_COMPLETE", shell=shell.value
    )
    typer.echo(script)
    return exit_codes.OK
