"""The state folder: the path of each part, and the lock against a second run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from catalogsite.errors import UserError
from catalogsite.state.store import Store

try:
    import fcntl
except ImportError:  # Windows has no such lock; two runs at once are then the user's to avoid
    fcntl = None  # type: ignore[assignment]  # checked before use


_locks: set[int] = set()
"""The open files of the locks that this process holds."""


@cache
def _close_locks_in_workers() -> None:
    """Let only the run itself hold its lock, so that a killed run frees it while workers live on."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_close_locks)


def _close_locks() -> None:
    while _locks:
        with suppress(OSError):
            os.close(_locks.pop())


@dataclass(frozen=True, slots=True)
class State:
    """The paths of one state folder. Deleting it costs time and the history, never correctness."""

    folder: Path

    @property
    def snapshot(self) -> Path:
        """The snapshot."""
        return self.folder / "snapshot.json"

    @property
    def snapshots(self) -> Path:
        """The snapshots of the last nights that were published."""
        return self.folder / "snapshots"

    @property
    def changes(self) -> Path:
        """What changed in each night that was published, and where entities have moved to."""
        return self.folder / "changes.json"

    @property
    def publications(self) -> Path:
        """The sizes of the catalogs that were published lately."""
        return self.folder / "published.json"

    @property
    def acceptance(self) -> Path:
        """The digest of the snapshot that may be published whatever it lost."""
        return self.folder / "accepted"

    @property
    def run_summary(self) -> Path:
        """The summary of the last run."""
        return self.folder / "run.json"

    @property
    def metrics(self) -> Path:
        """The summary of the last run as Prometheus metrics."""
        return self.folder / "catalogsite.prom"

    @property
    def history(self) -> Path:
        """The history (SQLite)."""
        return self.folder / "history.db"

    @property
    def last_run(self) -> Path:
        """What the last snapshot was made from."""
        return self.folder / "last-run.json"

    @property
    def scores_record(self) -> Path:
        """Which scorecards gave the scores of the last snapshot."""
        return self.folder / "cache" / "scores.json"

    @property
    def store(self) -> Store:
        """The content store: documentation trees and definitions by hash."""
        return Store(self.folder / "store")

    @property
    def readings(self) -> Path:
        """The cached readings of repositories, by the key of their content."""
        return self.folder / "readings"

    @property
    def fragments(self) -> Path:
        """The converted documentation, by the hash of its tree."""
        return self.folder / "fragments"

    @property
    def full_text(self) -> Path:
        """The full-text index, and the digest of its input."""
        return self.folder / "fulltext"

    @property
    def spare(self) -> Path:
        """The site before the last one, in which the next one is staged."""
        return self.folder / "site"

    @property
    def made(self) -> Path:
        """What the pages of the last site were made from, and the files that they became."""
        return self.folder / "made.json"

    @property
    def human_pages(self) -> Path:
        """The human pages of the last site as MkDocs built them, and the digest of their input."""
        return self.folder / "pages"

    @property
    def current(self) -> Path:
        """What the last site was made from as a whole, and a digest of its files' sizes and times."""
        return self.folder / "current.json"

    @property
    def unchanged(self) -> Path:
        """The files that the last site was made from, as a hash, and the times of its own files."""
        return self.folder / "unchanged.json"

    @property
    def listings(self) -> Path:
        """The last good list of repositories of each source."""
        return self.folder / "listings"

    @property
    def mirrors(self) -> Path:
        """The bare mirrors of remote repositories."""
        return self.folder / "git"

    @property
    def responses(self) -> Path:
        """The responses of providers (SQLite)."""
        return self.folder / "cache" / "http.db"

    def make(self) -> None:
        """Create the folder, which git ignores. Raises UserError where something else is there."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise UserError(
                "the state folder cannot be made: something that is no folder is there",
                where=str(error.filename or self.folder),
                fix="move it away, or name another folder with --state-dir",
            ) from error
        ignore = self.folder / ".gitignore"
        if not os.path.lexists(ignore):
            ignore.write_text("*\n", "utf-8")

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder for one run. Raises UserError where another run holds it."""
        self.make()
        descriptor = self._open_lock()
        _close_locks_in_workers()
        _locks.add(descriptor)
        try:
            self._acquire(descriptor)
            yield
        finally:
            _locks.discard(descriptor)
            os.close(descriptor)

    def _open_lock(self) -> int:
        lock = self.folder / "lock"
        try:
            return os.open(lock, os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0), 0o644)
        except OSError as error:
            raise UserError(
                f"the state folder cannot be locked: {error.strerror}",
                where=str(lock),
                fix="move it away: nothing is kept in it",
            ) from error

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
