"""The links to the entities of a catalog, each made when somebody asks for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from catalogsite.model.entity import EntityData
from catalogsite.model.urls import split_ref
from catalogsite.render.views.entity_link import EntityLink, link_of


class EntityLinks(Mapping[str, EntityLink]):
    """The links by reference, in the order of the entities.

    A night that changes little asks for few of them, and to decode an entity takes longest.
    """

    def __init__(self, entities: Mapping[str, EntityData]) -> None:
        self._entities = entities
        self._made: dict[str, EntityLink] = {}

    def __getitem__(self, ref: str) -> EntityLink:
        found = self._made.get(ref)
        if found is None:
            written = self.written_kinds[split_ref(ref)[0]] if ref in self._entities else ""
            found = self._made[ref] = link_of(self._entities[ref], written)
        return found

    def find(self, ref: str) -> EntityLink | None:
        """The link to an entity; None where there is no such entity."""
        found = self._made.get(ref)
        return self[ref] if found is None and ref in self._entities else found

    def make_all(self) -> None:
        """Make all links, so that forked processes share them."""
        for ref in self:
            self.find(ref)

    def __contains__(self, ref: object) -> bool:
        # Mapping's own would make the link to answer.
        return ref in self._entities

    def __iter__(self) -> Iterator[str]:
        return iter(self._entities)

    def __len__(self) -> int:
        return len(self._entities)

    @cached_property
    def written_kinds(self) -> dict[str, str]:
        """The most frequent spelling of each kind, by the kind in lower case."""
        spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for ref, entity in self._entities.items():
            spellings[split_ref(ref)[0]][str(entity["kind"])] += 1
        return {
            kind: min(found, key=lambda spelling: (-found[spelling], spelling))
            for kind, found in spellings.items()
        }
