"""What is wrong in an AsyncAPI definition, and what its readers miss."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.apis.broken_references import reference_findings
from catalogsite.apis.definition_format import DefinitionFinding
from catalogsite.apis.documents import Documents
from catalogsite.apis.formats.asyncapi.schema import schema_check
from catalogsite.apis.violated_places import violated_places
from catalogsite.model.api.api import ApiModel
from catalogsite.model.api.operations import Message, Operation
from catalogsite.model.api.types import NamedType, Place

_MOST = 20
"""Findings of one rule in one definition."""


def findings_of(documents: Documents, model: ApiModel) -> Iterator[DefinitionFinding]:
    """The findings about a definition that can be read."""
    yield from reference_findings(documents)
    root = documents.root.file
    for line, where, reason in violated_places(documents, schema_check(model.format_version)):
        yield DefinitionFinding(
            "asyncapi-invalid",
            None,
            root,
            line,
            {"version": model.format_version, "where": where, "reason": reason},
        )
    yield from _undescribed(model, model.operations, "operation")
    yield from _undescribed(model, model.messages, "message")
    yield from _unused(model)


def _undescribed(
    model: ApiModel, items: tuple[Operation | Message, ...], what: str
) -> Iterator[DefinitionFinding]:
    bare = [
        one for one in items if not (one.summary or one.description or getattr(one, "title", ""))
    ]
    for one in bare[:_MOST]:
        file, line = _place(model, one.place)
        name = one.name or f"{one.kind} {one.path}" if isinstance(one, Operation) else one.name
        yield DefinitionFinding(
            "asyncapi-undescribed", None, file, line, {"what": what, "name": name}
        )


def _unused(model: ApiModel) -> Iterator[DefinitionFinding]:
    used = {anchor for operation in model.operations for anchor in operation.messages}
    used |= {anchor for channel in model.channels for anchor in channel.messages}
    used |= {
        part[1]
        for operation in model.operations
        for response in operation.responses
        for content in response.contents
        for part in content.type
    }
    messages = [one for one in model.messages if one.id not in used]
    parts: list[tuple[str, Message | NamedType]] = [("message", one) for one in messages]
    parts += [("schema", one) for one in model.types if not {*one.used_by} - {one.id}]
    for what, one in parts[:_MOST]:
        file, line = _place(model, one.place)
        yield DefinitionFinding(
            "asyncapi-unused", None, file, line, {"what": what, "name": one.name}
        )


def _place(model: ApiModel, place: Place | None) -> tuple[str, int | None]:
    if place is None:
        return model.files[0], None
    return model.files[place.file], place.line
