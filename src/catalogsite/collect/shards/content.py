"""What a shard holds, as values."""

from __future__ import annotations

import hashlib
from datetime import datetime

from pydantic import Field

from catalogsite import __version__
from catalogsite.apis.extra import is_extra_installed
from catalogsite.config.settings import Config
from catalogsite.model.repository import Repository
from catalogsite.model.source_run import Failure
from catalogsite.model.value import Value

FORMAT = 1
_ELSEWHERE_FREE = {"jobs", "fetches_per_host"}


class FetchedRepository(Value):
    """What fetching a repository gave: the repository and the key of its content, a failure, or both."""

    repository: Repository | None = None
    key: str = ""
    failure: Failure | None = None


class ShardIndex(Value):
    """The first part of a shard file: whose share it is, and what was fetched and read.

    `fetched` is by `request_key`. `files` are the files that providers read, as digests by path, by
    the id of their repository and the pattern (`file_key`).
    """

    format: int
    number: int
    of: int
    version: str
    config: str
    created: datetime
    fetched: dict[str, FetchedRepository] = Field(default_factory=dict)
    files: dict[str, dict[str, str]] = Field(default_factory=dict)


def reader_version() -> str:
    """The version of catalogsite, and of what it can read with its extras."""
    return f"{__version__}+apis" if is_extra_installed() else __version__


def config_digest(config: Config) -> str:
    """The digest (16 hex digits) of all settings that decide what is collected."""
    settled = config.model_dump_json(exclude=_ELSEWHERE_FREE)
    return hashlib.sha256(settled.encode()).hexdigest()[:16]


def file_key(repository: str, pattern: str) -> str:
    """By what the files of a repository that match a pattern are found."""
    return f"{repository}\n{pattern}"
