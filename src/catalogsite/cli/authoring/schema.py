"""The command `schema`, for editors."""

from __future__ import annotations

from typing import Annotated

import typer

from catalogsite.cli import exit_codes
from catalogsite.cli.app import AUTHORS, app
from catalogsite.cli.options import (
    CONFIG_FILE,
    ConfigFile,
    StateDir,
    print_json,
    settings_of,
    state_of,
)
from catalogsite.config.names import SchemaName


@app.command(rich_help_panel=AUTHORS)
def schema(
    name: Annotated[SchemaName, typer.Argument(help="The file that the schema is for.")],
    *,
    with_refs: Annotated[
        bool, typer.Option("--with-refs", help="Complete references with those of the snapshot.")
    ] = False,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
) -> int:
    """Print the JSON Schema of descriptors, templates, the configuration or a file that we write.

    Editors complete and check files with it; `--with-refs` completes owners, systems and APIs.

    Example: `catalogsite schema entity --with-refs > catalog-info.schema.json`
    """
    from catalogsite.commands import query as questions
    from catalogsite.state.snapshot_file import read_snapshot

    settings = settings_of(config)
    known = read_snapshot(state_of(settings, state_dir).snapshot).entities if with_refs else ()
    print_json(questions.schema(name, settings.policy, known))
    return exit_codes.OK
