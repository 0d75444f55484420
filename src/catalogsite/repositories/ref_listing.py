"""The one request of git's protocol version 2 that asks for the tip of a branch, and its answer.

Rule: git's documentation, gitprotocol-v2(5) and gitprotocol-http(5). A request that names its
command may be sent without one for the capabilities before it: servers keep no state.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from catalogsite import __version__

SERVICE = "git-upload-pack"
RESULT_TYPE = f"application/x-{SERVICE}-result"
HEADERS = {
    "Git-Protocol": "version=2",
    "Content-Type": f"application/x-{SERVICE}-request",
    "Accept": RESULT_TYPE,
    # Some servers answer programs of git only, and know them by this name.
    "User-Agent": f"git/catalogsite-{__version__}",
}
_FLUSH, _DELIMITER = b"0000", b"0001"
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_BRANCHES = "refs/heads/"
_SIZE = 4
_TARGET = "symref-target:"


class Head(NamedTuple):
    """The tip of a branch on a remote."""

    branch: str
    commit: str


def head_request(branch: str | None) -> bytes:
    """The body of a request for the tip of a branch; of the default branch for None."""
    lines = ["symrefs", f"ref-prefix {_name_of(branch)}"]
    sent = [_packet("command=ls-refs"), _packet(f"agent=catalogsite/{__version__}"), _DELIMITER]
    return b"".join((*sent, *map(_packet, lines), _FLUSH))


def head_of_answer(answer: bytes, branch: str | None) -> Head | None:
    """The tip that an answer names; None where it names none, or is no such answer."""
    wanted = _name_of(branch)
    for line in _lines(answer):
        commit, _, rest = line.partition(" ")
        name, *attributes = rest.split(" ")
        if name != wanted or not _COMMIT.fullmatch(commit):
            continue
        if branch is not None:
            return Head(branch, commit)
        targets = (one.removeprefix(_TARGET) for one in attributes if one.startswith(_TARGET))
        target = next(targets, "")
        # A HEAD on no branch: which one is meant is for git to find.
        return (
            Head(target.removeprefix(_BRANCHES), commit) if target.startswith(_BRANCHES) else None
        )
    return None


def _name_of(branch: str | None) -> str:
    return f"{_BRANCHES}{branch}" if branch else "HEAD"


def _packet(line: str) -> bytes:
    content = f"{line}\n".encode()
    return b"%04x%b" % (len(content) + _SIZE, content)


def _lines(answer: bytes) -> Iterator[str]:
    """The lines of an answer up to its end; none of one that is not whole."""
    found: list[str] = []
    place = 0
    while answer[place : place + _SIZE] != _FLUSH:
        try:
            size = int(answer[place : place + _SIZE], 16)
        except ValueError:
            return
        if size <= _SIZE:
            return
        found.append(answer[place + _SIZE : place + size].decode(errors="replace").rstrip("\n"))
        place += size
    yield from found
