"""Where a definition breaks the official schema of its version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from catalogsite.apis.documents import Documents
from catalogsite.apis.schema_violations import SchemaCheck


class ViolatedPlace(NamedTuple):
    """A violation in a root document: its line, its path in words, and the reason."""

    line: int | None
    where: str
    reason: str


def violated_places(documents: Documents, check: SchemaCheck | None) -> Iterator[ViolatedPlace]:
    """Each violation of a schema in the root document; none without a schema."""
    root = documents.root
    for violation in check.violations(root.value) if check else ():
        where = " > ".join(map(str, violation.path))[:300] or "the document"
        line = documents.line(root.file, violation.path)
        yield ViolatedPlace(line, where, violation.reason)
