"""Puts together all that the files of one repository tell."""

from __future__ import annotations

from catalogsite.inference.values import InferredRepository
from catalogsite.model import Repository
from catalogsite.trees import Tree


def infer_repository(tree: Tree, repository: Repository) -> InferredRepository:
    """What manifests, CODEOWNERS, README and file names tell about a repository."""
    return InferredRepository(name=repository.name, description=repository.description)
