"""The command `scaffold test`: runs the test cases of templates."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from catalogsite.cli import exit_codes
from catalogsite.cli.app import AUTHORS, app
from catalogsite.cli.options import Quiet
from catalogsite.cli.terminal import Terminal
from catalogsite.execution.progress import counted

if TYPE_CHECKING:
    from catalogsite.scaffold.testing.run_cases import CaseResult

scaffold = typer.Typer(no_args_is_help=True, help="For authors of scaffold templates.")
app.add_typer(scaffold, name="scaffold", rich_help_panel=AUTHORS)


class ReportFormat(StrEnum):
    """The output formats of `scaffold test`."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"


@scaffold.command("test")
def run_tests(
    named: Annotated[
        str,
        typer.Argument(
            metavar="DIR|TEMPLATE",
            help="A folder with templates, the folder of one, or a built-in template.",
        ),
    ] = ".",
    *,
    run_commands: Annotated[
        bool,
        typer.Option(
            "--run-commands",
            help="Also run the commands of cases in the new repositories; they are code of the template.",
        ),
    ] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Write the golden folders from what is made now.")
    ] = False,
    output: Annotated[ReportFormat, typer.Option("--format", help="The output format.")] = (
        ReportFormat.TEXT
    ),
    quiet: Quiet = False,
) -> int:
    """Run the test cases in `template-tests/*.yaml` beside each template.

    A case has answers, and the files, texts or error that a run of the template with them must
    give. Exit code 1 says that a case failed.

    Example: `catalogsite scaffold test templates --format junit`
    """
    from catalogsite.commands.scaffold_test import scaffold_test

    results = scaffold_test(named, commands=run_commands, update=update)
    terminal = Terminal(quiet=quiet)
    _print(results, output, terminal)
    left_out = sum(one.commands_left_out for one in results)
    if left_out:
        terminal.note(f"{counted(left_out, 'command')} not run: they need --run-commands")
    return exit_codes.OK if all(one.passed for one in results) else exit_codes.USER_ERROR


def _print(results: list[CaseResult], output: ReportFormat, terminal: Terminal) -> None:
    from catalogsite.scaffold.testing import report

    here = Path.cwd()
    if output is ReportFormat.JSON:
        typer.echo(report.results_as_json(results, here))
        return
    if output is ReportFormat.JUNIT:
        typer.echo(report.results_as_junit(results, here))
        return
    for one in results:
        terminal.say(report.result_as_text(one, here))
    failed = sum(not one.passed for one in results)
    terminal.note(f"{counted(len(results), 'case')}, {failed} failed")
