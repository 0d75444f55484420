"""Where entities and pages of documentation have moved to, by which old addresses lead on."""

from __future__ import annotations

from datetime import date

from catalogsite.model.value import Value


class MovedEntity(Value):
    """A reference that no entity has any more: `after` has one, or is `""` where it was removed."""

    before: str
    after: str = ""
    since: date


class MovedPage(Value):
    """A page of the documentation of an entity that has another path, both relative to its tree.

    They are paths of source files below the documentation folder (`guide/install.md`).
    """

    ref: str
    before: str
    after: str
    since: date


class Moves(Value):
    """All moves that are known, sorted; no chain is left, and each `after` exists."""

    entities: tuple[MovedEntity, ...] = ()
    pages: tuple[MovedPage, ...] = ()
