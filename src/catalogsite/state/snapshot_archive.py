"""The snapshots of nights that were published, compressed, each in a file of its day."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from catalogsite.errors import SnapshotError
from catalogsite.model.changes.moved import Moves
from catalogsite.model.entity import stored_digest
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.value import Value
from catalogsite.state.atomic import atomic_write
from catalogsite.state.snapshot_file import parse_snapshot, read_snapshot
from catalogsite.state.snapshot_text import snapshot_text

_NAME = re.compile(r"\d{4}-\d{2}-\d{2}\.zip")
_SNAPSHOT, _DEFINITIONS = "snapshot.json", "definitions.json"
_ABOUT = "about.json"
FEWEST = 2
"""The fewest days that are kept: what changed in a night is found by comparing with the one before."""

_DAMAGE = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, EOFError, RuntimeError)
"""What an archive raises that is not what was written; it may promise any way of compression."""

Content = TypeVar("Content")


class About(Value):
    """What a snapshot says of itself: `sha256` is that of its text, as it was written."""

    created: datetime
    entities: int
    version: str
    sha256: str


def keep_snapshot(folder: Path, snapshot: Snapshot, most: int, months: int = 0) -> None:
    """Keep a snapshot as the one of its day, and remove days beyond the `most` newest.

    The first day of each of the `months` newest months stays besides, and the last two days always
    do. Trends and changes are left out: the state has them, and for longer. Raises OSError.
    """
    path = folder / f"{snapshot.created:%Y-%m-%d}.zip"
    # To compress it takes longer than to make it.
    if not _has_text(path, snapshot):
        atomic_write(path, _packed(snapshot))
    paths = kept_snapshots(folder)
    firsts = {path.stem[:7]: path for path in paths}
    kept = {*paths[: max(most, FEWEST)], *list(firsts.values())[:months]}
    for path in paths:
        if path not in kept:
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


def snapshot_created(path: Path) -> datetime | None:
    """The time of a snapshot that is kept; None where an earlier version wrote it."""
    about = read_about(path)
    return about.created if about else None


def read_about(path: Path) -> About | None:
    """What a snapshot that is kept says of itself; None where an earlier version wrote it.

    Raises SnapshotError where it is damaged.
    """

    def parse(names: bytes) -> About | None:
        return About.model_validate_json(names) if names else None

    return _read(path, _ABOUT, parse, missing=b"")


def check_kept_snapshot(path: Path) -> Snapshot:
    """A snapshot that is kept, with its text compared with its hash. Raises SnapshotError."""
    about = read_about(path)

    def parse(content: bytes) -> Snapshot:
        if about and hashlib.sha256(content).hexdigest() != about.sha256:
            raise ValueError("not the text that was written")
        return parse_snapshot(path, content)

    return _read(path, _SNAPSHOT, parse)


def kept_definitions(path: Path) -> frozenset[str]:
    """The hashes of the API definitions that a snapshot names. Raises SnapshotError."""
    return _read(path, _DEFINITIONS, lambda content: frozenset(map(str, json.loads(content))))


def stored_definitions(snapshot: Snapshot) -> Iterator[str]:
    """The hashes of all that the store has of API definitions: their files and their models."""
    for definition in snapshot.definitions.values():
        yield from definition.digests
    for entity in snapshot.entities:
        digest = stored_digest((entity.get("spec") or {}).get("definition"))
        if digest:
            yield digest


def _text(snapshot: Snapshot) -> Iterator[bytes]:
    """The text that is kept of a snapshot, in parts."""
    return snapshot_text(
        snapshot.model_copy(update={"trends": {}, "changes": (), "moved": Moves()})
    )


def _has_text(path: Path, snapshot: Snapshot) -> bool:
    """Whether a file is this snapshot, whole."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_SNAPSHOT) as stream:
            same = all(stream.read(len(part)) == part for part in _text(snapshot))
            return same and not stream.read(1)
    except (OSError, *_DAMAGE):
        return False


def _packed(snapshot: Snapshot) -> bytes:
    digest, size = hashlib.sha256(), 0
    for part in _text(snapshot):
        digest.update(part)
        size += len(part)
    about = About(
        created=snapshot.created,
        entities=len(snapshot.entities),
        version=snapshot.version,
        sha256=digest.hexdigest(),
    )
    definitions = json.dumps(sorted(set(stored_definitions(snapshot))))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in (
            (_DEFINITIONS, (definitions.encode(),)),
            (_SNAPSHOT, _text(snapshot)),
            (_ABOUT, (about.model_dump_json().encode(),)),
        ):
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # From 2 GiB on an archive has another form, for which the size must be known.
            entry.file_size = size if name == _SNAPSHOT else 0
            with archive.open(entry, "w") as stream:
                stream.writelines(content)
    return packed.getvalue()


def _read(
    path: Path, name: str, parse: Callable[[bytes], Content], missing: bytes | None = None
) -> Content:
    try:
        with zipfile.ZipFile(path) as archive:
            if missing is not None and name not in archive.namelist():
                return parse(missing)
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
