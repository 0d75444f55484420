"""The state folder (design §5): where each thing lies, and the lock that keeps two runs apart."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from catalogsite.errors import UserError
from catalogsite.state.store import Store

try:
    import fcntl
except ImportError:  # Windows has no such lock; two runs at once are then the user's to avoid
    fcntl = None  # type: ignore[assignment]  # checked before use


_held: set[int] = set()


def _let_go() -> None:
    """In a worker process: only the run itself holds its lock, and a killed one lets go of it."""
    while _held:
        with suppress(OSError):
            os.close(_held.pop())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


@dataclass(frozen=True, slots=True)
class State:
    """The paths of one state folder; deleting it costs time, never correctness but history."""

    folder: Path

    @property
    def snapshot(self) -> Path:
        """What collect found out."""
        return self.folder / "snapshot.json"

    @property
    def history(self) -> Path:
        """Numbers over time, in SQLite."""
        return self.folder / "history.db"

    @property
    def store(self) -> Store:
        """Documentation trees and definitions by their hash."""
        return Store(self.folder / "store")

    @property
    def readings(self) -> Path:
        """What was read from each repository, by the key of its content."""
        return self.folder / "readings"

    @property
    def fragments(self) -> Path:
        """Converted documentation."""
        return self.folder / "fragments"

    @property
    def full_text(self) -> Path:
        """The full-text index, and the mark of what it was made from."""
        return self.folder / "fulltext"

    @property
    def spare(self) -> Path:
        """The site before the last one, on which the next is staged."""
        return self.folder / "site"

    @property
    def made(self) -> Path:
        """What the pages of the last site were made from, and the files that they became."""
        return self.folder / "made.json"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder for one run. Raises UserError where another run holds it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        ignore = self.folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", "utf-8")
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        _held.add(descriptor)
        try:
            self._acquire(descriptor)
            yield
        finally:
            _held.discard(descriptor)
            os.close(descriptor)

    def _acquire(self, descriptor: int) -> None:
        if fcntl is None:
            return
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UserError(
                "another run is using this state folder",
                where=str(self.folder),
                fix="wait for it, or give this run a folder of its own with --state-dir",
            ) from error
