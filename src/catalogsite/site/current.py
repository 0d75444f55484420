"""Whether the site that is published is the one that would be made now, without a look at its parts."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from catalogsite.model.value import Value
from catalogsite.state.checked_file import read_checked, write_checked


class Listing(NamedTuple):
    """The number of files of a folder, and a digest of the path, size and time of each."""

    files: int
    digest: str


class _Made(Value):
    made_from: str
    files: int
    digest: str


class CurrentSite:
    """The record in `file` of what the last site was made from, and of the files that it became."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file

    def files(self, made_from: str, site: Path) -> int | None:
        """The number of files of a site that was made from this; None where it was not, or was touched."""
        last = self._read()
        if last is None or last.made_from != made_from:
            return None
        found = listing(site)
        return found.files if found == (last.files, last.digest) else None

    def record(self, made_from: str, site: Path) -> None:
        """Record a site that was just published. Raises OSError."""
        if self._file is not None and (found := listing(site)) is not None:
            made = _Made(made_from=made_from, files=found.files, digest=found.digest)
            write_checked(self._file, made.model_dump_json().encode())

    def _read(self) -> _Made | None:
        content = read_checked(self._file) if self._file is not None else None
        try:
            return _Made.model_validate_json(content) if content is not None else None
        except ValidationError:
            return None


def made_from(builder: str, inputs: Mapping[str, int], human: Path) -> str:
    """A hash of all that a site is made from; `human` is the folder with the files of human pages."""
    digest = hashlib.sha256(repr((builder, sorted(inputs.items()))).encode())
    for file in sorted(human.rglob("*")):
        if file.is_file():
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            digest.update(repr((file.relative_to(human).as_posix(), content)).encode())
    return digest.hexdigest()


def listing(folder: Path) -> Listing | None:
    """The listing of all files below a folder; None where it cannot be read."""
    digest, files = hashlib.blake2b(digest_size=16), 0
    folders = [(str(folder), "")]
    try:
        while folders:
            place, path = folders.pop()
            with os.scandir(place) as found:
                entries = sorted(found, key=lambda entry: entry.name)
            lines = [path]
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append((entry.path, f"{path}{entry.name}/"))
                else:
                    lines.append(_line(entry))
            files += len(lines) - 1
            digest.update(os.fsencode("\n".join((*lines, ""))))
    except OSError:
        return None
    return Listing(files, digest.hexdigest())


def _line(entry: os.DirEntry[str]) -> str:
    status = entry.stat(follow_symlinks=False)
    return f"{entry.name}\0{status.st_mode}\0{status.st_size}\0{status.st_mtime_ns}"
