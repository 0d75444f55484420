"""The command `check`: what is wrong in descriptors, documentation and templates."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from catalogsite import pipeline
from catalogsite.cli.app import AUTHORS, OK, USER, app
from catalogsite.cli.options import (
    CONFIG_FILE,
    ConfigFile,
    Paths,
    Quiet,
    Verbose,
    now,
    settings_of,
)
from catalogsite.console import Terminal
from catalogsite.report import (
    problems_as_github,
    problems_as_json,
    problems_as_junit,
    problems_as_sarif,
)


class CheckFormat(StrEnum):
    """How `check` writes problems."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    JUNIT = "junit"


_WRITERS = {
    CheckFormat.JSON: problems_as_json,
    CheckFormat.SARIF: problems_as_sarif,
    CheckFormat.GITHUB: problems_as_github,
    CheckFormat.JUNIT: problems_as_junit,
}


@app.command(rich_help_panel=AUTHORS)
def check(
    paths: Paths = None,
    *,
    config: ConfigFile = CONFIG_FILE,
    output: Annotated[CheckFormat, typer.Option("--format", help="How to write problems.")] = (
        CheckFormat.TEXT
    ),
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Check descriptors, documentation and templates, without the network.

    Looks at the folders of the configuration, or at PATHs; at this folder where neither is there.

    Example: `catalogsite check . --format github`
    """
    with Terminal(quiet=quiet, verbose=verbose) as terminal:
        report = pipeline.check(settings_of(config, paths), now(), terminal)
    if output is CheckFormat.TEXT:
        terminal.report(report, Path.cwd())
    else:
        typer.echo(_WRITERS[output](report, Path.cwd()))
    for failure in report.failures:
        terminal.failure(failure)
    return USER if report.errors or report.failures else OK
