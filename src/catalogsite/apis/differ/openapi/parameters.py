"""The parameters of an operation, with how a list or object is written into one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalogsite.apis.differ.openapi.contents import contents_of, schema_of
from catalogsite.apis.documents import Documents
from catalogsite.apis.node import Node

_COLLECTIONS = {
    "csv": "form, together",
    "multi": "form, each by itself",
    "ssv": "spaceDelimited, together",
    "pipes": "pipeDelimited, together",
    "tsv": "tabs, together",
}
_USUAL = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter; `style` says how a list or object is written, `""` for any other value."""

    node: Node
    name: str
    where: str
    required: bool
    deprecated: bool
    schema: Node | None
    style: str = ""


def parameters_of(
    documents: Documents, written: Iterable[Node]
) -> Mapping[tuple[str, str], Parameter]:
    """Those that are no part of the body, by place and name; a later one replaces an earlier."""
    found: dict[tuple[str, str], Parameter] = {}
    for node in written:
        where, name = node.text("in"), node.text("name")
        if where not in _USUAL or not name:
            continue
        schema = schema_of(node)
        known = name.lower() if where == "header" else name
        found[where, known] = Parameter(
            node=node,
            name=name,
            where=where,
            required=node.flag("required"),
            deprecated=node.flag("deprecated"),
            schema=schema,
            style=_style(documents, node, schema, where),
        )
    return found


def _style(documents: Documents, node: Node, schema: Node | None, where: str) -> str:
    media = next(iter(contents_of(node)), "")
    if media:
        return media
    kind = documents.resolved(schema).value if schema is not None else {}
    kinds = kind.get("type") if isinstance(kind, dict) else None
    if not ({"array", "object"} & set(kinds if isinstance(kinds, list) else [kinds])):
        return ""
    collection = node.text("collectionFormat")
    if collection or (schema is not None and schema.place == node.place):
        text = _COLLECTIONS.get(collection or "csv", collection)
        return text.replace("form", "simple") if where in ("path", "header") else text
    style = node.text("style") or _USUAL[where]
    is_exploded = node.value.get("explode", style == "form") is True
    return f"{style}, {'each by itself' if is_exploded else 'together'}"
