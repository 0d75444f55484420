"""The parts of an operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalogsite.apis.node import Node

Contents = Mapping[str, Node | None]
"""The schema by media type; None where any content is allowed."""


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a request."""

    node: Node
    required: bool
    contents: Contents


@dataclass(frozen=True, slots=True)
class Header:
    """A header of a response."""

    node: Node
    name: str
    required: bool
    schema: Node | None


@dataclass(frozen=True, slots=True)
class Response:
    """A response; headers are by their name in lower case."""

    node: Node
    contents: Contents
    headers: Mapping[str, Header] = field(default_factory=dict)
