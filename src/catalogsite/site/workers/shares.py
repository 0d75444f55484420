"""Which process makes which outputs."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence

from catalogsite.model.page import OutputGroup

Groups = Callable[[], Iterator[OutputGroup]]
"""Makes a pass over groups of outputs: a list of all would be large, in every process."""

_NEIGHBOURS = 8


def shares_of(outputs: Sequence[int], jobs: int) -> list[array[int]]:
    """The outputs of each process: a few neighbours in turn, because those of one API read the same."""
    several = min(_NEIGHBOURS, len(outputs) // (100 * jobs)) or 1
    return [
        array("L", (one for place, one in enumerate(outputs) if place // several % jobs == job))
        for job in range(jobs)
    ]


def numbered(groups: Iterable[OutputGroup], numbers: Sequence[int]) -> Iterator[OutputGroup]:
    """The groups of these numbers, which ascend."""
    waiting = iter(numbers)
    wanted = next(waiting, None)
    for number, group in enumerate(groups):
        if wanted is None:
            return
        if number == wanted:
            yield group
            wanted = next(waiting, None)
