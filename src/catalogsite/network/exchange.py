"""A request and a response, without anything of the HTTP library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Request:
    """The parts of a request, without its address; `form` is sent URL-encoded."""

    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    json: Mapping[str, Any] | None = None


class Response(NamedTuple):
    """A response with status 200 or 201, or with 304 (`unchanged`) to a conditional request."""

    headers: Mapping[str, str]
    body: bytes
    unchanged: bool = False
