"""The shards of one catalog, opened and found to belong together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.collect.shards.content import (
    FORMAT,
    FetchedRepository,
    config_digest,
    file_key,
    reader_version,
)
from catalogsite.collect.shards.shard_file import ShardFile
from catalogsite.collect.shards.share import Share
from catalogsite.config.settings import Config
from catalogsite.errors import ShardError


@dataclass(frozen=True, slots=True)
class Shards:
    """Open shards by number, of `count`; those of numbers that are not there are missing."""

    files: dict[int, ShardFile]
    count: int

    def fetched(self, key: str) -> FetchedRepository | None:
        """What a shard fetched for a request, by its key."""
        found = (one.index.fetched.get(key) for one in self.files.values())
        return next((one for one in found if one is not None), None)

    def reading(self, key: str) -> RepositoryReading | None:
        """The reading of a key."""
        found = (one.reading(key) for one in self.files.values())
        return next((one for one in found if one is not None), None)

    def provider_files(self, repository: str, pattern: str) -> dict[str, str] | None:
        """The digests of files that match; None where no shard looked for them."""
        key = file_key(repository, pattern)
        found = (one.index.files.get(key) for one in self.files.values())
        return next((one for one in found if one is not None), None)

    @property
    def missing(self) -> list[Share]:
        """The shares whose shard is not there."""
        numbers = range(1, self.count + 1)
        return [Share(one, self.count) for one in numbers if one not in self.files]


@contextmanager
def open_shards(paths: Sequence[Path], config: Config, *, partial: bool) -> Iterator[Shards]:
    """The shards of the files. Raises ShardError where they do not give one catalog.

    With `partial`, some may be missing, but not all.
    """
    with ExitStack() as stack:
        files = [stack.enter_context(ShardFile(path)) for path in paths]
        for file in files:
            _check(file, config)
        shards = _joined(files)
        if shards.missing and not partial:
            named = ", ".join(map(str, shards.missing))
            raise ShardError(
                f"these shards are missing: {named}",
                fix="run their jobs again and give their files too, or keep the last good state of "
                "their repositories with --partial",
            )
        yield shards


def _check(file: ShardFile, config: Config) -> None:
    index, where = file.index, str(file.path)
    version = reader_version()
    if index.format != FORMAT or index.version != version:
        raise ShardError(
            f"was made by catalogsite {index.version}, and this is {version}",
            where=where,
            fix="run all jobs with the same version and the same extras",
        )
    if index.config != config_digest(config):
        raise ShardError(
            "was made with another configuration",
            where=where,
            fix="run all jobs with the same catalogsite.yaml, and then merge with it",
        )


def _joined(files: Sequence[ShardFile]) -> Shards:
    if not files:
        raise ShardError("no shard is given", fix="name the files of `collect --shard`")
    first = files[0]
    found: dict[int, ShardFile] = {}
    for file in files:
        index, where = file.index, str(file.path)
        share = Share(index.number, index.of)
        if index.of != first.index.of:
            other = Share(first.index.number, first.index.of)
            raise ShardError(
                f"is shard {share}, and `{first.path}` is {other}",
                where=where,
                fix="give the shards of one run only",
            )
        if index.number in found:
            raise ShardError(
                f"is shard {share}, and so is `{found[index.number].path}`",
                where=where,
                fix="give each shard once",
            )
        found[index.number] = file
    return Shards(found, first.index.of)
