"""The Typer application that commands register with; a command returns its exit code."""

from __future__ import annotations

from typing import Annotated

import typer
from typer.completion import completion_init  # type: ignore[attr-defined]  # it has no __all__

from catalogsite import __version__
from catalogsite.cli import exit_codes

PORTAL, QUERIES, AUTHORS, SETUP = (
    "Make a portal",
    "Query the snapshot",
    "Write descriptors and code",
    "This installation",
)
"""The headings of `catalogsite --help`."""


def _finish(code: int | None, **_: object) -> None:
    raise typer.Exit(code or exit_codes.OK)


app = typer.Typer(
    name="catalogsite",
    help="Build a developer portal from the files your repositories already have.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    add_completion=False,
    result_callback=_finish,
    context_settings={"help_option_names": ["-h", "--help"]},
)

# Otherwise only Typer's own options, which write to the user's shell files, would enable it.
completion_init()


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"catalogsite {__version__}")
        raise typer.Exit(exit_codes.OK)


@app.callback()
def root(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Build a developer portal from the files your repositories already have.

    Example: `catalogsite build ~/src`
    """
