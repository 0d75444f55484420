"""The format of tRPC definitions; the parser of TypeScript that it needs is in the extra `apis`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from catalogsite.apis.definition_format import (
    Definition,
    DefinitionFinding,
    DefinitionFormat,
    Paths,
    ReadDefinition,
)
from catalogsite.apis.extra import is_extra_installed

_SIGNS = re.compile(r"@trpc/server|\bcreateTRPCRouter\(|\b(?:public|protected)Procedure\b")
_ROUTERS = re.compile(r"\b\w*[rR]outers?\(|\blazy\(")


def _shows(text: str) -> bool:
    """Whether a text of unknown type is the TypeScript source of a tRPC router."""
    return _SIGNS.search(text) is not None and _ROUTERS.search(text) is not None


def _read(definition: Definition) -> ReadDefinition:
    if not is_extra_installed():
        return ReadDefinition(None, (DefinitionFinding("trpc-unread", None, definition.root),))
    from catalogsite.apis.formats.trpc.read_trpc import read_trpc

    return read_trpc(definition)


def _references(path: str, text: str, paths: Paths) -> Iterable[str]:
    if not is_extra_installed() or not _ROUTERS.search(text):
        return ()
    from catalogsite.apis.formats.trpc.read_trpc import trpc_references

    return trpc_references(path, text, paths)


TRPC = DefinitionFormat(
    name="trpc",
    types=frozenset({"trpc"}),
    recognises=_shows,
    read=_read,
    references=_references,
)
