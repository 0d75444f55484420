"""Stored responses for conditional requests (RFC 9110): a 304 costs no bytes, and no rate limit at GitHub."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from catalogsite.errors import DiskError

_KEEP = timedelta(days=30)
_TABLE = """
CREATE TABLE IF NOT EXISTS responses (
  key TEXT PRIMARY KEY, etag TEXT, modified TEXT, link TEXT, body BLOB NOT NULL, used TEXT NOT NULL
) WITHOUT ROWID
"""


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
        query = "SELECT etag, modified, link, body FROM responses WHERE key = ?"
        with self._lock, suppress(sqlite3.DatabaseError):
            row = self._database.execute(query, (key,)).fetchone()
            return None if row is None else StoredResponse(*row)
        return None

    def put(self, key: str, response: StoredResponse) -> None:
        """Store a response, or mark it as used again."""
        with self._lock, suppress(sqlite3.DatabaseError), self._database:
            self._database.execute(
                "INSERT OR REPLACE INTO responses VALUES (?, ?, ?, ?, ?, ?)",
                (key, *response, self._used),
            )

    def close(self) -> None:
        """Close the table."""
        with self._lock:
            self._database.close()


def _connect(path: Path, oldest: str) -> sqlite3.Connection:
    database = sqlite3.connect(path, check_same_thread=False, timeout=30)
    try:
        with database:
            database.execute(_TABLE)
            database.execute("SELECT key, etag, modified, link, body, used FROM responses LIMIT 1")
            database.execute("DELETE FROM responses WHERE used < ?", (oldest,))
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database
