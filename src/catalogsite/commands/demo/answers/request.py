"""A request that a provider of the demo answers, and what an answer may depend on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit


class Request(NamedTuple):
    """The method, the address and the body of a request."""

    method: str
    url: str
    body: bytes

    @property
    def address(self) -> str:
        """The address without its query."""
        return self.url.partition("?")[0]

    def asks(self, name: str, value: str) -> bool:
        """Whether the query has a parameter with a value."""
        return (name, value) in parse_qsl(urlsplit(self.url).query)


Answer = Callable[[Request], Any]
"""What is answered where an address has several answers: JSON, text, or None for "not found"."""
