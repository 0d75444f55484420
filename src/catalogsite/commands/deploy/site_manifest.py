"""The manifest of a site: every file with its size and hash."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from catalogsite.errors import UserError
from catalogsite.state.atomic import atomic_write

SCHEMA = 1


class SiteFile(NamedTuple):
    """The content of a file: its size in bytes and the SHA-256 hash of its bytes."""

    size: int
    sha256: str


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    path: str = Field(min_length=1)
    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class _Manifest(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    schema_: int = Field(alias="schema", ge=SCHEMA, le=SCHEMA)
    files: list[_Row]


def write_site_manifest(site: Path, file: Path) -> None:
    """Write the manifest of a site: one file a line, sorted by path, equal for equal sites.

    Raises UserError where the file would lie inside the site.
    """
    check_manifest_place(site, file)
    atomic_write(file, _lines(site_files(site)))


def check_manifest_place(site: Path, file: Path) -> None:
    """Raise UserError where the manifest would lie inside the site that it lists."""
    if file.resolve().is_relative_to(site.resolve()):
        raise UserError(
            "a manifest cannot lie inside the site that it lists, because the next build removes it",
            where=str(file),
            fix=f"choose a path outside {site}",
        )


def read_site_manifest(file: Path) -> dict[str, SiteFile]:
    """The files of a manifest by path. Raises UserError where it cannot be read."""
    try:
        read = _Manifest.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise UserError(
            f"this is no manifest of a site: {_reason(error)}",
            where=str(file),
            fix="name a file that `catalogsite build --manifest FILE` wrote, or a folder",
        ) from error
    return {row.path: SiteFile(row.size, row.sha256) for row in read.files}


def site_files(folder: Path) -> dict[str, SiteFile]:
    """The regular files below a folder, by path with `/`, sorted; links are not followed."""
    return dict(sorted((path, _content(file)) for path, file in walk_files(folder)))


def walk_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The path from the folder and the place of each regular file below it."""
    for name, _, files in os.walk(folder):
        place = Path(name)
        prefix = place.relative_to(folder).as_posix()
        for one in files:
            file = place / one
            if file.is_file() and not file.is_symlink():
                yield (one if prefix == "." else f"{prefix}/{one}"), file


def _content(file: Path) -> SiteFile:
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
        return SiteFile(stream.tell(), digest.hexdigest())


def _lines(files: Mapping[str, SiteFile]) -> Iterator[bytes]:
    yield b'{"schema": %d, "files": [' % SCHEMA
    start = "\n"
    for path, content in files.items():
        row = {"path": path, "size": content.size, "sha256": content.sha256}
        yield f"{start}{json.dumps(row)}".encode()
        start = ",\n"
    yield b"\n]}\n"


def _reason(error: OSError | ValidationError) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    first = error.errors(include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else first["msg"]
