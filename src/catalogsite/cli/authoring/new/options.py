"""The options of the command `new`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

TemplateName = Annotated[
    str | None,
    typer.Argument(help="A built-in template, one of the catalog, or a folder that holds one."),
]
ListOnly = Annotated[
    bool,
    typer.Option("--list", help="List the templates of the catalog and the built-in ones."),
]
Assignments = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="The value of a parameter; `{env: NAME}` takes it from the environment.",
    ),
]
ValuesFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Values of parameters, in YAML or JSON; --set wins."),
]
Destination = Annotated[Path, typer.Option(metavar="DIR", help="The folder to write to.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Print the tree of files and write nothing.")
]
ShownFile = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="With --dry-run: print the content of this file."),
]
Publish = Annotated[
    bool,
    typer.Option(
        "--publish",
        help="Create and change repositories as the template says, with your own credentials.",
    ),
]
Trust = Annotated[
    bool,
    typer.Option(
        "--trust", help="Let a Copier template run its code: tasks, migrations and extensions."
    ),
]
Update = Annotated[
    bool,
    typer.Option(
        "--update",
        help="Merge what changed in its template into the project in the folder TEMPLATE (here).",
    ),
]
TemplatePlace = Annotated[
    str | None,
    typer.Option("--from", metavar="TEMPLATE", help="With --update: where the template is now."),
]
OldTemplate = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="With --update: the template as it was, if git lacks it."),
]
