"""The options that several commands share, and the run that they describe."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from catalogsite.cli.exit_codes import FailOn
from catalogsite.config.names import FILE_NAME, STATE_DIR
from catalogsite.errors import UserError
from catalogsite.execution.cluster_address import require_scheduler

if TYPE_CHECKING:
    from catalogsite.collect.run import Run
    from catalogsite.config.settings import Config
    from catalogsite.execution.progress import Progress
    from catalogsite.state.folders import State


class Format(StrEnum):
    """The output formats of a query."""

    TEXT = "text"
    JSON = "json"


CONFIG_FILE = Path(FILE_NAME)

ConfigFile = Annotated[
    Path, typer.Option("--config", "-c", metavar="FILE", help="The configuration file.")
]
StateDir = Annotated[
    Path | None,
    typer.Option("--state-dir", metavar="DIR", help="Default: .catalogsite beside the config."),
]
SiteDir = Annotated[
    Path | None, typer.Option("--site-dir", metavar="DIR", help="Default: site beside the config.")
]


def _folders(paths: list[Path] | None) -> list[Path] | None:
    for path in paths or []:
        if path.is_file():
            raise typer.BadParameter(f"'{path}' is a file: name its folder, {path.parent}")
        if not path.is_dir():
            raise typer.BadParameter(f"there is no folder '{path}'")
    return paths


Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="PATH", callback=_folders, help="Repositories or folders of them."),
]
Snapshot = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="The rest of the catalog: a snapshot, or the api/catalog/entities.json of a portal.",
    ),
]


def _scheduler(address: str | None) -> str | None:
    if address is not None:
        try:
            require_scheduler(address)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    return address


Executor = Annotated[
    str | None,
    typer.Option(
        "--executor",
        metavar="dask://HOST:PORT",
        callback=_scheduler,
        help="Read repositories and convert documentation on a Dask cluster, which needs "
        "`pip install 'catalogsite[dask]'`.",
    ),
]
NoCollect = Annotated[bool, typer.Option("--no-collect", help="Use the snapshot that is there.")]
FailOnLevel = Annotated[
    FailOn,
    typer.Option(
        "--fail-on",
        help="Exit with 1 if a problem of a descriptor, documentation or template has this level, or a "
        "worse one.",
    ),
]
Accept = Annotated[
    bool,
    typer.Option("--accept", help="Publish even if the catalog lost too much (exit code 5)."),
]
MetricsFile = Annotated[
    Path | None,
    typer.Option(
        "--metrics",
        metavar="FILE",
        help="Also write the metrics of this run here, for node_exporter: name it *.prom.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Only results and errors.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Print each step.")]
AnswerFormat = Annotated[Format, typer.Option("--format", help="The output format.")]


def settings_of(config: Path, paths: list[Path] | None = None) -> Config:
    """The configuration of this run; without a file, the defaults."""
    from catalogsite.config.settings import Config, config_for_paths, load_config

    if paths:
        return config_for_paths(paths, load_config(config) if config.exists() else None)
    if config.exists() or config != CONFIG_FILE:
        return load_config(config)
    return Config()


def state_of(config: Config, state_dir: Path | None) -> State:
    """The state folder of this run."""
    from catalogsite.state.folders import State

    return State(state_dir or config.path(STATE_DIR))


def run_of(
    progress: Progress,
    config: Path,
    paths: list[Path] | None = None,
    state_dir: Path | None = None,
    executor: str | None = None,
) -> Run:
    """The run of one command: over PATHs where some are given, else over the configuration."""
    from catalogsite.collect.run import Run

    settings = settings_of(config, paths)
    if executor is not None:
        settings = settings.model_copy(update={"executor": executor})
    state = state_of(settings, state_dir)
    return Run(settings, state, now(), progress, config, from_paths=bool(paths))


def now() -> datetime:
    """The time of this run in UTC, from SOURCE_DATE_EPOCH where that is set.

    Raises UserError where SOURCE_DATE_EPOCH is not a Unix timestamp.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UserError(
            f"SOURCE_DATE_EPOCH must be a Unix timestamp, not {epoch!r}",
            fix="set it to seconds since 1970, such as 1767225600, or unset it",
        ) from error


def print_json(value: Any) -> None:
    """Print a value as JSON; dates and paths become strings."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))
