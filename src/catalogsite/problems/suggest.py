"""What the author of a misspelled name probably meant: the one policy for every "did you mean".

Names are compared without upper and lower case, and by edits: a letter that is missing, added,
wrong, or swapped with its neighbour. Two names that are equal but for punctuation and a final `s`
always match. How many edits are allowed depends on what is known of the name:

- `nearest`: the name is certainly wrong, because the set of names is closed (a key of the
  configuration, a parameter). At most a third of the letters of the longer name, at least one; or
  one name is the beginning of the other, from 4 letters on.
- `near_miss`: the name may be right as it is, because others may exist (own fields, annotations of
  other tools). One edit from 4 letters on, two from 8 on.
- `SpellingIndex`: as `near_miss`, for a reference among all entities of a catalog. One edit in
  names of 5 to 40 letters: among ten thousand names a second edit finds unrelated ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

_SEPARATORS = re.compile(r"[\W_]+")
_ONE_EDIT_FROM, _TWO_EDITS_FROM = 4, 8
_INDEXED_LENGTHS = range(5, 41)
Item = TypeVar("Item")


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to a name that is certainly wrong; None if none is close enough."""
    return next(iter(closest(name, known, 1)), None)


def closest(name: str, known: Iterable[str], most: int) -> list[str]:
    """Up to `most` known names close to a name that is certainly wrong, the closest first."""
    limits = {one: _certain(name, one) for one in known}
    return [one for _, one in _ranked(name, limits)[:most]]


def near_miss(name: str, known: Iterable[str]) -> str | None:
    """The known name that a name is probably a slip of, although it may be right as it is."""
    limits = {one: _slips(max(len(name), len(one))) for one in known}
    return next((one for _, one in _ranked(name, limits)), None)


def spelling_key(name: str) -> str:
    """A name without punctuation, upper case and a final `s`: equal for spellings of one word."""
    return _SEPARATORS.sub("", name.casefold()).removesuffix("s")


def edit_distance(left: str, right: str, limit: int) -> int:
    """How many letters to add, remove, replace or swap with the next; `limit` + 1 if more."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    left, right = _differing_parts(left, right)
    if not (left and right):
        return len(left) + len(right)
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(right, 1):
            best = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                best = min(best, older[j - 2] + 1)
            row.append(best)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def _differing_parts(left: str, right: str) -> tuple[str, str]:
    """Two texts without their common beginning and end, which need no edits."""
    start, most = 0, min(len(left), len(right))
    while start < most and left[start] == right[start]:
        start += 1
    end = 0
    while end < most - start and left[-1 - end] == right[-1 - end]:
        end += 1
    return left[start : len(left) - end], right[start : len(right) - end]


def _certain(name: str, known: str) -> int:
    short, long = sorted((name.casefold(), known.casefold()), key=len)
    if len(short) >= _ONE_EDIT_FROM and long.startswith(short):
        return len(long)
    return len(long) // 3 or 1


def _slips(length: int) -> int:
    return (length >= _ONE_EDIT_FROM) + (length >= _TWO_EDITS_FROM)


def _ranked(name: str, limits: dict[str, int]) -> list[tuple[int, str]]:
    """The names within their limits with their distances, the closest first."""
    folded, key = name.casefold(), spelling_key(name)
    found = []
    for one, limit in limits.items():
        same = bool(key) and spelling_key(one) == key
        distance = 0 if same else edit_distance(folded, one.casefold(), limit)
        if distance <= limit or same:
            found.append((distance, one))
    return sorted(found)


class SpellingIndex(Generic[Item]):
    """Finds items by misspelled names without comparing the name with that of every item."""

    def __init__(self, named: Iterable[tuple[str, Item]]) -> None:
        self._names: dict[str, list[tuple[str, Item]]] = {}
        self._deletions: dict[str, list[tuple[str, Item]]] = {}
        for name, item in named:
            key = spelling_key(name)
            entry = (key, item)
            self._names.setdefault(key, []).append(entry)
            for variant in _deletions(key):
                self._deletions.setdefault(variant, []).append(entry)

    def exact(self, name: str) -> list[Item]:
        """The items with this name, in any spelling of it."""
        return [item for _, item in self._names.get(spelling_key(name), ())]

    def similar(self, name: str) -> Iterator[Item]:
        """The items whose names are at most one edit away, those with an equal key first."""
        key = spelling_key(name)
        variants = (self._deletions.get(variant, ()) for variant in _deletions(key))
        near = (self._names.get(key, ()), self._deletions.get(key, ()), *variants)
        for candidates in near:
            for other, item in candidates:
                if edit_distance(key, other, 1) <= 1:
                    yield item


def _deletions(name: str) -> set[str]:
    if len(name) not in _INDEXED_LENGTHS:
        return set()
    return {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}
