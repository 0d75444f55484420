"""Places in a file, and the error of a document that is not YAML."""

from __future__ import annotations

from typing import NamedTuple

Path = tuple[str | int, ...]
"""Keys and indexes from the root of a document to a field."""


class Position(NamedTuple):
    """A place in a file; both numbers count from 1."""

    line: int
    column: int


class YamlError(Exception):
    """A document that is not YAML 1.2: what is wrong, and where in the file."""

    def __init__(self, what: str, position: Position) -> None:
        super().__init__(what)
        self.what = what
        self.position = position
