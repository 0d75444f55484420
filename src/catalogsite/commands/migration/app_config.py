"""Reads app-config files as Backstage does: resolves includes, and merges files in their order."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from catalogsite.commands.migration.nodes import External, Node, Variable
from catalogsite.errors import UserError
from catalogsite.yaml12.documents import Document, parse_documents
from catalogsite.yaml12.documents import Path as Steps

_DEEPEST = 8


def read_app_config(files: Sequence[Path]) -> Node:
    """The merged configuration of all files. Raises UserError if one cannot be read."""
    merged = Node({}, str(files[0]))
    for file in files:
        merged = _merge(merged, _File(file, 0).root())
    return merged


def _merge(old: Node, new: Node) -> Node:
    """Mappings are merged; any other value of the later file replaces the earlier one, but null."""
    if new.value is None:
        return old
    if not isinstance(old.value, dict) or not isinstance(new.value, dict):
        return new
    joined = dict(old.value)
    for key, node in new.value.items():
        joined[key] = _merge(joined[key], node) if key in joined else node
    return Node(joined, new.where)


class _File:
    """One file, and the number of includes that led to it."""

    def __init__(self, path: Path, depth: int) -> None:
        self._path = path
        self._depth = depth
        self._name = _shown(path)

    def root(self) -> Node:
        document = self._document()
        if document is None:
            return Node(None, f"{self._name}:1")
        return self._node(document.data, (), document)

    def _document(self) -> Document | None:
        try:
            found = parse_documents(self._path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(f"cannot be read: {error}", where=self._name) from error
        if not found:
            return None
        broken = found[0].error
        if broken is not None:
            where = f"{self._name}:{broken.position.line}"
            raise UserError(f"not valid YAML: {broken.what}", where=where, fix="correct it first")
        return found[0]

    def _node(self, value: Any, steps: Steps, document: Document) -> Node:
        where = f"{self._name}:{document.position(steps).line}"
        if isinstance(value, dict):
            if len(value) == 1 and (load := self._special(next(iter(value)))):
                return load(str(next(iter(value.values()))), where)
            items = value.items()
            return Node({k: self._node(v, (*steps, k), document) for k, v in items}, where)
        if isinstance(value, list):
            every = enumerate(value)
            return Node([self._node(one, (*steps, n), document) for n, one in every], where)
        return Node(value, where)

    def _special(self, key: str) -> Callable[[str, str], Node] | None:
        loads = {"$env": self._variable, "$file": self._text, "$include": self._included}
        return loads.get(key)

    def _variable(self, name: str, where: str) -> Node:
        return Node(Variable(name), where)

    def _text(self, name: str, where: str) -> Node:
        try:
            text: str | None = (self._path.parent / name).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            text = None
        return Node(External(name, text), where)

    def _included(self, target: str, where: str) -> Node:
        name, _, pointer = target.partition("#")
        path = self._path.parent / name
        if self._depth == _DEEPEST or not path.is_file():
            # The value stays unknown, like that of a secret that is mounted at run time.
            return Node(External(name, None), where)
        node: Node | None = _File(path, self._depth + 1).root()
        for key in filter(None, pointer.split(".")):
            node = node.child(key) if node is not None else None
        return node or Node(None, where)


def _shown(path: Path) -> str:
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:
        return path.as_posix()
