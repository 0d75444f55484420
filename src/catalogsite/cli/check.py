"""The command `check`: what is wrong in descriptors, documentation and templates."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from catalogsite.cli.app import AUTHORS, OK, USER, app
from catalogsite.cli.options import (
    CONFIG_FILE,
    ConfigFile,
    Paths,
    Quiet,
    Snapshot,
    Verbose,
    run_of,
)
from catalogsite.cli.terminal import Terminal

if TYPE_CHECKING:
    from catalogsite.commands.check.report import CheckReport
    from catalogsite.config.settings import Config


class CheckFormat(StrEnum):
    """How `check` writes problems."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    JUNIT = "junit"


@app.command(rich_help_panel=AUTHORS)
def check(
    paths: Paths = None,
    *,
    config: ConfigFile = CONFIG_FILE,
    output: Annotated[CheckFormat, typer.Option("--format", help="How to write problems.")] = (
        CheckFormat.TEXT
    ),
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what is mechanical; shows the change as a diff.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --fix: show the diff and write nothing.")
    ] = False,
    snapshot: Snapshot = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Check descriptors, documentation and templates, without the network.

    Looks at the folders of the configuration, or at PATHs; at this folder where neither is there.
    What they name and do not hold is looked up in the snapshot.

    Example: `catalogsite check . --format github`
    """
    if fix and output is not CheckFormat.TEXT:
        raise typer.BadParameter("--fix prints a diff, so it goes with --format text only")
    if dry_run and not fix:
        raise typer.BadParameter("--dry-run goes with --fix")
    from catalogsite import pipeline
    from catalogsite.collect.catalog_context import load_context

    with Terminal(quiet=quiet, verbose=verbose) as terminal:
        run = run_of(terminal, config, paths)
        context = load_context(run, partial=bool(paths), snapshot=snapshot)
        report = pipeline.check(run, context)
        if fix and _fix(report, run.config, terminal, dry_run=dry_run):
            report = pipeline.check(run, context)
    if output is CheckFormat.TEXT:
        terminal.report(report, Path.cwd())
    else:
        typer.echo(_written(report, output))
    if report.unknown and output is CheckFormat.TEXT:
        number = f"{report.unknown} reference{'' if report.unknown == 1 else 's'}"
        terminal.note(f"{number} to other repositories not looked up: name a --snapshot")
    for failure in report.failures:
        terminal.failure(failure)
    return USER if report.errors or report.failures else OK


def _written(report: CheckReport, output: CheckFormat) -> str:
    from catalogsite.commands.check import report as writers

    write = {
        CheckFormat.JSON: writers.problems_as_json,
        CheckFormat.SARIF: writers.problems_as_sarif,
        CheckFormat.GITHUB: writers.problems_as_github,
        CheckFormat.JUNIT: writers.problems_as_junit,
    }[output]
    return write(report, Path.cwd())


def _fix(report: CheckReport, settings: Config, terminal: Terminal, *, dry_run: bool) -> bool:
    """Show the diff and write it; whether there is something to check again."""
    from catalogsite.commands.check.apply_fixes import mend, shown, write_fixed_files
    from catalogsite.commands.check.fixing import unified_diff

    mended = list(mend(report, settings.policy))
    for item in mended:
        typer.echo(unified_diff(item.change, shown(item.file, Path.cwd())), nl=False)
    number = sum(len(item.change.fixed) for item in mended)
    problems = f"{number} problem{'' if number == 1 else 's'}"
    files = f"{len(mended)} file{'' if len(mended) == 1 else 's'}"
    if not mended:
        terminal.note("nothing that can be fixed")
    elif dry_run:
        terminal.note(f"{problems} could be fixed in {files}")
    else:
        write_fixed_files(mended)
        terminal.note(f"{problems} fixed in {files}")
    return bool(mended) and not dry_run
