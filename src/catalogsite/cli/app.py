"""The application that commands register with, and what every command's return value means."""

from __future__ import annotations

from typing import Annotated

import typer
from typer.completion import completion_init  # type: ignore[attr-defined]  # it has no __all__

from catalogsite import __version__

OK, USER, USAGE, BUG, PARTIAL = 0, 1, 2, 3, 4
"""Exit codes: done, the user can fix it, wrong usage, a bug of ours, built but something is
stale or missing."""

PORTAL, QUESTIONS, AUTHORS, SETUP = (
    "Make a portal",
    "Ask the snapshot",
    "Write descriptors and code",
    "This installation",
)
"""The headings that `catalogsite --help` lists commands under."""


def _finish(code: int | None, **_: object) -> None:
    raise typer.Exit(code or OK)


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

# Else only typer's own options, which write to the user's shell files, would switch it on.
completion_init()


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"catalogsite {__version__}")
        raise typer.Exit(OK)


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
