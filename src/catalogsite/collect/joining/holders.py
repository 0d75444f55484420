"""Which repository keeps an entity that several define: the one that the last catalog had it from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.model.entity import Origin, ref_of
from catalogsite.model.snapshot import Snapshot


def holders_of(readings: Sequence[RepositoryReading], previous: Snapshot) -> dict[str, Origin]:
    """The present origin, by reference, of each entity that is where the last snapshot had it.

    A definition in the same file counts before one in another file of the same repository. An
    entity that its repository does not define any more has no holder.
    """
    found: dict[str, Origin] = {}
    for reading in readings:
        for entity in reading.catalog.entities:
            ref, origin = ref_of(entity.data), entity.origin
            before = previous.origins.get(ref)
            if before is None or before.inferred or before.repository != origin.repository:
                continue
            if ref not in found or (origin.file == before.file != found[ref].file):
                found[ref] = origin
    return found


def is_held_by(holder: Origin, origin: Origin) -> bool:
    """Whether an entity with the origin is that of the holder, or beside it in the same file."""
    return (holder.repository, holder.file) == (origin.repository, origin.file)


def inferred_in_order(
    readings: Sequence[RepositoryReading], previous: Snapshot
) -> Iterator[RepositoryReading]:
    """The readings, first those whose inferred entities the last snapshot had."""
    known: list[RepositoryReading] = []
    others: list[RepositoryReading] = []
    for reading in readings:
        before = (previous.origins.get(ref_of(one.data)) for one in reading.inferred_entities)
        held = any(one and one.repository == reading.repository.id for one in before)
        (known if held else others).append(reading)
    yield from known
    yield from others
