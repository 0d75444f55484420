"""Rows of what changed: one event each, or many of one night and repository that are alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

ALIKE = 8
"""From this many on, events of one night, owner, repository and change are one row."""
NAMED = 60
"""The entities that such a row names."""
FOUND = 400
"""The entities by which such a row is found."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line: what changed, of which entity, and how, in plain words.

    `path` is the page of the entity below the root, empty where there is none, `known` whether the
    catalog has it. `href` is where the words lead: below the root, or to another host. `concerned`
    are those who use it. `owners` are also the former ones, or `none`. A row of several events names the first in `folded`; `number` counts all
    of them, and `refs` and `kinds` are those by which it is found.
    """

    day: date
    change: str
    word: str
    tone: str
    ref: str
    title: str
    path: str
    known: bool
    kind: str
    owner: str | None
    owners: tuple[str, ...]
    words: str
    href: str = ""
    repository: str = ""
    concerned: tuple[str, ...] = ()
    number: int = 1
    folded: tuple[ChangeRow, ...] = ()
    all_refs: tuple[str, ...] = ()
    all_kinds: tuple[str, ...] = ()

    @property
    def left(self) -> int:
        """How many of its events it does not name."""
        return self.number - len(self.folded) if self.folded else 0

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of what it is about."""
        return self.all_kinds or (self.kind,)

    @property
    def refs(self) -> tuple[str, ...]:
        """The references of what it is about."""
        return self.all_refs or (self.ref,)


def folded(rows: Iterable[ChangeRow], many: Callable[[ChangeRow, int], str]) -> list[ChangeRow]:
    """The rows of one night and owner in their order, where many alike ones are one.

    `many` says in words what so many rows are of which the given one is the first.
    """
    alike: dict[tuple[str, str], list[ChangeRow]] = defaultdict(list)
    for row in rows:
        alike[(row.change, row.repository)].append(row)
    found = []
    for same in alike.values():
        found += same if len(same) < ALIKE else [_together(same, many(same[0], len(same)))]
    return found


def _together(rows: list[ChangeRow], words: str) -> ChangeRow:
    return replace(
        rows[0],
        words=words,
        href="",
        concerned=(),
        number=sum(row.number for row in rows),
        owners=tuple(dict.fromkeys(one for row in rows for one in row.owners)),
        folded=tuple(rows[:NAMED]),
        all_refs=tuple(dict.fromkeys(row.ref for row in rows[:FOUND])),
        all_kinds=tuple(dict.fromkeys(row.kind for row in rows)),
    )
