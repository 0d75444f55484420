"""Which environments get a column of their own in a table of many components."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_MOST = 4
_SHARE = 5
_NEAREST_FIRST = (
    *("preprod", "preproduction", "staging", "stage", "stg", "acceptance", "uat", "qa"),
    *("test", "testing", "integration", "int", "dev", "development"),
)
# Environments of one branch or pull request: many, short-lived, and each of one component.
_PREVIEW = re.compile(
    r"(?:^|[-_/])(?:pr|mr|preview|review|feature|branch)(?:[-_/]|\d|$)", re.IGNORECASE
)


def environment_columns(named: Sequence[Iterable[str]]) -> tuple[str, ...]:
    """The environments with a column, the nearest to production first.

    `named` are the names of the environments of each component. At most four of those that a fifth
    of the components has, by their most frequent spelling; those of a pull request never.
    """
    spellings: dict[str, Counter[str]] = {}
    for names in named:
        for name in names:
            if not _PREVIEW.search(name):
                spellings.setdefault(name.casefold(), Counter())[name] += 1
    counts = {name: sum(found.values()) for name, found in spellings.items()}
    least = max(min(2, len(named)), len(named) / _SHARE)
    frequent = sorted((-count, name) for name, count in counts.items() if count >= least)[:_MOST]
    chosen = sorted(frequent, key=lambda one: (_distance(one[1]), one))
    return tuple(_usual(spellings[name]) for _, name in chosen)


def _distance(name: str) -> int:
    plain = re.sub(r"[^a-z]", "", name)
    return _NEAREST_FIRST.index(plain) if plain in _NEAREST_FIRST else len(_NEAREST_FIRST)


def _usual(found: Counter[str]) -> str:
    return min(found, key=lambda name: (-found[name], name))
