"""Where the text of an API definition is written: another file, or lines of the descriptor."""

from __future__ import annotations

import re
from collections.abc import Callable

from catalogsite.catalog.reading import DefinitionOrigin
from catalogsite.yaml12.documents import Document

_BLOCK = re.compile(r":[ \t]+[|>][-+0-9]{0,2}[ \t]*(?:#.*)?\r?$")
"""The end of a line whose key has the lines below it as its value."""


def definition_origin(
    document: Document, file_at: Callable[[str], str | None]
) -> DefinitionOrigin | None:
    """The place of `spec.definition`; None for an entity that is no API.

    `file_at` is the file of the repository that a placeholder means.
    """
    if document.data.get("kind") != "API":
        return None
    spec = document.data.get("spec")
    written = spec.get("definition") if isinstance(spec, dict) else None
    if isinstance(written, dict):
        target = next(iter(written.values()), None)
        return DefinitionOrigin(file=file_at(target) if isinstance(target, str) else None)
    line = document.position(("spec", "definition")).line
    return DefinitionOrigin(line=line + bool(_BLOCK.search(document.line_text(line))))
