"""The command `new`: runs a scaffold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from catalogsite.cli import exit_codes
from catalogsite.cli.app import AUTHORS, app
from catalogsite.cli.new.answers import TemplateAnswers
from catalogsite.cli.new.file_tree import file_bytes, tree_lines
from catalogsite.cli.new.update_report import say_update
from catalogsite.cli.options import (
    CONFIG_FILE,
    AnswerFormat,
    ConfigFile,
    Format,
    Quiet,
    StateDir,
    print_json,
    run_of,
)
from catalogsite.cli.terminal import Terminal

if TYPE_CHECKING:
    from catalogsite.scaffold import Outcome


@app.command(rich_help_panel=AUTHORS)
def new(  # noqa: PLR0913  (the options of a command)
    template: Annotated[
        str | None,
        typer.Argument(help="A built-in template, one of the catalog, or a folder that holds one."),
    ] = None,
    *,
    list_only: Annotated[
        bool,
        typer.Option("--list", help="List the templates of the catalog and the built-in ones."),
    ] = False,
    output: AnswerFormat = Format.TEXT,
    assignments: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="The value of a parameter; `{env: NAME}` takes it from the environment.",
        ),
    ] = None,
    values: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Values of parameters, in YAML or JSON; --set wins."),
    ] = None,
    dest: Annotated[Path, typer.Option(metavar="DIR", help="The folder to write to.")] = Path(),
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the tree of files and write nothing.")
    ] = False,
    show: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="With --dry-run: print the content of this file."),
    ] = None,
    publish: Annotated[
        bool,
        typer.Option(
            "--publish",
            help="Create and change repositories as the template says, with your own credentials.",
        ),
    ] = False,
    trust: Annotated[
        bool,
        typer.Option(
            "--trust", help="Let a Copier template run its code: tasks, migrations and extensions."
        ),
    ] = False,
    update: Annotated[
        bool,
        typer.Option(
            "--update",
            help="Merge what changed in its template into the project in the folder TEMPLATE (here).",
        ),
    ] = False,
    template_place: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="TEMPLATE", help="With --update: where the template is now."
        ),
    ] = None,
    old: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="With --update: the template as it was, if git lacks it."),
    ] = None,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
    quiet: Quiet = False,
) -> int:
    """Run a scaffold: a built-in one, a template of the catalog, or a folder with template.yaml.

    In a terminal it asks for what `--set` and `--values` leave open. `--list` prints the names of the
    built-in templates and of those in the catalog. A secret is asked for without showing it, or taken
    from the environment: `--set 'token={env: API_TOKEN}'`.

    A Copier template (`copier.yml`) is run by Copier itself; its code runs only with `--trust`.

    `--update` renders the template of a project at the version of its record and at that of today, and
    merges the difference; it exits with 1 where files have conflicts.

    Example: `catalogsite new python-service --set name=ledger --set owner=team-payments --dest ledger`

    `catalogsite new python-service` asks for everything; with `--values ledger.yaml --dry-run --show
    README.md` it takes the answers of a file and prints one of the files that it would write.
    """
    from catalogsite import pipeline

    terminal = Terminal(quiet=quiet)
    if publish and (update or list_only):
        raise typer.BadParameter("--publish is for a new project")
    if update:
        run = run_of(terminal, config, state_dir=state_dir)
        folder = Path(template or ".")
        found = pipeline.update_project(
            run,
            folder,
            assignments or [],
            template=template_place,
            old=old,
            dry_run=dry_run,
            trust=trust,
        )
        return say_update(terminal, found, folder, dry_run=dry_run)
    if list_only == (template is not None):
        raise typer.BadParameter("name a template, or list them with --list")
    if show is not None and not dry_run:
        raise typer.BadParameter("--show needs --dry-run")
    run = run_of(terminal, config, state_dir=state_dir)
    if template is None:
        _list(terminal, pipeline.templates(run), output)
        return exit_codes.OK
    options = {"--dry-run": dry_run, "--publish": publish, "--trust": trust}
    flags = [*(name for name, on in options.items() if on), *(["--show", show] if show else [])]
    answers = TemplateAnswers(terminal, template, assignments or [], values, dest, flags)
    outcome = pipeline.new(
        run, template, answers.values, dest, dry_run=dry_run, publish=publish, trust=trust
    )
    if show is not None:
        typer.echo(file_bytes(outcome, show, answers.hidden), nl=False)
    else:
        _print(terminal, outcome, dest, dry_run=dry_run)
    return exit_codes.OK


def _list(terminal: Terminal, listed: Sequence[Any], output: Format) -> None:
    if output is Format.JSON:
        print_json([one._asdict() for one in listed])
        return
    rows = [(one.name, one.title, one.type, one.owner, one.origin) for one in listed]
    terminal.table(("name", "title", "type", "owner", "from"), rows)


def _print(terminal: Terminal, outcome: Outcome, dest: Path, *, dry_run: bool) -> None:
    if dry_run:
        for line in tree_lines(str(dest), outcome.files):
            terminal.say(line)
    else:
        for file in outcome.files:
            terminal.say(f"wrote {dest / file}")
    for note in outcome.notes:
        terminal.note(note)
    for link in outcome.output.get("links", ()):
        if isinstance(link.get("url"), str):
            terminal.note(f"{link.get('title') or 'see'}: {link['url']}")
