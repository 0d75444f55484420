"""What should be looked at in the packages of a catalog: drift, and versions past their end of life.

Pure functions of an Inventory, for the page `/graph/findings/` and for anybody else:

    inventory = Inventory(index)   # of a SnapshotIndex
    drifting(inventory)            # packages in several major versions, the most spread first
    past_end_of_life(inventory)    # uses of versions that nobody maintains any more, the oldest first
"""

from __future__ import annotations

from typing import NamedTuple

from catalogsite.inventory.end_of_life import EndOfLife
from catalogsite.inventory.inventory import Inventory, PackageSummary
from catalogsite.inventory.names import package_name
from catalogsite.inventory.versions import major_version


class Drift(NamedTuple):
    """A package in several major versions: the users of each, the newest first."""

    purl: str
    name: str
    majors: tuple[tuple[str, int], ...]
    users: int


class PastEndOfLife(NamedTuple):
    """A version that is no longer maintained, and who uses it, sorted by reference."""

    purl: str
    name: str
    version: str
    end: EndOfLife
    refs: tuple[str, ...]


def drifting(inventory: Inventory) -> tuple[Drift, ...]:
    """The packages that somebody asks for and that are in use in several major versions.

    Sorted by the number of major versions, then of users. Linear in all uses.
    """
    found = map(inventory.summary, inventory.purls)
    spread = [_drift(one) for one in found if one.majors > 1 and one.direct]
    return tuple(sorted(spread, key=lambda one: (-len(one.majors), -one.users, one.purl)))


def _drift(summary: PackageSummary) -> Drift:
    counts: dict[str, int] = {}
    for version, users in summary.versions:
        major = major_version(version)
        counts[major] = counts.get(major, 0) + users
    return Drift(summary.purl, summary.name, tuple(counts.items()), summary.users)


def past_end_of_life(inventory: Inventory) -> tuple[PastEndOfLife, ...]:
    """The versions in use whose last day is before the day of the snapshot, the oldest first."""
    refs: dict[tuple[str, str], set[str]] = {}
    for purl in inventory.purls:
        end = inventory.summary(purl).end_of_life
        if end is not None and end.state == "ended":
            for ref, use in inventory.users(purl):
                refs.setdefault((purl, use.version), set()).add(ref)
    found = [
        PastEndOfLife(purl, package_name(purl), version, end, tuple(sorted(users)))
        for (purl, version), users in refs.items()
        if (end := inventory.end_of_life(purl, version)) and end.state == "ended"
    ]
    return tuple(sorted(found, key=lambda one: (one.end.last_day, one.purl, one.version)))
