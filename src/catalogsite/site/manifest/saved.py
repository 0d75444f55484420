"""A build manifest as it was saved: parts of its text that stay the same are neither read nor made again."""

from __future__ import annotations

import hashlib
import json
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from catalogsite.model.read_log import Item
from catalogsite.site.manifest.records import OutputRecord, OutputRecords, Stamp, numbers_of
from catalogsite.state.atomic import read_regular

_DIGEST_LENGTH = 64

# `json.dumps` would make an encoder for each of the many lines.
_ENCODER = json.JSONEncoder(separators=(",", ":"))


class Header(NamedTuple):
    """What a build was made with, the size of the table of what was read, and its parts.

    `compact` is the number of rows when all of them were needed, `parts` are collections with the
    number of their rows, and `digests` is that of each part of what the site was made from.
    """

    builder: str
    digests: Mapping[str, int]
    compact: int
    parts: Sequence[tuple[str, int]]


class SavedPart:
    """The rows of a collection in the table, of which `first` is the number of the first one."""

    def __init__(self, name: str, first: int, count: int, line: bytes) -> None:
        self.name, self.first, self.count, self.line = name, first, count, line

    @cached_property
    def _columns(self) -> tuple[list[Item | None], array[int]]:
        items, digests = json.loads(self.line)
        # A pair is a list in JSON.
        found = [tuple(item) if isinstance(item, list) else item for item in items]
        if len(found) != self.count or len(digests) != self.count:
            raise ValueError("not the number of rows that the header has")
        return found, array("Q", digests)

    @property
    def items(self) -> list[Item | None]:
        """What was read of the collection."""
        return self._columns[0]

    @property
    def digests(self) -> array[int]:
        """The digest of each item, when it was read."""
        return self._columns[1]


class SavedManifest(NamedTuple):
    """A saved manifest; all its parts are empty if there is no readable one."""

    header: Header
    parts: Sequence[SavedPart]
    lines: Mapping[str, bytes]
    """The line of each output by its address."""

    def unchanged(self, changed: Iterable[int]) -> dict[str, OutputRecord]:
        """The outputs that have read none of the rows that are changed."""
        rows = set(changed)
        found = {at: _record(line) for at, line in self.lines.items()}
        if not rows:
            return found
        return {
            at: record for at, record in found.items() if rows.isdisjoint(numbers_of(record.reads))
        }

    def records(self, kept: Mapping[str, OutputRecord]) -> OutputRecords:
        """The records of the outputs that are kept, with a table of their own."""
        rows = [(part.name, item) for part in self.parts for item in part.items]
        records = OutputRecords()
        for at, record in kept.items():
            found = array("I")
            for number in numbers_of(record.reads):
                name, item = rows[number]
                found.extend(records.numbers(name, (item,)))
            records.outputs[at] = OutputRecord(found.tobytes(), record.stamps)
        return records


NOTHING_SAVED = SavedManifest(Header("", {}, 0, ()), (), {})


def read_manifest(file: Path | None) -> SavedManifest:
    """The manifest in `file`; NOTHING_SAVED where it is missing, damaged, or of another version."""
    try:
        content = read_regular(file) if file is not None else b""
        text, digest = content[:-_DIGEST_LENGTH], content[-_DIGEST_LENGTH:]
        if hashlib.sha256(text).hexdigest().encode() != digest:
            return NOTHING_SAVED
        lines = iter(text.split(b"\n"))
        builder, digests, compact, sizes = json.loads(next(lines))
        parts, first = list[SavedPart](), 0
        for name, count in sizes:
            parts.append(SavedPart(str(name), first, int(count), next(lines)))
            first += int(count)
        outputs = {_address(line): line for line in lines if line}
        header = Header(
            str(builder), dict(digests), int(compact), [(p.name, p.count) for p in parts]
        )
        return SavedManifest(header, parts, outputs)
    except (OSError, ValueError, TypeError, OverflowError, StopIteration):
        return NOTHING_SAVED  # never written, or by another version


def manifest_text(
    header: Header, parts: Iterable[bytes], outputs: Iterable[bytes]
) -> Iterator[bytes]:
    """The lines of a manifest, and a last one with a digest of them all."""
    digest = hashlib.sha256()
    for line in (_ENCODER.encode(header).encode(), *parts, *outputs):
        text = line + b"\n"
        digest.update(text)
        yield text
    yield digest.hexdigest().encode()


def part_line(items: Sequence[Item | None], digests: Sequence[int]) -> bytes:
    """The line of rows of one collection."""
    return _ENCODER.encode([items, list(digests)]).encode()


def output_line(at: str, reads: array[int], stamps: Sequence[Stamp]) -> bytes:
    """The line of an output: its address, packed numbers of rows, and its files."""
    return _ENCODER.encode([at, b64encode(reads.tobytes()).decode(), stamps]).encode()


def _address(line: bytes) -> str:
    """The address of the output of a line, of which the rest is decoded when it is needed."""
    end = line.index(b'","', 1)
    address: Any = json.loads(line[1 : end + 1])
    return str(address)


def _record(line: bytes) -> OutputRecord:
    _, reads, stamps = json.loads(line)
    return OutputRecord(b64decode(reads), [Stamp(*stamp) for stamp in stamps])
