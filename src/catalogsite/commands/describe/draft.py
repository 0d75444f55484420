"""Writes the draft of `catalog-info.yaml` for a folder, ready for review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import yaml

from catalogsite.commands.describe.entities import (
    Described,
    several_components,
    single_component,
)
from catalogsite.errors import SourceError, UserError
from catalogsite.inference import infer_repository
from catalogsite.inference.codeowners import PLACES, parse_codeowners
from catalogsite.inference.inferred import OwnerRule
from catalogsite.inference.services.read_services import read_services
from catalogsite.model.repository import Repository
from catalogsite.repositories.folder_tree import FolderTree
from catalogsite.repositories.tree import Tree

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
    if services.services:
        return _text(several_components(found, services, _owner_rules(tree)))
    return _text([single_component(found)])


def _owner_rules(tree: Tree) -> Sequence[OwnerRule]:
    texts = tree.read_many(list(PLACES))
    place = next((one for one in PLACES if one in texts), None)
    return parse_codeowners(texts[place].decode(errors="replace"), place)[0] if place else ()


def _text(described: Iterable[Described]) -> str:
    documents = [_document(one) for one in described]
    return "".join((*(f"# {line}\n" for line in _HEAD), "---\n".join(documents)))


def _document(one: Described) -> str:
    # A comment is one line, whatever the names of files hold.
    comments = "".join(f"# {' '.join(line.split())}\n" for line in one.comments)
    body = yaml.safe_dump(one.entity, sort_keys=False, allow_unicode=True, width=100)
    return comments + body
