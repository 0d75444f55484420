"""The snapshots of the last nights that were published, compressed, each in a file of its day."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from catalogsite.errors import SnapshotError
from catalogsite.model.entity import stored_digest
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.atomic import atomic_write
from catalogsite.state.snapshot_file import parse_snapshot, read_snapshot

_NAME = re.compile(r"\d{4}-\d{2}-\d{2}\.zip")
_SNAPSHOT, _DEFINITIONS = "snapshot.json", "definitions.json"
_DAMAGE = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, EOFError, RuntimeError)
"""What an archive raises that is not what was written; it may promise any way of compression."""

Content = TypeVar("Content")


def keep_snapshot(folder: Path, snapshot: Snapshot, most: int) -> None:
    """Keep a snapshot as the one of its day, and remove all but the `most` newest days.

    Its trends are left out: the history has them, and for longer. Raises OSError.
    """
    if most:
        name = f"{snapshot.created:%Y-%m-%d}.zip"
        atomic_write(folder / name, _packed(snapshot))
    for path in kept_snapshots(folder)[most:]:
        path.unlink(missing_ok=True)


def kept_snapshots(folder: Path) -> list[Path]:
    """The files of the snapshots that are kept, newest first."""
    if not folder.is_dir():
        return []
    return sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), reverse=True)


def read_any_snapshot(path: Path) -> Snapshot:
    """The snapshot of a file, whether it is the last one or one that is kept. Raises SnapshotError."""
    return read_kept_snapshot(path) if zipfile.is_zipfile(path) else read_snapshot(path)


def read_kept_snapshot(path: Path) -> Snapshot:
    """A snapshot that is kept. Raises SnapshotError where it is damaged or too new."""
    return _read(path, _SNAPSHOT, lambda content: parse_snapshot(path, content))


def kept_definitions(path: Path) -> frozenset[str]:
    """The hashes of the API definitions that a snapshot names. Raises SnapshotError."""
    return _read(path, _DEFINITIONS, lambda content: frozenset(map(str, json.loads(content))))


def stored_definitions(snapshot: Snapshot) -> Iterator[str]:
    """The hashes of the API definitions that are in the store."""
    for entity in snapshot.entities:
        digest = stored_digest((entity.get("spec") or {}).get("definition"))
        if digest:
            yield digest


def _packed(snapshot: Snapshot) -> bytes:
    slim = snapshot.model_copy(update={"trends": {}})
    definitions = json.dumps(sorted(set(stored_definitions(snapshot))))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in (
            (_DEFINITIONS, definitions),
            (_SNAPSHOT, slim.model_dump_json(by_alias=True, exclude_none=True)),
        ):
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _read(path: Path, name: str, parse: Callable[[bytes], Content]) -> Content:
    try:
        with zipfile.ZipFile(path) as archive:
            content = archive.read(name)
        return parse(content)
    except OSError as error:
        raise _unusable(path, f"cannot be read: {error.strerror}") from error
    except _DAMAGE as error:
        raise _unusable(path, "is damaged") from error


def _unusable(path: Path, reason: str) -> SnapshotError:
    return SnapshotError(
        f"a snapshot of an earlier night {reason}", where=str(path), fix="remove the file"
    )
