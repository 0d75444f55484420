"""What is wrong in an OpenAPI document that could be read, and a few rules of style."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from catalogsite.apis.broken_references import reference_findings
from catalogsite.apis.definition_format import DefinitionFinding
from catalogsite.apis.documents import Documents
from catalogsite.apis.formats.openapi.layout import Layout
from catalogsite.apis.formats.openapi.schema import schema_check
from catalogsite.apis.violated_places import violated_places
from catalogsite.model.api.api import ApiModel
from catalogsite.model.api.operations import Operation
from catalogsite.model.api.types import Place


def findings_of(
    documents: Documents, layout: Layout, model: ApiModel
) -> Iterator[DefinitionFinding]:
    """References that lead nowhere, violations of the official schema, and style."""
    yield from reference_findings(documents)
    root = documents.root.file
    for line, where, reason in violated_places(documents, schema_check(layout)):
        yield DefinitionFinding(
            "openapi-invalid",
            None,
            root,
            line,
            {"version": layout.version, "where": where, "reason": reason},
        )
    yield from _ids(model)
    yield from _undescribed(model)
    yield from _unused(documents, layout, model)
    yield from _plain_http(documents, model)


def _at(model: ApiModel, place: Place | None) -> tuple[str, int | None]:
    return (model.files[place.file], place.line) if place else (model.files[0], None)


def _ids(model: ApiModel) -> Iterator[DefinitionFinding]:
    own = [one for one in model.operations if one.kind == "request"]
    nameless = [one for one in own if not one.name]
    if nameless:
        first, place = _written(nameless[0]), _at(model, nameless[0].place)
        yield DefinitionFinding(
            "openapi-operation-id", None, *place, {"count": len(nameless), "first": first}
        )
    counts = Counter(one.name for one in own if one.name)
    for name, count in counts.items():
        if count > 1:
            second = [one for one in own if one.name == name][1]
            place = _at(model, second.place)
            yield DefinitionFinding("openapi-operation-id", "twice", *place, {"name": name})


def _undescribed(model: ApiModel) -> Iterator[DefinitionFinding]:
    found = [one for one in model.operations if not one.summary and not one.description]
    if found:
        yield DefinitionFinding(
            "openapi-description",
            None,
            *_at(model, found[0].place),
            {"count": len(found), "first": _written(found[0])},
        )


def _unused(documents: Documents, layout: Layout, model: ApiModel) -> Iterator[DefinitionFinding]:
    holder = documents.root
    for key in layout.schemas:
        inner = holder.get(key)
        if inner is None:
            return
        holder = inner
    pointers = "/".join(layout.schemas)
    used = documents.references
    found = [
        one
        for one in model.types
        if not one.used_by and one.name in holder.value and f"#/{pointers}/{one.name}" not in used
    ]
    if found and len(found) < len(model.types):  # a file of types alone is meant for others
        yield DefinitionFinding(
            "openapi-unused-schema",
            None,
            *_at(model, found[0].place),
            {"count": len(found), "first": found[0].name},
        )


def _plain_http(documents: Documents, model: ApiModel) -> Iterator[DefinitionFinding]:
    for number, server in enumerate(model.servers):
        url = server.url
        if url.startswith("http://") and not url.startswith(
            ("http://localhost", "http://127.0.0.1")
        ):
            root = documents.root
            path = ("servers", number, "url") if root.get("servers") else ("schemes",)
            line = documents.line(root.file, path)
            yield DefinitionFinding("openapi-http-server", None, root.file, line, {"url": url})


def _written(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"
