"""Joins an API definition in several files into one by resolving each external `$ref`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urljoin

import yaml

from catalogsite.errors import SourceError
from catalogsite.yaml12.documents import count_documents, parse_documents

Read = Callable[[str], bytes]
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_MOST_DEPTH = 100
_MOST_VALUES = 500_000
"""The limit for all files together: parts that extend what they refer to are copied."""


class _Dumper(yaml.SafeDumper):
    """Writes YAML without anchors: a value that is used twice is written twice."""

    def ignore_aliases(self, _data: Any) -> bool:
        """Always."""
        return True


def bundle(path: str, read: Read) -> str:
    """The definition at a path as YAML text without references to other files.

    A part that is used several times is inserted at its first use; other uses refer to it there.
    References to web addresses are kept. Raises SourceError for a missing file or part.
    """
    bundler = _Bundler(read)
    document = bundler.load(path)
    if not isinstance(document, dict | list):
        raise SourceError("it contains no definition", where=path)
    whole = bundler.walk(document, path, (), 0)
    text: str = yaml.dump(whole, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    return text


class _Bundler:
    def __init__(self, read: Read) -> None:
        self._read = read
        self._files: dict[str, Any] = {}
        self._first: dict[tuple[str, str], tuple[str, ...]] = {}
        self._root: str | None = None
        self._left = _MOST_VALUES

    def load(self, path: str) -> Any:
        """The content of a JSON or YAML file."""
        if self._root is None:
            self._root = path
        if path not in self._files:
            try:
                self._files[path] = _parsed(self._read(path))
            except SourceError as error:
                what = error.what if path == self._root else f"in `{path}`, {error.what}"
                raise SourceError(what, where=path) from error
        return self._files[path]

    def walk(self, value: Any, file: str, at: tuple[str, ...], depth: int) -> Any:
        """A value with its references to other files resolved; `at` is its path in the result."""
        self._left -= 1
        if depth > _MOST_DEPTH:
            raise SourceError("the references are nested too deeply", where=file)
        if self._left < 0:
            raise SourceError("the references expand to too much data", where=file)
        if isinstance(value, list):
            return [self.walk(item, file, (*at, str(n)), depth + 1) for n, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        ref = value.get("$ref")
        if isinstance(ref, str) and self._leads_out(ref, file):
            return self._inlined(ref, value, file, at, depth)
        if isinstance(ref, str) and ref.startswith("#/") and not self._keeps_references:
            self._found(file, ref[1:])
        return {
            key: self.walk(item, file, (*at, str(key)), depth + 1) for key, item in value.items()
        }

    def _leads_out(self, ref: str, file: str) -> bool:
        if ref.startswith("#"):
            return file != self._root and ref[1:2] in ("", "/")
        return bool(ref) and not _ADDRESS.match(ref)

    @property
    def _keeps_references(self) -> bool:
        """Whether references are kept although their target is missing, as in AsyncAPI 3."""
        root = self._files.get(self._root or "")
        return isinstance(root, dict) and str(root.get("asyncapi", "")).startswith("3")

    def _found(self, path: str, pointer: str, depth: int = 0) -> tuple[Any, str]:
        """The part of a file at a JSON pointer, and the file that contains it after all references."""
        value, file = self.load(path), path
        for step in filter(None, pointer.split("/")):
            name = unquote(step).replace("~1", "/").replace("~0", "~")
            ref = value.get("$ref") if isinstance(value, dict) and name not in value else None
            if isinstance(ref, str) and depth < _MOST_DEPTH and not _ADDRESS.match(ref):
                target, _, rest = ref.partition("#")
                value, file = self._found(
                    _joined(file, target) if target else file, rest, depth + 1
                )
            if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
                value = value[int(name)]
            elif isinstance(value, dict) and name in value:
                value = value[name]
            else:
                raise SourceError(f"there is no `{pointer}` in `{path}`", where=path)
        return value, file

    def _inlined(
        self, ref: str, value: dict[str, Any], file: str, at: tuple[str, ...], depth: int
    ) -> Any:
        target, _, pointer = ref.partition("#")
        path = _joined(file, target) if target else file
        more = {key: item for key, item in value.items() if key != "$ref"}
        first = None if more else self._first.setdefault((path, pointer), at)
        if path == self._root:
            return {**more, "$ref": f"#{pointer}"}
        if first is not None and first != at:
            return {"$ref": "#/" + "/".join(map(_escaped, first))}
        part, place = self._found(path, pointer)
        found = self.walk(part, place, at, depth + 1)
        extra = {key: self.walk(item, file, (*at, key), depth + 1) for key, item in more.items()}
        return {**found, **extra} if isinstance(found, dict) else found


def _joined(file: str, target: str) -> str:
    if _ADDRESS.match(file):
        return urljoin(file, target)
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(target)))


def _parsed(data: bytes) -> Any:
    text = data.decode("utf-8", errors="replace")
    number = count_documents(text)
    if number > 1:
        raise SourceError(f"it has {number} documents instead of one")
    documents = parse_documents(text)
    if documents and documents[0].error:
        error = documents[0].error
        raise SourceError(f"line {error.position.line}: {error.what}")
    return documents[0].data if documents else None


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")
