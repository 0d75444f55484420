"""Writes the draft of `catalog-info.yaml` for a folder, ready for review."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import yaml

from catalogsite.commands.describe.entities import Described, described_entities
from catalogsite.errors import SourceError, UserError
from catalogsite.inference import infer_repository
from catalogsite.inference.services.read_services import read_services
from catalogsite.model.repository import Repository
from catalogsite.repositories.trees.folder_tree import FolderTree

_HEAD = (
    "A draft by `catalogsite describe`: read it, correct it, and keep it in the repository.",
    "The comments say what was found and where.",
)


def describe_folder(folder: Path) -> str:
    """The text of a descriptor for what a folder holds, with comments about what was found where.

    Of a repository with several services a system, a component for each and a resource for each
    store. Raises UserError where there is no such folder.
    """
    try:
        tree = FolderTree(folder)
    except SourceError as error:
        raise UserError(error.what, where=error.where, fix="name a folder") from error
    repository = Repository(id=tree.root.name, name=tree.root.name, source="folder")
    found, services = infer_repository(tree, repository), read_services(tree)
    return _text(described_entities(repository, found, services))


def _text(described: Iterable[Described]) -> str:
    documents = [_document(one) for one in described]
    return "".join((*(f"# {line}\n" for line in _HEAD), "---\n".join(documents)))


def _document(one: Described) -> str:
    # A comment is one line, whatever the names of files hold.
    comments = "".join(f"# {' '.join(line.split())}\n" for line in one.comments)
    body = yaml.safe_dump(one.entity, sort_keys=False, allow_unicode=True, width=100)
    return comments + body
