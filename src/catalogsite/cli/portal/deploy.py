"""The command `deploy plan`: what a deployment of the site has to upload and delete."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from catalogsite.cli import exit_codes
from catalogsite.cli.app import PORTAL, app
from catalogsite.cli.options import CONFIG_FILE, ConfigFile, SiteDir, print_json, settings_of

deploy = typer.Typer(help="Prepare the deployment of the site.", no_args_is_help=True)
app.add_typer(deploy, name="deploy", rich_help_panel=PORTAL)


class PlanFormat(StrEnum):
    """The output formats of a plan."""

    TEXT = "text"
    JSON = "json"
    UPLOADS = "uploads"
    REMOVED = "removed"


@deploy.callback()
def root() -> None:
    """Prepare the deployment of the site."""


@deploy.command("plan")
def plan(
    *,
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="What is deployed: a folder, or the manifest of the build that was deployed last.",
        ),
    ] = None,
    config: ConfigFile = CONFIG_FILE,
    site_dir: SiteDir = None,
    output: Annotated[
        PlanFormat,
        typer.Option(
            "--format",
            help="`uploads` and `removed` print one path a line, for `rsync` or `rclone`.",
        ),
    ] = PlanFormat.TEXT,
) -> int:
    """List the files of the site that are new, changed or removed since it was deployed.

    Files that pages load come before the pages. Nothing is uploaded or deleted.

    Example: `catalogsite deploy plan --against deployed.json --format uploads`
    """
    from catalogsite.commands.deploy.plan import deploy_plan, lines_of, plan_as_json, plan_as_text

    site = site_dir or settings_of(config).path("site")
    found = deploy_plan(site, against)
    match output:
        case PlanFormat.JSON:
            print_json(plan_as_json(found))
        case PlanFormat.UPLOADS | PlanFormat.REMOVED:
            paths = found.uploads if output is PlanFormat.UPLOADS else found.removed
            if paths:
                typer.echo(lines_of(paths))
        case PlanFormat.TEXT:
            typer.echo(plan_as_text(found))
    return exit_codes.OK
