"""The build manifest: what each output was made from and the files that it became."""

from __future__ import annotations

import json
from array import array
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from catalogsite.model.page import OutputGroup
from catalogsite.model.read_log import Item, ReadKey, ReadLog
from catalogsite.state.atomic import atomic_write

Digest = Callable[[ReadKey], str]
"""A text that changes when what a key stands for changes."""


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
    """Records of outputs by address, which share a table of what was read."""

    def __init__(self, keys: Sequence[ReadKey] = ()) -> None:
        self.keys = list(keys)
        self.outputs: dict[str, OutputRecord] = {}
        self._numbers: dict[str, dict[Item | None, int]] = {}
        for number, key in enumerate(keys):
            self._numbers.setdefault(key.collection, {})[key.item] = number

    def add(self, at: str, reads: ReadLog, stamps: Sequence[Stamp]) -> None:
        """Record an output; one that lacked something is left out, so that it is made again."""
        if not reads.complete:
            return
        found = array("I")
        for collection, items in reads.read():
            numbers = self._numbers.setdefault(collection, {})
            try:
                found.extend([numbers[item] for item in items])
            except KeyError:
                found.extend([self._number(collection, numbers, item) for item in items])
        self.outputs[at] = OutputRecord(found.tobytes(), stamps)

    def merge(self, other: OutputRecords) -> None:
        """Take over the records of another process."""
        ours = [
            self._number(collection, self._numbers.setdefault(collection, {}), item)
            for collection, item in other.keys
        ]
        for at, record in other.outputs.items():
            reads = array("I", [ours[number] for number in _numbers(record.reads)])
            self.outputs[at] = OutputRecord(reads.tobytes(), record.stamps)

    def _number(self, collection: str, numbers: dict[Item | None, int], item: Item | None) -> int:
        number = numbers.get(item)
        if number is None:
            number = numbers[item] = len(self.keys)
            self.keys.append(ReadKey(collection, item))
        return number


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
            self._now = OutputRecords(self._last.keys)
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
        if self._file is not None:
            data = _as_json(self._builder, self._now, self._digest)
            atomic_write(self._file, json.dumps(data, separators=(",", ":")).encode())


def _as_json(builder: str, records: OutputRecords, digest: Digest) -> dict[str, Any]:
    """The manifest: keys that some output read, by collection, and outputs with numbers of keys."""
    used = set[int]().union(*(_numbers(record.reads) for record in records.outputs.values()))
    by_collection: dict[str, list[int]] = {}
    for number in sorted(used):
        by_collection.setdefault(records.keys[number].collection, []).append(number)
    order = [number for numbers in by_collection.values() for number in numbers]
    renumbered = {number: place for place, number in enumerate(order)}
    return {
        "builder": builder,
        "keys": {
            collection: [(records.keys[n].item, digest(records.keys[n])) for n in numbers]
            for collection, numbers in by_collection.items()
        },
        "outputs": {
            at: (_packed(renumbered[number] for number in _numbers(record.reads)), record.stamps)
            for at, record in records.outputs.items()
        },
    }


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
            keys, digests = _keys(data["keys"])
            outputs = {
                at: OutputRecord(b64decode(reads), [Stamp(*stamp) for stamp in stamps])
                for at, (reads, stamps) in data["outputs"].items()
            }
            return cls(str(data["builder"]), keys, digests, outputs)
        except (OSError, ValueError, TypeError, LookupError, AttributeError):
            return cls("", (), (), {})  # never written, or by another version

    def unchanged(self, digest: Digest) -> Mapping[str, OutputRecord]:
        """The outputs of which everything that was read has the same digest now."""
        compared = zip(self.keys, self.digests, strict=True)
        changed = {number for number, (key, was) in enumerate(compared) if digest(key) != was}
        if not changed:
            return self.outputs
        return {
            at: record
            for at, record in self.outputs.items()
            if changed.isdisjoint(_numbers(record.reads))
        }


def _keys(saved: Mapping[str, Iterable[tuple[Any, str]]]) -> tuple[list[ReadKey], list[str]]:
    keys, digests = list[ReadKey](), list[str]()
    for collection, items in saved.items():
        for item, digest in items:
            # A pair is a list in JSON.
            keys.append(ReadKey(collection, tuple(item) if isinstance(item, list) else item))
            digests.append(digest)
    return keys, digests


def _packed(numbers: Iterable[int]) -> str:
    return b64encode(array("I", numbers).tobytes()).decode()


def _numbers(packed: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(packed)
    return numbers
