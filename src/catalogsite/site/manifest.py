"""The build manifest: what each output was made from and the files that it became."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from catalogsite.model.page import OutputGroup
from catalogsite.model.read_log import ReadKey, ReadLog
from catalogsite.state.atomic import atomic_write

Digest = Callable[[ReadKey], str]
"""A text that changes when what a key stands for changes."""


class Stamp(NamedTuple):
    """A file of the site as it was written: its path, size, and time of its last change."""

    path: str
    size: int
    changed: int


class OutputRecord(NamedTuple):
    """What one output read, as numbers of keys, and the files that it became."""

    reads: Sequence[int]
    stamps: Sequence[Stamp]


class OutputRecords:
    """Records of outputs by address, which share a table of what was read."""

    def __init__(self) -> None:
        self.numbers: dict[ReadKey, int] = {}
        self.outputs: dict[str, OutputRecord] = {}

    def add(self, at: str, reads: ReadLog, stamps: Sequence[Stamp]) -> None:
        """Record an output; one that lacked something is left out, so that it is made again."""
        if reads.complete:
            self.outputs[at] = OutputRecord(self._numbered(reads.keys()), stamps)

    def merge(self, other: OutputRecords) -> None:
        """Take over the records of another process."""
        numbers = self._numbered(other.numbers)
        for at, record in other.outputs.items():
            reads = array("I", (numbers[number] for number in record.reads))
            self.outputs[at] = OutputRecord(reads, record.stamps)

    def _numbered(self, keys: Iterable[ReadKey]) -> array[int]:
        numbers = self.numbers
        return array("I", [numbers.setdefault(key, len(numbers)) for key in keys])


class BuildManifest:
    """The records of the last build in `file`, and those of this one.

    They say of a path and a time what the file holds, in whichever tree it is; so they may be
    older than the site, or lost, and no file is taken for another.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._last = _Saved.read(file)
        self._now = OutputRecords()
        self._digest: Digest = lambda _: ""
        self._builder = ""
        self._valid: Mapping[str, OutputRecord] = {}

    def verify(self, builder: str, digest: Digest) -> None:
        """Compare all that the last build read with the catalog of this one.

        `builder` stands for everything else that pages are made with.
        """
        self._builder, self._digest = builder, digest
        if builder == self._last.builder:
            self._now.numbers = {key: number for number, key in enumerate(self._last.keys)}
            self._valid = self._last.unchanged(digest)

    def find(self, group: OutputGroup) -> Sequence[Stamp] | None:
        """The files of an output that would be the same again; None where it must be made."""
        record = self._valid.get(group.at) if group.recorded else None
        return record.stamps if record is not None else None

    def keep(self, group: OutputGroup) -> None:
        """Carry the record of an output over that was not made again."""
        self._now.outputs[group.at] = self._valid[group.at]

    def record(self, records: OutputRecords) -> None:
        """Add the records of outputs that were made."""
        self._now.merge(records)

    def save(self) -> None:
        """Write the records of this build for the next one."""
        if self._file is None:
            return
        outputs = self._now.outputs
        used = set[int]().union(*(record.reads for record in outputs.values()))
        kept = [(number, key) for key, number in self._now.numbers.items() if number in used]
        renumbered = {number: place for place, (number, _) in enumerate(kept)}
        data = {
            "builder": self._builder,
            "keys": [(key.collection, key.item, self._digest(key)) for _, key in kept],
            "outputs": {
                at: ([renumbered[number] for number in record.reads], record.stamps)
                for at, record in outputs.items()
            },
        }
        atomic_write(self._file, json.dumps(data, separators=(",", ":")).encode())


class _Saved(NamedTuple):
    """A manifest as it was saved; everything empty where there is none that can be read."""

    builder: str
    keys: Sequence[ReadKey]
    digests: Sequence[str]
    outputs: Mapping[str, OutputRecord]

    @classmethod
    def read(cls, file: Path | None) -> _Saved:
        """The manifest in `file`."""
        try:
            data = json.loads(file.read_bytes()) if file else {}
            return cls(
                str(data["builder"]),
                [ReadKey(collection, _item(item)) for collection, item, _ in data["keys"]],
                [str(digest) for _, _, digest in data["keys"]],
                {at: _record(*record) for at, record in data["outputs"].items()},
            )
        except (OSError, ValueError, TypeError, LookupError, AttributeError):
            return cls("", (), (), {})  # never written, or by another version

    def unchanged(self, digest: Digest) -> Mapping[str, OutputRecord]:
        """The outputs of which everything that was read has the same digest now."""
        compared = zip(self.keys, self.digests, strict=True)
        changed = {number for number, (key, was) in enumerate(compared) if digest(key) != was}
        if not changed:
            return self.outputs
        return {
            at: record for at, record in self.outputs.items() if changed.isdisjoint(record.reads)
        }


def _item(item: Any) -> str | tuple[str, str] | None:
    if item is None or isinstance(item, str):
        return item
    ref, key = item
    return ref, key


def _record(reads: Sequence[int], stamps: Iterable[Collection[Any]]) -> OutputRecord:
    return OutputRecord(reads, tuple(Stamp(*stamp) for stamp in stamps))
