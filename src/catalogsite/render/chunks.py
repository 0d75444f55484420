"""Pagination: long lists as several pages, so that each stays small and works without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from catalogsite.model.page import Link
from catalogsite.model.urls import base

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Chunk(Generic[T]):
    """One page of a list: its items, its place among the others, and its neighbours."""

    items: Sequence[T]
    path: str
    number: int
    of: int
    previous: Link | None
    following: Link | None


def chunks(items: Sequence[T], size: int, first: str, others: str) -> Iterator[Chunk[T]]:
    """The pages of a list with at most `size` items each: the first at `first`, the n-th at `others` + n."""
    starts = range(0, max(len(items), 1), size)
    paths = [first, *(f"{others}{number}/" for number in range(2, len(starts) + 1))]
    for at, start in enumerate(starts):
        yield Chunk(
            items=items[start : start + size],
            path=paths[at],
            number=at + 1,
            of=len(paths),
            previous=_link(paths, at - 1, paths[at]),
            following=_link(paths, at + 1, paths[at]),
        )


def _link(paths: list[str], at: int, here: str) -> Link | None:
    return Link(f"Page {at + 1}", base(here) + paths[at]) if 0 <= at < len(paths) else None
