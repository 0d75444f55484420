"""Reads from manifests, CODEOWNERS, README and file names what nobody wrote in a descriptor."""

from __future__ import annotations

from catalogsite.inference.linking import InferredDependency, Publisher, link_dependencies
from catalogsite.inference.repository import infer_repository
from catalogsite.inference.values import (
    Dependency,
    InferredLink,
    InferredRepository,
    OwnerRule,
    Package,
)

__all__ = [
    "Dependency",
    "InferredDependency",
    "InferredLink",
    "InferredRepository",
    "OwnerRule",
    "Package",
    "Publisher",
    "infer_repository",
    "link_dependencies",
]
