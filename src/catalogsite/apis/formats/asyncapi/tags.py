"""The tags of an AsyncAPI definition, as groups."""

from __future__ import annotations

from collections.abc import Iterable

from catalogsite.apis.documents import Documents
from catalogsite.apis.node import Node
from catalogsite.model.api.api import Group


def tag_names(node: Node, documents: Documents) -> tuple[str, ...]:
    """The names of the tags of an operation, channel or message."""
    named = (documents.resolved(one).text("name") for one in node.items("tags"))
    return tuple(dict.fromkeys(name for name in named if name))


def groups_of(documents: Documents, holders: Iterable[Node]) -> tuple[Group, ...]:
    """Every tag with the first description of it: those of the definition, then those of `holders`."""
    found: dict[str, str] = {}
    for holder in holders:
        for one in holder.items("tags"):
            tag = documents.resolved(one)
            name = tag.text("name")
            if name:
                found[name] = found.get(name) or tag.text("description")
    return tuple(Group(name=name, description=text) for name, text in found.items())
