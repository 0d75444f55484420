"""Infers from manifests, CODEOWNERS, README and file names what a repository does not declare."""

from __future__ import annotations

from catalogsite.inference.codeowners import owners_of
from catalogsite.inference.inferred import (
    Dependency,
    InferredLink,
    InferredRepository,
    LockedPackage,
    OwnerRule,
    Package,
)
from catalogsite.inference.linking import (
    InferredDependency,
    Publisher,
    link_dependencies,
    publishers_of,
)
from catalogsite.inference.owner import KnownOwners, owner_name
from catalogsite.inference.repository import infer_repository
from catalogsite.inference.skeleton import template_files

__all__ = [
    "Dependency",
    "InferredDependency",
    "InferredLink",
    "InferredRepository",
    "KnownOwners",
    "LockedPackage",
    "OwnerRule",
    "Package",
    "Publisher",
    "infer_repository",
    "link_dependencies",
    "owner_name",
    "owners_of",
    "publishers_of",
    "template_files",
]
