"""A request and a response, without anything of the HTTP library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Request:
    """The parts of a request, without its address; `form` is sent URL-encoded, `content` as it is.

    One that `changes` something is sent again only where the server cannot have done it yet.
    """

    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    json: Mapping[str, Any] | None = None
    content: bytes | None = None
    changes: bool = False


class Response(NamedTuple):
    """A successful response, or one with 304 (`unchanged`) to a conditional request."""

    headers: Mapping[str, str]
    body: bytes
    unchanged: bool = False
