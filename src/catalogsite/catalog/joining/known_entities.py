"""What is known of the rest of a catalog, where only some of its repositories are read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from catalogsite.catalog.reading import ReadEntity
from catalogsite.model.entity import Origin, ref_of
from catalogsite.model.snapshot import Snapshot


class KnownEntities(NamedTuple):
    """The entities of other repositories by reference, and the references they relate to.

    Where they are not `whole`, an entity that is not known may be there all the same.
    """

    entities: Mapping[str, ReadEntity] = {}
    related: frozenset[str] = frozenset()
    whole: bool = True


NO_OTHER_ENTITIES = KnownEntities()
"""What is read is the whole catalog."""


def known_entities_of(snapshot: Snapshot, read: Collection[str]) -> KnownEntities:
    """What a snapshot knows beside the repositories that are read now, named by their ids.

    What was only inferred counts as a name, and gives way to any descriptor.
    """
    entities: dict[str, ReadEntity] = {}
    related: set[str] = set()
    for data in snapshot.entities:
        ref = ref_of(data)
        origin = snapshot.origins.get(ref, Origin())
        if origin.repository in read:
            continue
        entities[ref] = ReadEntity(data=data, origin=origin)
        related.update(relation["targetRef"] for relation in data.get("relations", ()))
    return KnownEntities(entities, frozenset(related))
