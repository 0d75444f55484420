"""YAML documents of a file with the lines of their fields, and every field of a document in its order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from catalogsite.inference.manifest import ManifestError
from catalogsite.yaml12.documents import Document, Path, parse_documents

MOST_FIELDS = 50_000
"""Fields of a document that are looked at; aliases repeat them."""

_START = re.compile(r"^(?=---)", re.MULTILINE)
_DEFINITION = re.compile(r"^kind:\s*[\"']?CustomResourceDefinition\b", re.MULTILINE)
_TEMPLATE = re.compile(r"\{\{|\{%|<%")


def documents_of(text: str) -> list[Document]:
    """The documents of a file. Raises ManifestError for the first that is no YAML.

    A file with the marks of a template is YAML only after something has filled it in: where it
    cannot be read as it stands, it has no documents.
    """
    found = parse_documents(text)
    for document in found:
        if document.error is not None:
            if _TEMPLATE.search(text):
                return []
            raise ManifestError(document.error.position.line, "YAML", document.error.what)
    return found


def readable_documents(text: str) -> list[Document]:
    """The documents of a file that may be YAML of any purpose; documents that are not YAML are left out."""
    return [document for document in parse_documents(text) if document.error is None]


def documents_with(text: str, marks: re.Pattern[str]) -> list[Document]:
    """The same of those documents whose text has one of the marks; the others are not parsed.

    Definitions of custom resources are left out too: they are long, and name nothing that runs.
    """
    kept = (
        part if marks.search(part) and not _DEFINITION.search(part) else "\n" * part.count("\n")
        for part in _START.split(text)
    )
    return readable_documents("".join(kept))


def fields_of(data: Any, base: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every field of mappings and lists below a value with its path, in the order of the document."""
    stack: list[tuple[Path, Any]] = [(base, data)]
    for _ in range(MOST_FIELDS):
        if not stack:
            return
        path, value = stack.pop()
        if path != base:
            yield path, value
        children: list[tuple[Path, Any]] = []
        if isinstance(value, dict):
            children = [((*path, str(key)), one) for key, one in value.items()]
        elif isinstance(value, list):
            children = [((*path, place), one) for place, one in enumerate(value)]
        stack += reversed(children)


def value_at(data: Any, *path: str) -> Any:
    """The value of nested mappings; None where one of the keys is missing."""
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data
