"""The entities of a snapshot as the JSON list that its file has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, overload

from catalogsite.model.entity import EntityData, ref_of
from catalogsite.model.packed.mapping import PackedMapping
from catalogsite.model.packed.texts import PackedTexts


class PackedEntities(Sequence[EntityData]):
    """Entities by number, decoded when they are asked for; `refs` has the reference of each.

    It equals any sequence of the same entities.
    """

    __slots__ = ("packed", "refs")

    def __init__(self, packed: PackedTexts[EntityData], refs: tuple[str, ...]) -> None:
        self.packed, self.refs = packed, refs

    def __len__(self) -> int:
        return len(self.refs)

    def __iter__(self) -> Iterator[EntityData]:
        return iter(self.packed)

    @overload
    def __getitem__(self, place: int) -> EntityData: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[EntityData]: ...

    def __getitem__(self, place: int | slice) -> EntityData | Sequence[EntityData]:
        numbers = range(len(self.refs))[place]
        if isinstance(numbers, int):
            return self.packed[numbers]
        return tuple(map(self.packed.__getitem__, numbers))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str | bytes):
            return NotImplemented
        return len(self) == len(other) and all(map(_equal, self, other))

    __hash__ = None  # type: ignore[assignment]  # entities have no hash either

    def __reduce__(self) -> tuple[Any, ...]:
        return PackedEntities, (self.packed, self.refs)


def _equal(one: EntityData, other: object) -> bool:
    return one == other


def refs_of(entities: Sequence[EntityData]) -> Sequence[str]:
    """The references of entities, in their order."""
    if isinstance(entities, PackedEntities):
        return entities.refs
    return tuple(map(ref_of, entities))


def by_ref(entities: Sequence[EntityData]) -> Mapping[str, EntityData]:
    """The entities by reference, in their order."""
    if isinstance(entities, PackedEntities):
        numbers = {ref: number for number, ref in enumerate(entities.refs)}
        return PackedMapping(entities.packed, numbers)
    return MappingProxyType({ref_of(entity): entity for entity in entities})
