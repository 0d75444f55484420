"""Ids of operations, channels, messages and types: anchors that are unique in one API."""

from __future__ import annotations

import re

_OTHER = re.compile(r"[^A-Za-z0-9._~-]+")
_MOST = 80


class Anchors:
    """Gives out the ids of one API."""

    __slots__ = ("_taken",)

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def of(self, prefix: str, name: str) -> str:
        """An id that was not given out before, such as `operation-listPets`, by the order of calls.

        Ids that differ only in upper and lower case get a number too: not every reader of addresses
        tells them apart.
        """
        wanted = "-".join(filter(None, (prefix, _OTHER.sub("-", name)[:_MOST].strip("-"))))
        while True:
            count = self._taken.get(wanted.lower(), 0) + 1
            self._taken[wanted.lower()] = count
            if count == 1:
                return wanted
            wanted = f"{wanted}-{count}"
