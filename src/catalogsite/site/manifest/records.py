"""What outputs read of the catalog, and the files that they became."""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from catalogsite.model.read_log import Item, ReadLog


class Stamp(NamedTuple):
    """A file of the site as it was written: its path, size, and time of its last change."""

    path: str
    size: int
    changed: int


class OutputRecord(NamedTuple):
    """What one output read, as packed numbers of keys, and the files that it became."""

    reads: bytes
    stamps: Sequence[Stamp]


class OutputRecords:
    """Records of outputs by address, which share a table of what was read.

    The table is two columns, because it has hundreds of thousands of rows.
    """

    def __init__(self) -> None:
        self.collections: list[str] = []
        self.items: list[Item | None] = []
        self.outputs: dict[str, OutputRecord] = {}
        self.complete = True
        """Whether no output lacked something that another build may find."""
        self._numbers: dict[str, dict[Item | None, int]] = {}

    def add(self, at: str, reads: ReadLog, stamps: Sequence[Stamp]) -> None:
        """Record an output; one that lacked something is left out, so that it is made again."""
        if not reads.complete:
            self.complete = False
            return
        found = array("I")
        for collection, items in reads.read():
            found.extend(self.numbers(collection, items))
        self.outputs[at] = OutputRecord(found.tobytes(), stamps)

    def merge(self, other: OutputRecords) -> None:
        """Take over the records of another process."""
        self.complete = self.complete and other.complete
        ours = array("I")
        rows = zip(other.collections, other.items, strict=True)
        for name, found in itertools.groupby(rows, key=lambda row: row[0]):
            ours.extend(self.numbers(name, [item for _, item in found]))
        for at, record in other.outputs.items():
            reads = array("I", [ours[number] for number in numbers_of(record.reads)])
            self.outputs[at] = OutputRecord(reads.tobytes(), record.stamps)

    def numbers(self, collection: str, items: Iterable[Item | None]) -> list[int]:
        """The numbers of the rows of items; rows that are missing are added."""
        numbers = self._numbers.setdefault(collection, {})
        try:
            return [numbers[item] for item in items]
        except KeyError:
            new = dict.fromkeys(item for item in items if item not in numbers)
            numbers.update(zip(new, itertools.count(len(self.items))))
            self.items += new
            self.collections += [collection] * len(new)
            return [numbers[item] for item in items]

    def rows(self) -> Iterator[tuple[str, Iterable[int]]]:
        """The numbers of the rows of each collection, ascending."""
        for name, numbers in self._numbers.items():
            yield name, numbers.values()

    def forget_numbers(self) -> None:
        """Free what `numbers` and `rows` need; nothing is recorded after that."""
        self._numbers.clear()


def numbers_of(packed: bytes) -> array[int]:
    """The numbers that `OutputRecord.reads` has."""
    numbers = array("I")
    numbers.frombytes(packed)
    return numbers
