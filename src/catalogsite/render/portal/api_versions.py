"""Which APIs are versions of one: those of a namespace whose names differ only in their last number."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from catalogsite.model.urls import split_ref

_VERSION = re.compile(r"[-_.]?v?\d{1,6}(?:[-_.]\d{1,6}){0,3}$")


def api_versions(refs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The versions of each API that has several, by reference, sorted by number."""
    families: dict[tuple[str, str], list[tuple[tuple[int, ...], str]]] = defaultdict(list)
    for ref in refs:
        kind, namespace, name = split_ref(ref)
        if kind == "api":
            number = _VERSION.search(name)
            stem = name[: number.start()] if number else name
            if stem:
                order = tuple(map(int, re.findall(r"\d+", number[0]))) if number else ()
                families[namespace, stem].append((order, ref))
    found: dict[str, tuple[str, ...]] = {}
    for family in families.values():
        if len(family) > 1:
            versions = tuple(ref for _, ref in sorted(family))
            found |= dict.fromkeys(versions, versions)
    return found
