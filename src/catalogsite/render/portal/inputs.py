"""What a site is made from, in parts with a digest each: an equal part needs no look at its items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType

from catalogsite.docs.fragments import Fragments
from catalogsite.model.facts import packages
from catalogsite.model.packed.entities import by_ref
from catalogsite.model.read_log import ReadKey
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.templates.launch import Launch
from catalogsite.render.portal.value_digest import bytes_digest, value_digest
from catalogsite.state.packed_members import PACKED, text_of_values

FRAGMENTS = "fragments"
"""The converted documentation."""
DOCUMENTED = "documented entities"
PACKAGE_DAY = "day of packages"
"""The day by which the end of life of packages is judged; nothing where there is no package."""
REFERENCES = "references"
"""The references of all entities, in their order."""
SITE_URL = "site url"
LAUNCHES = "launches"

SNAPSHOT = "snapshot"
"""The collection of the fields of the snapshot, each as a whole."""
NO_INPUTS: Mapping[str, int] = MappingProxyType({})

_FIELDS = frozenset(Snapshot.model_fields)
_NIGHTLY = frozenset({"created", "sources", "changes", "trends"})
"""The fields that a collection writes anew even where it finds nothing new."""

CATALOG = _FIELDS - _NIGHTLY | {DOCUMENTED, PACKAGE_DAY}
"""All that is known of entities, but no time of a collection and no trend, which has a new day."""
FACTS = frozenset({"facts", "origins", REFERENCES})
"""What is known of each entity, and of the repository that it was read from, but nothing of its descriptor."""
TRENDS = frozenset({"trends", REFERENCES})
NIGHTS = CATALOG | {"changes"}
EVERYTHING = _FIELDS | {DOCUMENTED, PACKAGE_DAY}


def input_digests(
    snapshot: Snapshot,
    fragments: Mapping[str, Fragments],
    site_url: str,
    launches: Iterable[Launch],
) -> dict[str, int]:
    """A number of 64 bits for each part, by its name: the fields of the snapshot, and the rest."""
    fields = {name: _field_digest(snapshot, name) for name in _FIELDS}
    return fields | {
        FRAGMENTS: value_digest(dict(fragments)),
        DOCUMENTED: value_digest(sorted(fragments)),
        PACKAGE_DAY: value_digest(_package_day(snapshot)),
        REFERENCES: value_digest("\n".join(by_ref(snapshot.entities))),
        SITE_URL: value_digest(site_url),
        LAUNCHES: value_digest(tuple(launches)),
    }


def with_field_digests(
    digest: Callable[[ReadKey], int], inputs: Mapping[str, int]
) -> Callable[[ReadKey], int]:
    """The digest of anything that is read; that of a field of the snapshot is among the inputs."""

    def found(key: ReadKey) -> int:
        known = inputs.get(str(key.item)) if key.collection == SNAPSHOT else None
        return digest(key) if known is None else known

    return found


def _field_digest(snapshot: Snapshot, name: str) -> int:
    if name in PACKED:
        return bytes_digest(text_of_values(getattr(snapshot, name)))
    return value_digest(snapshot.model_dump_json(include={name}))


def _package_day(snapshot: Snapshot) -> date | None:
    has_packages = any(fact.key == packages.KIND.key for fact in snapshot.facts)
    return snapshot.created.date() if has_packages else None
