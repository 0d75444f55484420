"""Which servers count as down in this run, so that each is waited for once."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from catalogsite.errors import CatalogsiteError


@dataclass(slots=True)
class Outage:
    """The state of one server, shared by all requests of a run to it.

    `error` is that of every further request, once the server counts as down; `answered` says
    whether it has answered in this run.
    """

    error: CatalogsiteError | None = None
    answered: bool = False
    _lost: int = 0
    _limits: int = 0
    _resume: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def record(self, error: CatalogsiteError, *, limit: int) -> None:
        """Count a request that failed in all its attempts; `limit` of them in a row are an outage."""
        self._lost += 1
        # A thousand requests to a server that is down would take the whole night.
        if self._lost >= limit:
            self.error = error

    def end(self) -> None:
        """Note that the server answered what it was asked."""
        self._lost = self._limits = 0

    def pause(
        self, seconds: float | None, error: CatalogsiteError, *, first: float, longest: float
    ) -> float:
        """Send nothing to the server for a time: it said so to one request of many. Returns the seconds.

        Where it does not say how long (None), that is `first`, and twice as long each time after;
        requests that were in flight together meet one limit. Where it is more than `longest`, the
        server counts as down: raises `error`.
        """
        with self._lock:
            return self._pause(
                self._unstated(first) if seconds is None else seconds, error, longest
            )

    def _pause(self, seconds: float, error: CatalogsiteError, longest: float) -> float:
        if seconds > longest:
            self.error = error
            raise error
        self._resume = max(self._resume, time.monotonic() + seconds)
        return seconds

    def _unstated(self, first: float) -> float:
        if self.paused <= 0:
            self._limits += 1
        return first * 2.0 ** max(0, self._limits - 1)

    @property
    def paused(self) -> float:
        """The seconds that are left of a pause; 0 or less without one."""
        return self._resume - time.monotonic()


@dataclass(slots=True)
class Outages:
    """The state of every server of a run, by what tells servers apart."""

    _by_server: dict[tuple[object, ...], Outage] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, *server: object) -> Outage:
        """The state of one server; the same object at every call."""
        with self._lock:
            return self._by_server.setdefault(server, Outage())
