"""Which repositories a shard reads: decided by a digest of their address, so by every machine alike."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import NamedTuple

from catalogsite.errors import UserError
from catalogsite.model.repository import RepositoryRequest

MOST_SHARES = 256
_SHARE = re.compile(r"([0-9]{1,3})/([0-9]{1,3})")


class Share(NamedTuple):
    """The share `number` (from 1) `of` so many."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def has(self, request: RepositoryRequest, base_dir: Path) -> bool:
        """Whether the repository of a request is in this share."""
        return share_number(request, base_dir, self.of) == self.number


def parse_share(text: str) -> Share:
    """The share that `K/N` names. Raises UserError."""
    found = _SHARE.fullmatch(text)
    share = Share(int(found[1]), int(found[2])) if found else Share(0, 0)
    if not 1 <= share.number <= share.of <= MOST_SHARES:
        fix = f"write K/N with 1 <= K <= N <= {MOST_SHARES}, such as 2/5"
        raise UserError(f"`{text[:40]}` is no share", fix=fix)
    return share


def request_key(request: RepositoryRequest, base_dir: Path) -> str:
    """What identifies a request on every machine: its source, address and branch.

    Of a folder it is the path from the configuration, which another machine has elsewhere.
    """
    return "\n".join((request.source, _address(request, base_dir), request.branch or ""))


def share_number(request: RepositoryRequest, base_dir: Path, count: int) -> int:
    """The number (from 1) of the share that a repository is in, of so many."""
    address = _address(request, base_dir)
    digest = hashlib.sha256(address.encode(errors="surrogateescape")).digest()
    return int.from_bytes(digest[:8], "big") % count + 1


def _address(request: RepositoryRequest, base_dir: Path) -> str:
    if request.path is not None:
        return Path(os.path.relpath(request.path, base_dir)).as_posix()
    return request.address.rstrip("/").removesuffix(".git")
