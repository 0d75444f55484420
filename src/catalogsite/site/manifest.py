"""What each lot of the last site was made from and became, so that it need not be made again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from catalogsite.model.page import OutputGroup
from catalogsite.state.atomic import atomic_write


class Stamp(NamedTuple):
    """A file of the site as it was written: its path, size, and time of its last change."""

    path: str
    size: int
    changed: int


Record = tuple[str, tuple[Stamp, ...]]
"""The key of a lot, and the files that it became."""


class BuildManifest:
    """By address, the key of each lot and its files; kept in `file` from build to build.

    It says of a path and a time what the file holds, in whichever tree it lies; so it may be
    older than the site, or lost, and no file is taken for another.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._last = _read(file) if file else {}
        self._now: dict[str, Record] = {}

    def find(self, lot: OutputGroup) -> tuple[Stamp, ...] | None:
        """The files of a lot that was made from the same before; None where it was not."""
        key, stamps = self._last.get(lot.at, ("", ()))
        return stamps if lot.key and lot.key == key else None

    def record(self, records: Mapping[str, Record]) -> None:
        """Remember what lots became."""
        self._now.update(records)

    def save(self) -> None:
        """Write it down, for the next build."""
        if self._file is not None:
            atomic_write(self._file, json.dumps(self._now, separators=(",", ":")).encode())


def _read(file: Path) -> dict[str, Record]:
    try:
        stated = json.loads(file.read_bytes())
        return {at: (str(key), _stamps(files)) for at, (key, files) in stated.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}  # never written, or by another version: everything is made anew


def _stamps(files: Iterable[tuple[str, int, int]]) -> tuple[Stamp, ...]:
    return tuple(Stamp(*file) for file in files)
