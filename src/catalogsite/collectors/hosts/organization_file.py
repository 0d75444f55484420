"""Source `organization_file`: people and teams in CSV or SCIM files, as LDAP, Entra and Okta export."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field

from catalogsite.collectors.hosts.organization_formats import Organization, read_csv, read_scim
from catalogsite.collectors.organization import organization_request
from catalogsite.collectors.protocol import CollectorSettings, Context
from catalogsite.errors import SourceError
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure


class Settings(CollectorSettings):
    """`path` may be a glob; `columns` names columns of CSV files that have other names."""

    kind: Literal["organization_file"] = "organization_file"
    path: str
    name: str = "organization"
    columns: dict[str, str] = Field(default_factory=dict)


def collect(settings: Settings, context: Context) -> Iterator[RepositoryRequest | Failure]:
    """The people and teams of all files together; a Failure, and nothing, where one is unreadable."""
    # Half an organisation would take the owners of the other half away.
    found = Organization([], [], [])
    files = sorted(glob.glob(settings.path, root_dir=context.base_dir, recursive=True))  # noqa: PTH207
    if not files:
        reason = f"no file matches `{settings.path}`"
        fix = "the path is relative to catalogsite.yaml; check it"
        yield Failure(source="organization_file", reason=reason, fix=fix)
        return
    try:
        for file in files:
            _read(context.base_dir / file, file, settings, found)
    except SourceError as error:
        reason = f"{error.where}: {error.what}"
        yield Failure(source="organization_file", reason=reason, fix=error.fix)
        return
    if not found.teams and not found.people:
        reason = f"`{settings.path}` names nobody"
        yield Failure(source="organization_file", reason=reason, fix="check the export")
        return
    yield organization_request("organization_file", settings.name, found.teams, found.people)
    for reason in found.skipped:
        yield Failure(source="organization_file", reason=reason, fix="correct the export")


def _read(path: Path, name: str, settings: Settings, found: Organization) -> None:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        fix = "it must be a readable file in UTF-8"
        raise SourceError(f"cannot be read: {error}", where=name, fix=fix) from None
    if path.suffix.lower() == ".json":
        read_scim(text, name, found)
    else:
        read_csv(text, name, settings.columns, found)
