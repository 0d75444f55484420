"""All formats of API definitions, and the one that an entity is written in."""

from __future__ import annotations

from catalogsite.apis.definition_format import DefinitionFormat
from catalogsite.apis.formats.asyncapi.reader import ASYNCAPI
from catalogsite.apis.formats.graphql.reader import GRAPHQL
from catalogsite.apis.formats.mcp.reader import MCP
from catalogsite.apis.formats.openapi.reader import OPENAPI
from catalogsite.apis.formats.protobuf.reader import PROTOBUF
from catalogsite.apis.formats.trpc.format import TRPC

FORMATS: tuple[DefinitionFormat, ...] = (OPENAPI, ASYNCAPI, GRAPHQL, PROTOBUF, TRPC, MCP)


def format_of(entity_type: str, text: str) -> DefinitionFormat | None:
    """The format that `spec.type` names, else the one that the text shows; None for any other."""
    wanted = entity_type.lower()
    by_type = next((one for one in FORMATS if wanted in one.types), None)
    return by_type or next((one for one in FORMATS if one.recognises(text)), None)
