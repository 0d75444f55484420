"""The entities of other repositories, if only some repositories of a catalog are read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from catalogsite.catalog.reading import ReadEntity
from catalogsite.model.entity import Origin, ref_of
from catalogsite.model.snapshot import Snapshot


class KnownEntities(NamedTuple):
    """The entities of other repositories by reference, and the references that they relate to.

    If it is not `whole`, an entity that is missing here may still exist.
    """

    entities: Mapping[str, ReadEntity] = {}
    related: frozenset[str] = frozenset()
    whole: bool = True


NO_OTHER_ENTITIES = KnownEntities()
"""Nothing: the repositories that are read are the whole catalog."""


def known_entities_of(snapshot: Snapshot, read: Collection[str]) -> KnownEntities:
    """The entities of a snapshot outside the repositories with the ids `read`.

    Inferred entities count as targets of references; a descriptor takes precedence over them.
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
