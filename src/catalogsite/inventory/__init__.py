"""The third-party packages of the whole catalog: users, versions, drift, end of life, licences."""

from catalogsite.inventory.end_of_life import EndOfLife
from catalogsite.inventory.findings import Drift, PastEndOfLife, drifting, past_end_of_life
from catalogsite.inventory.inventory import (
    Inventory,
    Judgement,
    OwnPackage,
    PackageSummary,
    PackageUser,
)
from catalogsite.inventory.vulnerable import KnownVulnerability

__all__ = [
    "Drift",
    "EndOfLife",
    "Inventory",
    "Judgement",
    "KnownVulnerability",
    "OwnPackage",
    "PackageSummary",
    "PackageUser",
    "PastEndOfLife",
    "drifting",
    "past_end_of_life",
]
