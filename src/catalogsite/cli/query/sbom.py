"""The command `sbom`: a bill of materials of a component, a team or everything."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from catalogsite.cli import exit_codes
from catalogsite.cli.app import QUERIES, app
from catalogsite.cli.options import CONFIG_FILE, ConfigFile, StateDir, settings_of, state_of
from catalogsite.cli.terminal import Terminal
from catalogsite.execution.progress import counted


class SbomFormat(StrEnum):
    """The formats of a bill of materials."""

    CYCLONEDX_JSON = "cyclonedx-json"
    CYCLONEDX_XML = "cyclonedx-xml"
    SPDX_JSON = "spdx-json"
    SPDX_TAG_VALUE = "spdx-tag-value"


@app.command(rich_help_panel=QUERIES)
def sbom(
    ref: Annotated[
        str | None,
        typer.Argument(
            metavar="[REF]", help="A component, or a system or domain for its components."
        ),
    ] = None,
    *,
    owner: Annotated[
        str | None,
        typer.Option("--owner", metavar="TEAM", help="The components of a group or user."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All components.")] = False,
    output: Annotated[
        SbomFormat, typer.Option("--format", help="CycloneDX 1.6 or SPDX 2.3.")
    ] = SbomFormat.CYCLONEDX_JSON,
    target: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Default: standard output."),
    ] = None,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
) -> int:
    """Write a bill of materials: the packages of others, with versions, licences and where they are named.

    It needs `pip install 'catalogsite[sbom]'`. The same snapshot gives the same file.

    Example: `catalogsite sbom checkout-web --format spdx-json --output checkout-web.spdx.json`
    """
    from catalogsite.commands.query import find_ref
    from catalogsite.commands.sbom import BillFormat, bill_of, chosen, find_owner, write_bill
    from catalogsite.model.snapshot_index import SnapshotIndex
    from catalogsite.state.atomic import atomic_write
    from catalogsite.state.snapshot_file import read_snapshot

    if sum((ref is not None, owner is not None, everything)) != 1:
        raise typer.BadParameter("name one of REF, --owner TEAM and --all")
    index = SnapshotIndex(read_snapshot(state_of(settings_of(config), state_dir).snapshot))
    found = find_ref(index, ref) if ref else None
    team = find_owner(index, owner) if owner else None
    title = index.title(found or team or "") or index.snapshot.title
    bill = bill_of(index, title, chosen(index, found, team))
    text = write_bill(bill, BillFormat(output.value))
    if target is None:
        typer.echo(text, nl=False)
    else:
        atomic_write(target, text.encode())
        Terminal().note(f"wrote {counted(len(bill.packages), 'package')} to {target}")
    return exit_codes.OK
