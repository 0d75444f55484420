"""A repository, and the request of a source to read one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

from catalogsite.model.value import Value


class RepositoryState(StrEnum):
    """What this run did with a repository: read it, found it unchanged, kept the last good, or failed."""

    READ = "read"
    UNCHANGED = "unchanged"
    STALE = "stale"
    FAILED = "failed"


Visibility = Literal["public", "internal", "private"]
"""Who may read a repository: everybody, everybody in the company, or those who are named."""


class Repository(Value):
    """A repository, or a plain folder that is treated as one.

    `id` is unique and stable: `host/owner/name` where a remote is known, else the folder's name.
    `web_url` is the host's page of the repository, without a final slash or `.git`; None for a
    folder without a known remote. `host` is the host's flavour, which decides how links to files
    are written (see `hosts.py`). `committed` is the time of `commit`. `visibility` is None where
    the source does not know it. `native_id` is the host's id of it, which outlasts a rename.
    """

    id: str
    name: str
    source: str
    web_url: str | None = None
    host: str | None = None
    branch: str | None = None
    commit: str | None = None
    committed: datetime | None = None
    description: str | None = None
    topics: tuple[str, ...] = ()
    archived: bool = False
    visibility: Visibility | None = None
    native_id: str | None = None
    state: RepositoryState = RepositoryState.READ
    stale_since: datetime | None = None


class Scope(StrEnum):
    """How much of a repository a source requests.

    REPOSITORY: its descriptors, documentation, manifests and owners. FILES: only the descriptors
    that are named; the repository is then none of the repositories of the catalog.
    """

    REPOSITORY = "repository"
    FILES = "files"


class RepositoryRequest(Value):
    """The request of a source to read a repository, before anything was fetched.

    Exactly one of `path` (a folder on this machine, absolute), `url` (anything git can fetch) and
    `files` (paths and texts of descriptors that the source wrote itself) is set. `scope` says how much of it is read. `descriptors` are globs relative to the
    repository; empty means the default rule of design §5; `also` are paths or globs to read
    besides. `name` is a readable name, and `host` the host's flavour where the source knows it.
    `head` is the commit of `branch` that the host has just named, `native_id` the host's lasting id.
    """

    source: str
    name: str
    scope: Scope = Scope.REPOSITORY
    path: str | None = None
    url: str | None = None
    files: tuple[tuple[str, str], ...] = ()
    branch: str | None = None
    web_url: str | None = None
    host: str | None = None
    descriptors: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    description: str | None = None
    topics: tuple[str, ...] = ()
    archived: bool = False
    visibility: Visibility | None = None
    head: str | None = None
    native_id: str | None = None

    @property
    def address(self) -> str:
        """Where it is: a folder or an address; for what the source wrote itself its name."""
        return self.path or self.url or self.name
