"""The snapshot file: the only thing that collect hands to build, written atomically."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from catalogsite.errors import SnapshotError
from catalogsite.model.snapshot import SCHEMA, Snapshot
from catalogsite.state.atomic import atomic_write


def write_snapshot(path: Path, snapshot: Snapshot) -> None:
    """Replace the snapshot at `path`; a reader sees the old one or the new one, whole."""
    atomic_write(path, snapshot.model_dump_json(by_alias=True, exclude_none=True).encode())


def read_snapshot(path: Path) -> Snapshot:
    """The snapshot at `path`. Raises SnapshotError where it is missing, torn or too new."""
    try:
        status = path.stat()
        return _parsed(path.absolute(), status.st_ino, status.st_mtime_ns, status.st_size)
    except OSError as error:
        raise SnapshotError(
            "there is no snapshot", where=str(path), fix="run `catalogsite collect` first"
        ) from error


# A build and the plugin within it read the same file, and `serve` reads it after every save.
@lru_cache(maxsize=1)
def _parsed(path: Path, _inode: int, _changed: int, _size: int) -> Snapshot:
    content = path.read_bytes()
    try:
        return Snapshot.model_validate_json(content)
    except ValidationError as error:
        raise SnapshotError(
            _why(content, error), where=str(path), fix="run `catalogsite collect` again"
        ) from error


def _why(content: bytes, error: ValidationError) -> str:
    try:
        schema = json.loads(content).get("schema")
    except (ValueError, AttributeError):
        return "the snapshot is not JSON"
    if schema != SCHEMA:
        return f"the snapshot has schema {schema}; this version reads {SCHEMA}"
    first = error.errors()[0]
    return f"the snapshot is damaged at {'.'.join(map(str, first['loc']))}: {first['msg']}"
