"""How many requests are sent: at a time to one server, and in one run for one collector."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from catalogsite.errors import ProviderError
from catalogsite.network.outage import Outages

IN_FLIGHT = 4
"""Requests to one server at a time; GitHub advises few, and counts all of a token together."""


class Budget:
    """The requests that one collector may send in a run; None for any number."""

    def __init__(self, most: int | None = None) -> None:
        self._most = most
        self._spent = 0
        self._lock = threading.Lock()

    @property
    def spent(self) -> int:
        """The number of requests that were sent."""
        return self._spent

    def spend(self) -> None:
        """Count a request. Raises ProviderError where none is left."""
        with self._lock:
            if self._most is not None and self._spent >= self._most:
                raise ProviderError(
                    f"its budget of {self._most:,} requests is used up",
                    fix="raise `max_requests`, or let it read less",
                )
            self._spent += 1


@dataclass(slots=True)
class ServerLimits:
    """The limit of each server, shared by all clients of a run: `most` requests at a time."""

    most: int = IN_FLIGHT
    _by_server: dict[tuple[object, ...], threading.BoundedSemaphore] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, *server: object) -> threading.BoundedSemaphore:
        """What a request to a server holds; the same object at every call."""
        with self._lock:
            if server not in self._by_server:
                self._by_server[server] = threading.BoundedSemaphore(self.most)
            return self._by_server[server]


@dataclass(frozen=True, slots=True)
class Shared:
    """What the clients of a run share: outages, limits of servers, and the budget of a collector."""

    outages: Outages = field(default_factory=Outages)
    servers: ServerLimits = field(default_factory=ServerLimits)
    budget: Budget = field(default_factory=Budget)
