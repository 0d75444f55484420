"""Whether the site that is published is the one that would be made now, without a look at its parts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from catalogsite.model.value import Value
from catalogsite.site.unchanged.listing import Listing, listing
from catalogsite.state.checked_file import read_checked, write_checked


class _Made(Value):
    made_from: str
    files: int
    digest: str


class CurrentSite:
    """The record in `file` of what the last site was made from, and of the files that it became."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file

    def files(self, made_from: str, site: Path) -> Listing | None:
        """The files of a site that was made from this; None where it was not, or was touched."""
        last = self._read()
        if last is None or last.made_from != made_from:
            return None
        found = listing(site)
        same = found is not None and (found.files, found.digest) == (last.files, last.digest)
        return found if same else None

    def record(self, made_from: str, site: Path) -> Listing | None:
        """Record a site that was just published; its files. Raises OSError."""
        found = listing(site) if self._file is not None else None
        if self._file is not None and found is not None:
            made = _Made(made_from=made_from, files=found.files, digest=found.digest)
            write_checked(self._file, made.model_dump_json().encode())
        return found

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
