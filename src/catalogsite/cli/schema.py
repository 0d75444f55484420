"""Commands that describe catalogsite to other programs: `schema` and `completion`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from typer.completion import (  # type: ignore[attr-defined]  # it has no __all__
    get_completion_script,
)

from catalogsite.cli.app import AUTHORS, OK, SETUP, app
from catalogsite.cli.options import (
    CONFIG_FILE,
    ConfigFile,
    StateDir,
    print_json,
    settings_of,
    state_of,
)
from catalogsite.config.names import SchemaName


class Shell(StrEnum):
    """The shells that can complete commands."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


@app.command(rich_help_panel=AUTHORS)
def schema(
    name: Annotated[SchemaName, typer.Argument(help="What to describe.")],
    *,
    with_refs: Annotated[
        bool, typer.Option("--with-refs", help="Offer the names that are in the snapshot.")
    ] = False,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
) -> int:
    """Print a JSON Schema: of descriptors, templates, the configuration, and what else we write.

    Editors complete and check descriptors by it; `--with-refs` offers owners, systems and APIs.

    Example: `catalogsite schema entity --with-refs > catalog-info.schema.json`
    """
    from catalogsite.commands import query as questions
    from catalogsite.state.snapshot_file import read_snapshot

    settings = settings_of(config)
    known = read_snapshot(state_of(settings, state_dir).snapshot).entities if with_refs else ()
    print_json(questions.schema(name, settings.policy, known))
    return OK


@app.command(rich_help_panel=SETUP)
def completion(
    shell: Annotated[Shell, typer.Argument(help="The shell that is to complete.")] = Shell.BASH,
) -> int:
    """Print the script by which a shell completes commands and options.

    Example: `catalogsite completion bash >> ~/.bashrc`
    """
    script = get_completion_script(
        prog_name="catalogsite", complete_var="_CATALOGSITE_COMPLETE", shell=shell.value
    )
    typer.echo(script)
    return OK
