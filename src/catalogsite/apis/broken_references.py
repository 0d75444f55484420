"""The references of a definition that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.apis.definition_format import DefinitionFinding
from catalogsite.apis.documents import Documents

_MOST = 50


def reference_findings(documents: Documents) -> Iterator[DefinitionFinding]:
    """A finding for each reference of the files that leads nowhere, and for files that cannot be read."""
    documents.follow_all()
    for file, error in documents.errors():
        yield DefinitionFinding("definition-file", None, file, error.line, {"reason": error.reason})
    for broken in documents.broken[:_MOST]:
        node = broken.node
        line = documents.line(node.file, (*node.path, "$ref"))
        yield DefinitionFinding(
            "definition-reference",
            "outside" if "://" in broken.reference.partition("#")[0] else None,
            node.file,
            line,
            {"reference": broken.reference, "reason": broken.reason},
        )
