"""The command line: the only place that prints and sets exit codes."""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import click
import typer

from catalogsite import pipeline, questions
from catalogsite.config import FILE_NAME, Config, config_for_paths, load_config
from catalogsite.console import Terminal
from catalogsite.demo import make_demo
from catalogsite.doctor import examine
from catalogsite.errors import CatalogsiteError, SourceError, UserError
from catalogsite.model import Level, Problem, Snapshot
from catalogsite.report import problems_as_github, problems_as_json
from catalogsite.start import start_portal
from catalogsite.state import State

OK, USER, USAGE, BUG, PARTIAL = 0, 1, 2, 3, 4

app = typer.Typer(
    name="catalogsite",
    help="Build a developer portal from the files your repositories already have.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(StrEnum):
    """How an answer is written."""

    TEXT = "text"
    JSON = "json"


class CheckFormat(StrEnum):
    """How `check` writes problems."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


ConfigFile = Annotated[
    Path, typer.Option("--config", "-c", metavar="FILE", help="The configuration file.")
]
StateDir = Annotated[
    Path | None, typer.Option("--state-dir", metavar="DIR", help="Default: .catalogsite")
]
SiteDir = Annotated[Path | None, typer.Option("--site-dir", metavar="DIR", help="Default: site")]
Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PATH]...", exists=True, file_okay=False, help="Repositories or folders of them."
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Only results and errors.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Each step.")]
AnswerFormat = Annotated[Format, typer.Option("--format", help="How to write the answer.")]


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        typer.echo(f"catalogsite {pipeline.VERSION}")
        raise typer.Exit(OK)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]")] = Path(),
    title: Annotated[str, typer.Option(help="Title of the portal.")] = "Developer portal",
) -> int:
    """Start a portal: catalogsite.yaml, mkdocs.yml, docs/ and a nightly workflow.

    Example: `catalogsite init portal --title "Acme developer portal"`
    """
    terminal = Terminal()
    for path in start_portal(folder, title):
        terminal.say(f"wrote {path}")
    terminal.note("next: name your sources in catalogsite.yaml, then run `catalogsite build`")
    return OK


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]")] = Path("catalogsite-demo"),
    *,
    quiet: Quiet = False,
) -> int:
    """Make the Acme organisation as real git repositories, and build its portal.

    Example: `catalogsite demo /tmp/acme`
    """
    with Terminal(quiet=quiet) as terminal:
        config_path = make_demo(folder)
        config = load_config(config_path)
        state = State(config.path(".catalogsite"))
        site = config.path("site")
        pipeline.collect(config, state, _now(), terminal)
        snapshot = pipeline.build(config, config_path, state, site, terminal)
        _summary(terminal, snapshot, site)
    return OK


@app.command()
def collect(
    paths: Paths = None,
    *,
    config: ConfigFile = Path(FILE_NAME),
    state_dir: StateDir = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Read the sources, enrich what they say, and write the snapshot.

    Example: `catalogsite collect ~/src`
    """
    with Terminal(quiet=quiet, verbose=verbose) as terminal:
        settings = _settings(config, paths)
        state = _state(settings, state_dir)
        snapshot = pipeline.collect(settings, state, _now(), terminal)
        terminal.note(f"snapshot: {state.snapshot}")
    return _outcome(snapshot)


@app.command()
def build(
    paths: Paths = None,
    *,
    config: ConfigFile = Path(FILE_NAME),
    no_collect: Annotated[
        bool, typer.Option("--no-collect", help="Use the snapshot that is there.")
    ] = False,
    site_dir: SiteDir = None,
    state_dir: StateDir = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 where there is an error-level problem.")
    ] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Collect, then build the site.

    Example: `catalogsite build ~/src --site-dir public`
    """
    with Terminal(quiet=quiet, verbose=verbose) as terminal:
        settings = _settings(config, paths)
        state = _state(settings, state_dir)
        site = site_dir or settings.path("site")
        if not no_collect:
            pipeline.collect(settings, state, _now(), terminal)
        snapshot = pipeline.build(settings, config, state, site, terminal)
        _summary(terminal, snapshot, site)
    return _outcome(snapshot, strict=strict)


@app.command()
def serve(
    paths: Paths = None,
    *,
    config: ConfigFile = Path(FILE_NAME),
    state_dir: StateDir = None,
    address: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1:8000",
    no_collect: Annotated[bool, typer.Option("--no-collect", help="Keep the snapshot.")] = False,
) -> int:
    """Build, then serve with live reload; generated pages are made when they are asked for.

    Example: `catalogsite serve --no-collect`
    """
    with Terminal() as terminal:
        settings = _settings(config, paths)
        state = _state(settings, state_dir)
        if not no_collect or not state.snapshot.exists():
            pipeline.collect(settings, state, _now(), terminal)
    pipeline.serve(settings, config, state, address)
    return OK


@app.command()
def check(
    paths: Paths = None,
    *,
    config: ConfigFile = Path(FILE_NAME),
    output: Annotated[CheckFormat, typer.Option("--format", help="How to write.")] = (
        CheckFormat.TEXT
    ),
    quiet: Quiet = False,
) -> int:
    """Check descriptors and documentation, without the network.

    Example: `catalogsite check . --format github`
    """
    terminal = Terminal(quiet=quiet or output is not CheckFormat.TEXT)
    settings = _settings(config, paths or ([] if config.exists() else [Path()]))
    result = pipeline.check(settings, _now(), terminal)
    if output is CheckFormat.JSON:
        typer.echo(problems_as_json(result, Path.cwd()))
    elif output is CheckFormat.GITHUB:
        typer.echo(problems_as_github(result, Path.cwd()))
    else:
        terminal.problems(result.problems)
        terminal.note(_counted(result.problems, result.files, result.entities))
    return USER if any(p.level is Level.ERROR for p in result.problems) else OK


@app.command("list")
def list_entities(
    *,
    kind: Annotated[str | None, typer.Option(help="Only this kind.")] = None,
    owner: Annotated[str | None, typer.Option(help="Only what this group owns.")] = None,
    text: Annotated[str | None, typer.Option("--text", help="Only what contains this.")] = None,
    config: ConfigFile = Path(FILE_NAME),
    state_dir: StateDir = None,
    output: AnswerFormat = Format.TEXT,
) -> int:
    """List the entities of the snapshot.

    Example: `catalogsite list --kind component --owner team-payments`
    """
    rows = questions.list_entities(_snapshot(config, state_dir), kind, owner, text)
    if output is Format.JSON:
        _json(rows)
    else:
        header = ("ref", "title", "type", "lifecycle", "owner")
        Terminal().table(header, ([str(row[key] or "") for key in header] for row in rows))
    return OK


@app.command()
def show(
    ref: str,
    *,
    config: ConfigFile = Path(FILE_NAME),
    state_dir: StateDir = None,
    output: AnswerFormat = Format.TEXT,
) -> int:
    """Show one entity: what it is, where it was read, its relations, facts and problems.

    Example: `catalogsite show component:default/payments-api`
    """
    answer = questions.show(_snapshot(config, state_dir), ref)
    if output is Format.JSON:
        _json(answer)
    else:
        Terminal().say(questions.show_as_text(answer))
    return OK


@app.command()
def impact(
    ref: str,
    *,
    config: ConfigFile = Path(FILE_NAME),
    state_dir: StateDir = None,
    output: AnswerFormat = Format.TEXT,
) -> int:
    """List all that depends on an entity, directly or through others.

    Example: `catalogsite impact resource:default/ledger-db`
    """
    rows = questions.impact(_snapshot(config, state_dir), ref)
    if output is Format.JSON:
        _json(rows)
    elif not rows:
        Terminal().say(f"nothing depends on {ref}")
    else:
        header = ("distance", "ref", "via", "owner")
        Terminal().table(header, ([str(row[key] or "") for key in header] for row in rows))
    return OK


@app.command()
def path(
    start: Annotated[str, typer.Argument(metavar="A")],
    end: Annotated[str, typer.Argument(metavar="B")],
    *,
    config: ConfigFile = Path(FILE_NAME),
    state_dir: StateDir = None,
    output: AnswerFormat = Format.TEXT,
) -> int:
    """Show the shortest chain of relations from one entity to another.

    Example: `catalogsite path component:checkout resource:ledger-db`
    """
    steps = questions.path(_snapshot(config, state_dir), start, end)
    if output is Format.JSON:
        _json(steps)
    else:
        Terminal().say("\n".join(steps) if steps else f"no chain leads from {start} to {end}")
    return OK


@app.command()
def new(
    template: str,
    *,
    values: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="A parameter.")
    ] = None,
    dest: Annotated[Path, typer.Option(help="The folder to make.")] = Path(),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
    config: ConfigFile = Path(FILE_NAME),
    state_dir: StateDir = None,
) -> int:
    """Run a scaffold: a built-in one, a template of the catalog, or a folder with template.yaml.

    Example: `catalogsite new python-service --set name=ledger --set owner=team-payments --dest ledger`
    """
    terminal = Terminal()
    settings = _settings(config, None)
    state = _state(settings, state_dir)
    outcome = pipeline.new(settings, state, template, values or [], dest, _now(), dry_run=dry_run)
    for file in outcome.files:
        terminal.say(f"{'would write' if dry_run else 'wrote'} {dest / file}")
    for note in outcome.notes:
        terminal.note(note)
    return OK


@app.command()
def schema(name: Annotated[questions.SchemaName, typer.Argument()]) -> int:
    """Print a JSON Schema: of the snapshot, or of the configuration.

    Example: `catalogsite schema config > catalogsite.schema.json`
    """
    _json(questions.schema(name))
    return OK


@app.command()
def doctor(
    *,
    config: ConfigFile = Path(FILE_NAME),
    state_dir: StateDir = None,
    output: AnswerFormat = Format.TEXT,
) -> int:
    """Look at this installation, the configuration and the state, and say what to mend.

    Example: `catalogsite doctor`
    """
    findings = examine(config, state_dir or Path(".catalogsite"))
    if output is Format.JSON:
        _json([finding._asdict() for finding in findings])
    else:
        terminal = Terminal()
        for finding in findings:
            terminal.say(f"{'ok  ' if finding.ok else 'MEND'}  {finding.what}")
            if not finding.ok and finding.fix:
                terminal.say(f"      fix: {finding.fix}")
    return OK if all(finding.ok for finding in findings) else USER


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (design §5)."""
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    command = typer.main.get_command(app)
    try:
        result = command.main(
            args=list(arguments) if arguments is not None else None,
            prog_name="catalogsite",
            standalone_mode=False,
        )
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except CatalogsiteError as error:
        Terminal().complain(str(error))
        return USER if isinstance(error, UserError | SourceError) else PARTIAL
    except Exception as error:
        return _bug(error)
    return result if isinstance(result, int) else OK


def _bug(error: Exception) -> int:
    handle, name = tempfile.mkstemp(prefix="catalogsite-", suffix=".log", text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as log:
        log.write(f"catalogsite {pipeline.VERSION}, Python {sys.version}\n")
        log.write("".join(traceback.format_exception(error)))
    Terminal().complain(
        f"this is a bug of catalogsite: {type(error).__name__}: {error}\n  the details are in {name}"
    )
    return BUG


def _now() -> datetime:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)


def _settings(config: Path, paths: list[Path] | None) -> Config:
    if paths:
        return config_for_paths(paths, load_config(config) if config.exists() else None)
    if config.exists() or config != Path(FILE_NAME):
        return load_config(config)
    return Config()


def _state(config: Config, state_dir: Path | None) -> State:
    return State(state_dir or config.path(".catalogsite"))


def _snapshot(config: Path, state_dir: Path | None) -> Snapshot:
    return pipeline.snapshot(_state(_settings(config, None), state_dir))


def _outcome(snapshot: Snapshot, *, strict: bool = False) -> int:
    if strict and any(problem.level is Level.ERROR for problem in snapshot.problems):
        return USER
    return PARTIAL if any(run.state != "ok" for run in snapshot.sources) else OK


def _summary(terminal: Terminal, snapshot: Snapshot, site: Path) -> None:
    for run in snapshot.sources:
        for failure in run.failures:
            terminal.complain(f"{failure.source}: {failure.reason}")
    terminal.note(
        f"{len(snapshot.repositories)} repositories, {len(snapshot.entities)} entities, "
        f"{len(snapshot.documentation)} documentations, "
        + _counted(snapshot.problems)
        + f"\nsite: {site}\nopen it: python3 -m http.server --directory {site} 8000"
    )


def _counted(problems: Sequence[Problem], files: int = 0, entities: int = 0) -> str:
    counts = {level: sum(p.level is level for p in problems) for level in Level}
    words = ", ".join(f"{n} {level.value}{'s' * (n != 1)}" for level, n in counts.items())
    return f"{files} files, {entities} entities: {words}" if files else words


def _json(value: Any) -> None:
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))
