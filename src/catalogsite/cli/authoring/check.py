"""The command `check`: reports the problems of descriptors, documentation and templates."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from catalogsite.cli import exit_codes
from catalogsite.cli.app import AUTHORS, app
from catalogsite.cli.options import (
    CONFIG_FILE,
    ConfigFile,
    FailOnLevel,
    Paths,
    Quiet,
    Snapshot,
    Verbose,
    run_of,
)
from catalogsite.cli.terminal import Terminal
from catalogsite.execution.progress import counted

if TYPE_CHECKING:
    from catalogsite.commands.check.report import CheckReport
    from catalogsite.config.settings import Config


class CheckFormat(StrEnum):
    """The output formats of `check`."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    JUNIT = "junit"


@app.command(rich_help_panel=AUTHORS)
def check(  # noqa: PLR0913  (the options of a command)
    paths: Paths = None,
    *,
    config: ConfigFile = CONFIG_FILE,
    output: Annotated[CheckFormat, typer.Option("--format", help="The output format.")] = (
        CheckFormat.TEXT
    ),
    fix: Annotated[
        bool, typer.Option("--fix", help="Apply automatic fixes, showing each change as a diff.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --fix: show the diff and write nothing.")
    ] = False,
    suggest: Annotated[
        bool,
        typer.Option(
            "--suggest", help="Print the lines to add to descriptors for what their files use."
        ),
    ] = False,
    base: Annotated[
        str | None,
        typer.Option(
            metavar="REF", help="Also report what changed in APIs since a commit and breaks others."
        ),
    ] = None,
    snapshot: Snapshot = None,
    fail_on: FailOnLevel = exit_codes.FailOn.ERROR,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Check descriptors, documentation and templates, without the network.

    Reads the PATHs, else the folders of the configuration, else the current folder. References to
    entities elsewhere are looked up in the snapshot.

    Example: `catalogsite check . --format github`
    """
    if fix and output is not CheckFormat.TEXT:
        raise typer.BadParameter("--fix prints a diff, so it goes with --format text only")
    if suggest and output not in {CheckFormat.TEXT, CheckFormat.JSON}:
        raise typer.BadParameter("--suggest goes with --format text or json")
    if dry_run and not fix:
        raise typer.BadParameter("--dry-run goes with --fix")
    from catalogsite import pipeline
    from catalogsite.collect.catalog_context import load_context

    with Terminal(quiet=quiet, verbose=verbose) as terminal:
        run = run_of(terminal, config, paths)
        context = load_context(run, partial=bool(paths), snapshot=snapshot)
        report = pipeline.check(run, context, base)
        if fix and _fix(report, run.config, terminal, dry_run=dry_run):
            report = pipeline.check(run, context, base)
    _print(report, output, terminal, suggest=suggest)
    return exit_codes.of_report(report, fail_on)


def _print(report: CheckReport, output: CheckFormat, terminal: Terminal, *, suggest: bool) -> None:
    if output is CheckFormat.TEXT:
        terminal.report(report, Path.cwd())
        if suggest:
            _print_suggestions(report, terminal)
        if report.unknown:
            number = counted(report.unknown, "reference")
            terminal.note(f"{number} to other repositories not looked up: name a --snapshot")
    elif output is CheckFormat.JSON:
        from catalogsite.commands.check.report import problems_as_json

        typer.echo(problems_as_json(report, Path.cwd(), suggest=suggest))
    else:
        typer.echo(_formatted(report, output))
    for failure in report.failures:
        terminal.failure(failure)


def _print_suggestions(report: CheckReport, terminal: Terminal) -> None:
    if not report.suggestions:
        terminal.note("nothing to add: descriptors declare what their files use")
    for one in report.suggestions:
        place = report.place(one, Path.cwd()) or one.entity_ref
        typer.echo(f"{place}:{one.line or 1}: {one.entity_ref}\n{one.yaml}\n")


def _formatted(report: CheckReport, output: CheckFormat) -> str:
    from catalogsite.commands.check import report as writers

    write = {
        CheckFormat.SARIF: writers.problems_as_sarif,
        CheckFormat.GITHUB: writers.problems_as_github,
        CheckFormat.JUNIT: writers.problems_as_junit,
    }[output]
    return write(report, Path.cwd())


def _fix(report: CheckReport, settings: Config, terminal: Terminal, *, dry_run: bool) -> bool:
    """Print the diff of all fixes and write them; True if files were changed."""
    from catalogsite.commands.check.apply_fixes import find_fixes, relative_path, write_fixes
    from catalogsite.commands.check.fixing import unified_diff

    fixes = list(find_fixes(report, settings.policy))
    for fix in fixes:
        typer.echo(unified_diff(fix.change, relative_path(fix.file, Path.cwd())), nl=False)
    problems = counted(sum(len(fix.change.fixed) for fix in fixes), "problem")
    files = counted(len(fixes), "file")
    if not fixes:
        terminal.note("nothing that can be fixed")
    elif dry_run:
        terminal.note(f"{problems} could be fixed in {files}")
    else:
        write_fixes(fixes)
        terminal.note(f"{problems} fixed in {files}")
    return bool(fixes) and not dry_run
