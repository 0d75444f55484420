"""The command `new`: runs a scaffold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from catalogsite.cli import exit_codes
from catalogsite.cli.app import AUTHORS, app
from catalogsite.cli.authoring.new.answers import TemplateAnswers
from catalogsite.cli.authoring.new.file_tree import file_bytes, tree_lines
from catalogsite.cli.authoring.new.options import (
    Assignments,
    Destination,
    DryRun,
    ListOnly,
    OldTemplate,
    Publish,
    ShownFile,
    TemplateName,
    TemplatePlace,
    Trust,
    Update,
    ValuesFile,
)
from catalogsite.cli.authoring.new.update_report import say_update
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
    template: TemplateName = None,
    *,
    list_only: ListOnly = False,
    output: AnswerFormat = Format.TEXT,
    assignments: Assignments = None,
    values: ValuesFile = None,
    dest: Destination = Path(),
    dry_run: DryRun = False,
    show: ShownFile = None,
    publish: Publish = False,
    trust: Trust = False,
    update: Update = False,
    template_place: TemplatePlace = None,
    old: OldTemplate = None,
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

    if publish and (update or list_only):
        raise typer.BadParameter("--publish is for a new project")
    if not update and list_only == (template is not None):
        raise typer.BadParameter("name a template, or list them with --list")
    if not update and show is not None and not dry_run:
        raise typer.BadParameter("--show needs --dry-run")
    terminal = Terminal(quiet=quiet)
    run = run_of(terminal, config, state_dir=state_dir)
    given = assignments or []
    if update:
        folder = Path(template or ".")
        found = pipeline.update_project(
            run, folder, given, template=template_place, old=old, dry_run=dry_run, trust=trust
        )
        return say_update(terminal, found, folder, dry_run=dry_run)
    if template is None:
        _list(terminal, pipeline.templates(run), output)
        return exit_codes.OK
    flags = _repeated_flags(show, dry_run=dry_run, publish=publish, trust=trust)
    answers = TemplateAnswers(terminal, template, given, values, dest, flags)
    outcome = pipeline.new(
        run, template, answers.values, dest, dry_run=dry_run, publish=publish, trust=trust
    )
    if show is not None:
        typer.echo(file_bytes(outcome, show, answers.hidden), nl=False)
    else:
        _print(terminal, outcome, dest, dry_run=dry_run)
    return exit_codes.OK


def _repeated_flags(show: str | None, **on: bool) -> list[str]:
    """The options that a command line with all answers repeats."""
    flags = [f"--{name.replace('_', '-')}" for name, given in on.items() if given]
    return [*flags, *(["--show", show] if show else [])]


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
