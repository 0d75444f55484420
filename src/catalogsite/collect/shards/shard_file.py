"""The file of a shard: a ZIP archive of an index, readings by their key, and objects of the store."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import ValidationError

from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.collect.shards.content import ShardIndex
from catalogsite.errors import ShardError
from catalogsite.state.store import Store

_INDEX = "index.json"
_READINGS, _STORE = "readings/", "store/"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_AGAIN = "run the job of this shard again, and give the file that it writes"
_GIVE = "give the files that `collect --shard` has written"
# Objects are as large as MAX_FILE_BYTES of a repository lets them be.
_LARGEST = 256 * 1024 * 1024


def write_shard(
    path: Path,
    index: ShardIndex,
    readings: Mapping[str, RepositoryReading],
    objects: Iterable[tuple[str, bytes]],
) -> None:
    """Replace the file by a shard; `readings` are by key, `objects` are digests with their bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    try:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for key, reading in readings.items():
                content = reading.model_dump_json(exclude_defaults=True)
                archive.writestr(f"{_READINGS}{key}", content)
            for digest, data in objects:
                archive.writestr(f"{_STORE}{digest}", data)
            archive.writestr(_INDEX, index.model_dump_json(exclude_defaults=True))
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


class ShardFile:
    """An open shard. Raises ShardError where the file is not one, or is damaged."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._archive = zipfile.ZipFile(path)
        except OSError as error:
            what = f"cannot be read: {error.strerror}"
            raise ShardError(what, where=str(path), fix=_GIVE) from error
        except zipfile.BadZipFile as error:
            raise self._damaged() from error
        self._names = frozenset(self._archive.namelist())
        try:
            self.index = ShardIndex.model_validate_json(self._read(_INDEX))
        except ValidationError as error:
            raise self._damaged() from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._archive.close()

    def reading(self, key: str) -> RepositoryReading | None:
        """The reading of a key; None where the shard has none."""
        name = f"{_READINGS}{key}"
        if name not in self._names:
            return None
        try:
            return RepositoryReading.model_validate_json(self._read(name))
        except ValidationError as error:
            raise self._damaged() from error

    def unpack(self, store: Store) -> None:
        """Put the objects that the store lacks into it."""
        for digest in self._digests():
            if not store.has(digest) and store.put(self._read(f"{_STORE}{digest}")) != digest:
                raise self._damaged()

    def _digests(self) -> Iterator[str]:
        for name in sorted(self._names):
            digest = name.removeprefix(_STORE)
            if name.startswith(_STORE) and _DIGEST.fullmatch(digest):
                yield digest

    def _read(self, name: str) -> bytes:
        try:
            if self._archive.getinfo(name).file_size > _LARGEST:
                raise self._damaged()
            return self._archive.read(name)
        except (KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise self._damaged() from error

    def _damaged(self) -> ShardError:
        return ShardError("is no whole shard", where=str(self.path), fix=_AGAIN)
