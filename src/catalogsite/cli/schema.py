"""Commands that describe catalogsite to other programs: `schema` and `completion`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from typer.completion import (  # type: ignore[attr-defined]  # it has no __all__
    get_completion_script,
)

from catalogsite import questions
from catalogsite.cli.app import AUTHORS, OK, SETUP, app
from catalogsite.cli.options import print_json


class Shell(StrEnum):
    """The shells that can complete commands."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


@app.command(rich_help_panel=AUTHORS)
def schema(
    name: Annotated[questions.SchemaName, typer.Argument(help="What to describe.")],
) -> int:
    """Print a JSON Schema: of the snapshot, of the configuration, or of a scorecard.

    Example: `catalogsite schema config > catalogsite.schema.json`
    """
    print_json(questions.schema(name))
    return OK


@app.command(rich_help_panel=SETUP)
def completion(
    shell: Annotated[Shell, typer.Argument(help="The shell that is to complete.")] = Shell.BASH,
) -> int:
    """Print the script by which a shell completes commands, options and references.

    Example: `catalogsite completion bash >> ~/.bashrc`
    """
    script = get_completion_script(
        prog_name="catalogsite", complete_var="_CATALOGSITE_COMPLETE", shell=shell.value
    )
    typer.echo(script)
    return OK
