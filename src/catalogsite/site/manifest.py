"""The build manifest: what each output was made from and the files that it became."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
from array import array
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, NamedTuple

from catalogsite.model.page import OutputGroup
from catalogsite.model.read_log import Item, ReadKey, ReadLog
from catalogsite.state.atomic import atomic_write

Digest = Callable[[ReadKey], int]
"""A number of 64 bits that changes when what a key stands for changes."""


_NO_INPUTS: Mapping[str, int] = MappingProxyType({})
_DIGEST_LENGTH = 64
_BLOCK = 1 << 20

# `json.dumps` would make an encoder for each of the many lines.
_ENCODER = json.JSONEncoder(separators=(",", ":"))


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

    def __init__(self, collections: Iterable[str] = (), items: Iterable[Item | None] = ()) -> None:
        self.collections = list(collections)
        self.items = list(items)
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
            numbers = self._numbers_of(collection)
            try:
                found.extend([numbers[item] for item in items])
            except KeyError:
                new = [item for item in items if item not in numbers]
                numbers.update(zip(new, itertools.count(len(self.items))))
                self.items += new
                self.collections += [collection] * len(new)
                found.extend([numbers[item] for item in items])
        self.outputs[at] = OutputRecord(found.tobytes(), stamps)

    def merge(self, other: OutputRecords) -> None:
        """Take over the records of another process."""
        self.complete = self.complete and other.complete
        ours = []
        for name, item in zip(other.collections, other.items, strict=True):
            numbers = self._numbers_of(name)
            if item not in numbers:
                numbers[item] = len(self.items)
                self.collections.append(name)
                self.items.append(item)
            ours.append(numbers[item])
        for at, record in other.outputs.items():
            reads = array("I", [ours[number] for number in _numbers(record.reads)])
            self.outputs[at] = OutputRecord(reads.tobytes(), record.stamps)

    def forget_numbers(self) -> None:
        """Free the numbers of items, which are made again where more is recorded."""
        self._numbers.clear()

    def _numbers_of(self, collection: str) -> dict[Item | None, int]:
        found = self._numbers.get(collection)
        if found is None:
            # Only now: a build that changes little needs few of them.
            rows = enumerate(zip(self.collections, self.items, strict=True))
            found = {item: number for number, (name, item) in rows if name == collection}
            self._numbers[collection] = found
        return found


class BuildManifest:
    """The records of the last build in `file`, and those of this one.

    They say of a path and a time what the file holds, in whichever tree it is; so they may be
    older than the site, or lost, and no file is taken for another.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._now = OutputRecords()
        self._digests = _Digests(lambda _: 0)
        self._builder = ""
        self._inputs: Mapping[str, int] = {}
        self._valid: Mapping[str, OutputRecord] = {}

    def verify(
        self,
        builder: str,
        digest: Digest,
        inputs: Mapping[str, int] = _NO_INPUTS,
        inputs_of: Callable[[str], frozenset[str] | None] = lambda _: None,
    ) -> None:
        """Compare all that the last build read with the catalog of this one.

        `builder` stands for everything else that pages are made with. `inputs` are the parts of the
        catalog with a digest each, and `inputs_of` those that a collection depends on: as long as
        they are the same, nobody looks at its items.
        """
        self._builder, self._inputs, self._digests = builder, inputs, _Digests(digest)
        last = _Saved.read(self._file)
        if builder == last.builder:
            same = {name for name, found in inputs.items() if last.inputs.get(name) == found}
            parts = {name: inputs_of(name) for name in set(last.collections)}
            kept = {name for name, needed in parts.items() if needed and needed <= same}
            self._digests = _Digests(digest, last.collections, last.digests, kept)
            self._now = OutputRecords(last.collections, last.items)
            self._valid = last.unchanged(self._digests)

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

    @property
    def is_complete(self) -> bool:
        """Whether no output lacked something that another build may find."""
        return self._now.complete

    def save(self) -> None:
        """Write the records of this build for the next one."""
        self._now.forget_numbers()
        if self._file is not None:
            lines = _lines((self._builder, dict(self._inputs)), self._now, self._digests)
            atomic_write(self._file, _with_digest(lines))


def _with_digest(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines, and a last one with a digest of them all."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line)
        yield line
    yield digest.hexdigest().encode()


def _is_whole(stream: BinaryIO) -> bool:
    """Whether a manifest ends with its digest; the stream is at its beginning again."""
    size = stream.seek(0, os.SEEK_END) - _DIGEST_LENGTH
    stream.seek(0)
    digest = hashlib.sha256()
    while size > 0 and (block := stream.read(min(size, _BLOCK))):
        digest.update(block)
        size -= len(block)
    whole = stream.read() == digest.hexdigest().encode()
    stream.seek(0)
    return whole


def _without_digest(stream: BinaryIO) -> Iterator[bytes]:
    return (line for line in stream if line.endswith(b"\n"))


class _Digests:
    """The digest of each row of the table of what was read: the saved one where it cannot differ."""

    def __init__(
        self,
        digest: Digest,
        collections: Sequence[str] = (),
        saved: Sequence[int] = (),
        kept: Collection[str] = (),
    ) -> None:
        self._digest, self._collections, self._saved, self._kept = digest, collections, saved, kept

    def of(self, number: int, name: str, item: Item | None) -> int:
        if name in self._kept and number < len(self._saved):
            return self._saved[number]
        return self._digest(ReadKey(name, item))


def _lines(
    made_with: tuple[str, Mapping[str, int]], records: OutputRecords, digests: _Digests
) -> Iterator[bytes]:
    """The manifest in lines of JSON, so that no text of all of it is made.

    The first is the builder with the digests of all inputs; then one line a collection: [name, items, digests]; an empty one; then
    one line an output: [address, packed numbers of items, stamps].
    """
    yield _line(made_with)
    by_collection = _used(records)
    # Arrays, because there are millions of rows.
    renumbered = array("I", bytes(4 * len(records.items)))
    for place, number in enumerate(itertools.chain.from_iterable(by_collection.values())):
        renumbered[number] = place
    for name, found in by_collection.items():
        items = [records.items[number] for number in found]
        yield _line(
            [name, items, [digests.of(number, name, records.items[number]) for number in found]]
        )
    yield b"\n"
    for at, record in records.outputs.items():
        reads = _packed(renumbered[number] for number in _numbers(record.reads))
        yield _line([at, reads, record.stamps])


def _used(records: OutputRecords) -> dict[str, array[int]]:
    """The numbers of the items that an output read, by collection, ascending."""
    used = bytearray(len(records.items))
    for record in records.outputs.values():
        for number in _numbers(record.reads):
            used[number] = 1
    found: dict[str, array[int]] = {}
    for number, name in enumerate(records.collections):
        if used[number]:
            found.setdefault(name, array("I")).append(number)
    return found


def _line(value: Any) -> bytes:
    return _ENCODER.encode(value).encode() + b"\n"


class _Saved(NamedTuple):
    """A manifest as it was saved; everything empty where there is none that can be read."""

    builder: str
    inputs: Mapping[str, int]
    collections: Sequence[str]
    items: Sequence[Item | None]
    digests: Sequence[int]
    outputs: Mapping[str, OutputRecord]

    @classmethod
    def read(cls, file: Path | None) -> _Saved:
        """The manifest in `file`."""
        if file is None:
            return _NOTHING_SAVED
        try:
            with file.open("rb") as stream:
                if not _is_whole(stream):
                    return _NOTHING_SAVED
                builder, inputs = json.loads(stream.readline())
                # An empty line ends the collections.
                columns = _columns(map(json.loads, iter(stream.readline, b"\n")))
                outputs = {
                    at: OutputRecord(b64decode(reads), [Stamp(*stamp) for stamp in stamps])
                    for at, reads, stamps in map(json.loads, _without_digest(stream))
                }
            return cls(str(builder), dict(inputs), *columns, outputs)
        except (OSError, ValueError, TypeError, OverflowError):
            return _NOTHING_SAVED  # never written, or by another version

    def unchanged(self, digests: _Digests) -> Mapping[str, OutputRecord]:
        """The outputs of which everything that was read has the same digest now."""
        compared = enumerate(zip(self.collections, self.items, self.digests, strict=True))
        changed = {
            number
            for number, (name, item, was) in compared
            if digests.of(number, name, item) != was
        }
        if not changed:
            return self.outputs
        return {
            at: record
            for at, record in self.outputs.items()
            if changed.isdisjoint(_numbers(record.reads))
        }


_NOTHING_SAVED = _Saved("", {}, (), (), (), {})


def _columns(
    saved: Iterable[tuple[str, list[Any], list[int]]],
) -> tuple[list[str], list[Item | None], array[int]]:
    collections, items, digests = list[str](), list[Item | None](), array("Q")
    # Most collections have the same references, of which JSON makes a text each time.
    texts: dict[str, str] = {}
    for name, found, theirs in saved:
        collections += [name] * len(found)
        for item in found:
            pair = isinstance(item, list)  # a pair is a list in JSON
            items.append(tuple(item) if pair else item and texts.setdefault(item, item))
        digests.extend(theirs)
    return collections, items, digests


def _packed(numbers: Iterable[int]) -> str:
    return b64encode(array("I", numbers).tobytes()).decode()


def _numbers(packed: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(packed)
    return numbers
