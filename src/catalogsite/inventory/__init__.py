"""The third-party packages of the whole catalog: users, versions, drift, end of life, licences."""

from catalogsite.inventory.end_of_life import EndOfLife
from catalogsite.inventory.inventory import (
    Inventory,
    Judgement,
    OwnPackage,
    PackageSummary,
    PackageUser,
)
from catalogsite.inventory.vulnerable import KnownVulnerability

__all__ = [
    "EndOfLife",
    "Inventory",
    "Judgement",
    "KnownVulnerability",
    "OwnPackage",
    "PackageSummary",
    "PackageUser",
]
