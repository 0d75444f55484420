"""What the last run was made from, by which the next one sees that nothing has changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import ValidationError

from catalogsite.model.value import Value
from catalogsite.state.checked_file import read_checked, write_checked
from catalogsite.state.folders import State
from catalogsite.state.store import Store


class FileStamp(Value):
    """The size of a file, and the time of its last change in nanoseconds."""

    size: int
    changed: int


class LastRun(Value):
    """The inputs of the last run, as a digest, and what its result needs to be used again.

    `snapshot` is the SHA-256 of the snapshot, `entities` and `facts` what it counts,
    `stored` are the objects of the store that it names.
    """

    inputs: str
    snapshot: str
    history: FileStamp
    entities: int
    stored: tuple[str, ...]

    def is_stored(self, store: Store) -> bool:
        """Whether the store has all that the snapshot names; an object may be damaged."""
        return set(self.stored) <= {digest for digest, _ in store.objects()}


def stamp_of(path: Path) -> FileStamp:
    """The stamp of a file; that of an empty one where it does not exist."""
    try:
        found = path.stat()
    except OSError:
        return FileStamp(size=0, changed=0)
    return FileStamp(size=found.st_size, changed=found.st_mtime_ns)


def text_digest(text: bytes) -> str:
    """The digest of a snapshot's text."""
    return hashlib.sha256(text).hexdigest()


def file_digest(path: Path) -> str:
    """The digest of the text in a snapshot's file, of which only a part is in memory at a time."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_last_run(state: State) -> LastRun | None:
    """The record of the last run; None where it is missing or damaged, or must not be used again."""
    content = read_checked(state.last_run)
    try:
        return LastRun.model_validate_json(content) if content is not None else None
    except ValidationError:
        return None


def write_last_run(state: State, last: LastRun | None) -> None:
    """Replace the record; with None there is none. Raises OSError."""
    if last is None:
        state.last_run.unlink(missing_ok=True)
    else:
        write_checked(state.last_run, last.model_dump_json().encode())
