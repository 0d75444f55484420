"""Which outputs of the last build would be the same again."""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from catalogsite.model.page import OutputGroup
from catalogsite.model.read_log import Item, ReadKey
from catalogsite.site.manifest.records import OutputRecord, OutputRecords, Stamp, numbers_of
from catalogsite.site.manifest.saved import (
    NOTHING_SAVED,
    Header,
    SavedPart,
    manifest_text,
    output_line,
    part_line,
    read_manifest,
)
from catalogsite.state.atomic import atomic_write

Digest = Callable[[ReadKey], int]
"""A number of 64 bits that changes when what a key stands for changes."""

_STEP = 50
"""The rows of the largest part that are compared before those of the next part."""

_NO_INPUTS: Mapping[str, int] = MappingProxyType({})
_UNUSED = 1.3
"""As many times the rows that were needed once are there before those that no output needs are left out."""


class BuildManifest:
    """The records of the last build in `file`, and those of this one.

    They say of a path and a time what the file holds, in whichever tree it is; so they may be
    older than the site, or lost, and no file is taken for another.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._last = NOTHING_SAVED
        self._valid: Mapping[str, OutputRecord] = {}
        self._kept: dict[str, OutputRecord] = {}
        self._now = OutputRecords()
        self._digest: Digest = lambda _: 0
        self._same: frozenset[str] = frozenset()
        self._builder = ""
        self._inputs: Mapping[str, int] = {}

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
        self._builder, self._inputs, self._digest = builder, inputs, digest
        last = read_manifest(self._file)
        if builder != last.header.builder:
            return
        before = last.header.digests
        same = {name for name, found in inputs.items() if before.get(name) == found}
        names = {part.name: inputs_of(part.name) for part in last.parts}
        self._same = frozenset(name for name, needed in names.items() if needed and needed <= same)
        try:
            self._valid = last.unchanged(self._changed(last.parts))
            self._last = last
        except (ValueError, TypeError, OverflowError):
            self._valid = {}  # written by another version

    def _changed(self, parts: Sequence[SavedPart]) -> Iterator[int]:
        """The numbers of the rows of which the digest differs now."""
        compared = [part for part in parts if part.name not in self._same]
        steps = 1 + max((part.count for part in compared), default=0) // _STEP
        # Parts have their items in a like order, so a step reads the same entities in all of them.
        for step in range(steps):
            for part in compared:
                first, end = (part.count * (step + more) // steps for more in (0, 1))
                rows = zip(part.items[first:end], part.digests[first:end], strict=True)
                for number, (item, was) in enumerate(rows, part.first + first):
                    if self._digest(ReadKey(part.name, item)) != was:
                        yield number

    def find(self, group: OutputGroup) -> Sequence[Stamp] | None:
        """The files of an output that would be the same again; None where it must be made."""
        record = self._valid.get(group.at) if group.recorded else None
        return record.stamps if record is not None else None

    def keep(self, group: OutputGroup) -> None:
        """Carry the record of an output over that was not made again."""
        self._kept[group.at] = self._valid[group.at]

    def record(self, records: OutputRecords) -> None:
        """Add the records of outputs that were made."""
        self._now.merge(records)

    @property
    def is_complete(self) -> bool:
        """Whether no output lacked something that another build may find."""
        return self._now.complete

    def save(self) -> None:
        """Write the records of this build for the next one."""
        if self._file is not None:
            atomic_write(self._file, self._text() if self._kept else self._whole(self._now))

    def _text(self) -> Iterator[bytes]:
        last, now = self._last, self._now
        added = _Added(last.parts, now)
        if added.rows <= _UNUSED * last.header.compact:
            # Few rows are new: writing all of them would take longer than making the outputs.
            return self._extended(added)
        records = last.records(self._kept)
        records.merge(now)
        return self._whole(records)

    def _whole(self, records: OutputRecords) -> Iterator[bytes]:
        """The records of all outputs, with the rows that they need."""
        added = _Added((), records)
        records.forget_numbers()
        header = Header(self._builder, dict(self._inputs), added.rows, added.sizes)
        yield from manifest_text(header, self._new_lines(added, records), added.lines(records))

    def _extended(self, added: _Added) -> Iterator[bytes]:
        """The saved lines of what was kept, and those of this build after them."""
        last = self._last
        sizes = [*((part.name, part.count) for part in last.parts), *added.sizes]
        header = Header(self._builder, dict(self._inputs), last.header.compact, sizes)
        parts = itertools.chain(map(self._line, last.parts), self._new_lines(added, self._now))
        kept = (last.lines[at] for at in self._kept)
        yield from manifest_text(header, parts, itertools.chain(kept, added.lines(self._now)))

    def _new_lines(self, added: _Added, records: OutputRecords) -> Iterator[bytes]:
        for name, numbers in added.parts:
            items = [records.items[number] for number in numbers]
            yield part_line(items, self._digests(name, items))

    def _line(self, part: SavedPart) -> bytes:
        if part.name in self._same:
            return part.line
        return part_line(part.items, self._digests(part.name, part.items))

    def _digests(self, name: str, items: Sequence[Item | None]) -> list[int]:
        return [self._digest(ReadKey(name, item)) for item in items]


class _Added:
    """The rows of records that saved parts lack, and the number that each row has in the file."""

    def __init__(self, saved: Sequence[SavedPart], records: OutputRecords) -> None:
        self.rows = sum(part.count for part in saved)
        self.parts: list[tuple[str, array[int]]] = []
        # Arrays, because there are millions of rows.
        self._places = array("I", bytes(4 * len(records.items)))
        for name, numbers in records.rows():
            known, new = _known(saved, name), array("I")
            for number in numbers:
                place = known.get(records.items[number])
                if place is None:
                    place = self.rows + len(new)
                    new.append(number)
                self._places[number] = place
            self.rows += len(new)
            if new:
                self.parts.append((name, new))

    @property
    def sizes(self) -> list[tuple[str, int]]:
        """The collections with the number of their new rows."""
        return [(name, len(numbers)) for name, numbers in self.parts]

    def lines(self, records: OutputRecords) -> Iterator[bytes]:
        """The lines of the outputs of the records."""
        for at, record in records.outputs.items():
            reads = array("I", [self._places[number] for number in numbers_of(record.reads)])
            yield output_line(at, reads, record.stamps)


def _known(parts: Sequence[SavedPart], name: str) -> dict[Item | None, int]:
    """The numbers of the rows of a collection by item."""
    return {
        item: number
        for part in parts
        if part.name == name
        for number, item in enumerate(part.items, part.first)
    }
