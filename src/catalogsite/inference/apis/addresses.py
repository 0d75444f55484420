"""Addresses of servers in texts, as far as they can mean one API among many."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalogsite.inference.apis.found import Server

_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.)+[A-Za-z][A-Za-z0-9-]{0,62}"
_URL = re.compile(
    rf"(?:https?|wss?|grpcs?)://(?:[^@/\s\"'$]{{1,100}}@)?(?P<name>{_HOST}(?::\d{{1,5}})?"
    r"(?:/[\w.~%!&'()*+=:@/-]*)?)(?![\w-]|\.\w)",
    re.IGNORECASE,
)
_BARE = re.compile(rf"{_HOST}(?::\d{{1,5}})?", re.IGNORECASE)
_USUAL_PORT = re.compile(r":(?:80|443)$")
_NOBODY = re.compile(r"(?:.+\.)?(?:example\.(?:com|org|net)|localhost|localdomain|invalid|test)")
_LONGEST = 20_000


def addresses_in(value: str, names_host: bool) -> Iterator[str]:
    """The hosts with port and path that a text names; a bare host only where the key says that it is one."""
    text = value[:_LONGEST].strip()
    if names_host and _BARE.fullmatch(text):
        yield text
        return
    for found in _URL.finditer(text):
        yield found["name"].rstrip("/").rstrip(".,;:)'")


def server_of(name: str) -> Server | None:
    """The server of an address `host[:port][/path]`; None for a host that means nobody in particular."""
    host, slash, path = name.partition("/")
    host = _USUAL_PORT.sub("", host.lower())
    if not _BARE.fullmatch(host) or _NOBODY.fullmatch(host.partition(":")[0]):
        return None
    path = path.strip("/")
    return Server(host, f"/{path}" if slash and path else "")


def leads_to(server: Server, other: Server) -> bool:
    """Whether the path of `other` is at or below that of `server`, on the same host."""
    below = other.base == server.base or other.base.startswith(f"{server.base}/")
    return server.host == other.host and below
