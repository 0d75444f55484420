"""Stored responses for conditional requests (RFC 9110): a 304 costs no bytes, and no rate limit at GitHub."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from catalogsite.errors import DiskError

_KEEP = timedelta(days=30)
_TABLE = """
CREATE TABLE IF NOT EXISTS responses (
  key TEXT PRIMARY KEY, etag TEXT, modified TEXT, link TEXT, body BLOB NOT NULL, used TEXT NOT NULL,
  digest BLOB NOT NULL
) WITHOUT ROWID
"""


_COLUMNS = "SELECT key, etag, modified, link, body, used, digest FROM responses LIMIT 1"


class StoredResponse(NamedTuple):
    """A response: its validators (`ETag`, `Last-Modified`), its `Link` header and its body."""

    etag: str | None
    modified: str | None
    link: str | None
    body: bytes


class ResponseCache:
    """A table of responses; its keys are digests, so neither URLs nor tokens can be read from it.

    Responses that were not used for 30 days before `now` are removed. Raises DiskError where the
    file cannot be written.
    """

    def __init__(self, path: Path, now: datetime) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._path = path
        self._damaged = False
        self._used = now.isoformat()
        oldest = (now - _KEEP).isoformat()
        try:
            self._database = _connect(path, oldest)
        except sqlite3.DatabaseError:
            # A cache may be lost at any time; a broken one must not cost the run.
            path.unlink(missing_ok=True)
            try:
                self._database = _connect(path, oldest)
            except sqlite3.DatabaseError as error:
                raise DiskError.at(path, str(error)) from error

    def get(self, key: str) -> StoredResponse | None:
        """The stored response; None where there is none, or the table is damaged."""
        query = "SELECT etag, modified, link, body, digest FROM responses WHERE key = ?"
        with self._lock, self._noticing_damage():
            row = self._database.execute(query, (key,)).fetchone()
            if row is not None and row[-1] == _digest(key, StoredResponse(*row[:-1])):
                return StoredResponse(*row[:-1])
        return None

    def put(self, key: str, response: StoredResponse) -> None:
        """Store a response, or mark it as used again."""
        with self._lock, self._noticing_damage(), self._database:
            self._database.execute(
                "INSERT OR REPLACE INTO responses VALUES (?, ?, ?, ?, ?, ?, ?)",
                (key, *response, self._used, _digest(key, response)),
            )

    def close(self) -> None:
        """Close the table; a damaged one is removed, because the next run would not find it whole."""
        with self._lock:
            self._database.close()
            if self._damaged:
                self._path.unlink(missing_ok=True)

    @contextmanager
    def _noticing_damage(self) -> Iterator[None]:
        """Ignore errors of the table: without it everything is asked for again."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            self._damaged |= code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _digest(key: str, response: StoredResponse) -> bytes:
    """Says whether a row is what was written: SQLite does not notice another letter."""
    parts = (key, response.etag, response.modified, response.link)
    return hashlib.sha256(repr(parts).encode() + response.body).digest()


def _connect(path: Path, oldest: str) -> sqlite3.Connection:
    database = sqlite3.connect(path, check_same_thread=False, timeout=30)
    try:
        with database:
            database.execute(_TABLE)
            database.execute(_COLUMNS)
            database.execute("DELETE FROM responses WHERE used < ?", (oldest,))
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database
