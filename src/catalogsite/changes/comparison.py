"""Two snapshots and what differs between them, as the modules of events read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from catalogsite.changes.change import Changes
from catalogsite.changes.compare import compare
from catalogsite.changes.renames import is_certain
from catalogsite.model.documentation.documentation import TreeManifest
from catalogsite.model.entity import EntityData, owner_of, ref_of, title_of
from catalogsite.model.snapshot import Snapshot


@dataclass(frozen=True)
class Contents:
    """How contents of the store are read by their hash; both raise StoreError."""

    blob: Callable[[str], bytes]
    tree: Callable[[str], TreeManifest]


@dataclass(frozen=True)
class Comparison:
    """The snapshots, and what differs; all references are lower case."""

    old: Snapshot
    new: Snapshot
    contents: Contents
    changes: Changes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "changes", compare(self.old, self.new))

    @cached_property
    def before(self) -> Mapping[str, EntityData]:
        """The old entities by reference."""
        return {ref_of(entity): entity for entity in self.old.entities}

    @cached_property
    def after(self) -> Mapping[str, EntityData]:
        """The new entities by reference."""
        return {ref_of(entity): entity for entity in self.new.entities}

    @cached_property
    def renames(self) -> Mapping[str, str]:
        """The new reference by the old one, also where it is only probable."""
        return {one.before: one.after for one in self.changes.renamed}

    @cached_property
    def certain_renames(self) -> Mapping[str, str]:
        """The new reference by the old one, where it is the same entity beyond doubt."""
        return {
            old: new
            for old, new in self.renames.items()
            if is_certain(
                self.before[old],
                self.after[new],
                self.old.origins.get(old),
                self.new.origins.get(new),
            )
        }

    @cached_property
    def removed(self) -> frozenset[str]:
        """References that no entity has any more, and that none was renamed from for certain."""
        return frozenset(self.before.keys() - self.after.keys() - self.certain_renames.keys())

    @cached_property
    def added(self) -> frozenset[str]:
        """References that no entity had before, and that none was renamed to for certain."""
        return frozenset(
            self.after.keys() - self.before.keys() - set(self.certain_renames.values())
        )

    @cached_property
    def names_before(self) -> Mapping[str, str]:
        """The old reference by the new one, of entities that were renamed for certain."""
        return {new: old for old, new in self.certain_renames.items()}

    def owners(self, ref: str) -> tuple[str, ...]:
        """The owners of an entity before and after, each once; of a group, itself."""
        old = self.before.get(self.names_before.get(ref, ref))
        found = [owner_of(one) for one in (old, self.after.get(ref)) if one is not None]
        if ref.startswith("group:"):
            found.append(ref)
        return tuple(dict.fromkeys(owner for owner in found if owner))

    def title(self, ref: str) -> str:
        """The title of an entity, the new one where it is still there; `""` where it is in neither."""
        entity = self.after.get(ref) or self.before.get(ref)
        return title_of(entity) if entity else ""

    def repository(self, ref: str) -> str | None:
        """The id of the repository that an entity was read from."""
        origin = self.new.origins.get(ref) or self.old.origins.get(ref)
        return origin.repository if origin else None

    def owners_of_all(self, refs: Iterable[str]) -> tuple[str, ...]:
        """The owners of several entities, sorted, each once."""
        return tuple(sorted({owner for ref in refs for owner in self.owners(ref)}))
