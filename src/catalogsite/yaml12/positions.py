"""Places in a file, and the error of a document that is not YAML."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

Path = tuple[str | int, ...]
"""Keys and indexes from the root of a document to a field."""


class Position(NamedTuple):
    """A place in a file; both numbers count from 1."""

    line: int
    column: int


class Fault(Enum):
    """The sorts of YAML errors that have a fix of their own."""

    SYNTAX = auto()
    DUPLICATE_KEY = auto()
    TAB = auto()
    UNQUOTED = auto()
    """A value that begins with a reserved character."""
    COLON = auto()
    """A colon that would make a mapping where none is allowed."""


class YamlError(Exception):
    """A document that is not YAML 1.2: what is wrong, where in the file, and the sort of mistake."""

    def __init__(self, what: str, position: Position, fault: Fault = Fault.SYNTAX) -> None:
        super().__init__(what)
        self.what = what
        self.position = position
        self.fault = fault
