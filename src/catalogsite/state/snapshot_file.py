"""The snapshot file: the only thing that collect hands to build, written atomically."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from catalogsite.errors import SnapshotError
from catalogsite.model.facts.unread import LENIENT
from catalogsite.model.snapshot import SCHEMA, Snapshot
from catalogsite.state.atomic import atomic_write, read_regular
from catalogsite.state.packed_members import packed_members
from catalogsite.state.snapshot_text import snapshot_text, split_members, text_of_members


def write_snapshot(path: Path, snapshot: Snapshot) -> None:
    """Replace the snapshot at `path`; a reader sees the old one or the new one, whole."""
    atomic_write(path, snapshot_text(snapshot))


def read_snapshot(path: Path) -> Snapshot:
    """The snapshot at `path`. Raises SnapshotError where it is missing, damaged or too new."""
    try:
        status = path.stat()
        return _parsed(path.absolute(), status.st_ino, status.st_mtime_ns, status.st_size)
    except FileNotFoundError as error:
        raise SnapshotError(
            "there is no snapshot", where=str(path), fix="run `catalogsite collect` first"
        ) from error
    except OSError as error:
        raise SnapshotError(
            f"the snapshot cannot be read: {error.strerror}",
            where=str(path),
            fix="check its owner and its permissions, or move it away and run `catalogsite collect`",
        ) from error


# A build and the plugin within it read the same file, and `serve` reads it after every save.
@lru_cache(maxsize=1)
def _parsed(path: Path, _inode: int, _changed: int, _size: int) -> Snapshot:
    return parse_snapshot(path, read_regular(path))


def parse_snapshot(path: Path, content: bytes) -> Snapshot:
    """The snapshot of a file with this content. Raises SnapshotError where it is none of ours."""
    try:
        snapshot = snapshot_of_text(content)
    except ValidationError as error:
        raise _unusable(path, _why(content, error)) from error
    if snapshot.schema_ != SCHEMA:
        raise _unusable(path, _other_schema(snapshot.schema_))
    return snapshot


def snapshot_of_text(content: bytes) -> Snapshot:
    """The snapshot of a text. Raises ValidationError.

    Of a text as this version writes it, the members with a value for each entity are packed.
    """
    members = split_members(content)
    packed = packed_members(members) if members is not None else None
    if members is None or not packed:
        return Snapshot.model_validate_json(content, context=LENIENT)
    rest = (text for name, text in members.items() if name not in packed)
    try:
        snapshot = Snapshot.model_validate_json(b"".join(text_of_members(rest)), context=LENIENT)
    except ValidationError:
        # Lines of deeper objects may look like members.
        return Snapshot.model_validate_json(content, context=LENIENT)
    return snapshot.model_copy(update=packed)


def _unusable(path: Path, reason: str) -> SnapshotError:
    return SnapshotError(reason, where=str(path), fix="run `catalogsite collect` again")


def _other_schema(schema: object) -> str:
    return f"the snapshot has schema {schema}; this version reads {SCHEMA}"


def _why(content: bytes, error: ValidationError) -> str:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return "the snapshot is not JSON"
    if not isinstance(found, dict):
        return "the snapshot is not a JSON object"
    schema = found.get("schema")
    if schema != SCHEMA:
        return _other_schema(schema)
    first = error.errors()[0]
    message = first["msg"].removeprefix("Value error, ")
    return f"the snapshot is damaged at {'.'.join(map(str, first['loc']))}: {message}"
