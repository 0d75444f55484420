"""The tools, resources and prompts of an MCP server, as operations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from catalogsite.apis.anchors import Anchors
from catalogsite.apis.documents import Documents
from catalogsite.apis.formats.json_schema.constraints import as_example
from catalogsite.apis.formats.json_schema.schemas import Schemas
from catalogsite.apis.formats.mcp.description import ServerDescription
from catalogsite.apis.node import Node
from catalogsite.model.api.operations import Content, Example, Operation, Parameter, Response
from catalogsite.model.api.types import Field

_VARIABLE = re.compile(r"\{([?&/#.;+]?)([^{}*:]{1,200})[^{}]{0,20}\}")
_HINTS = {
    ("readOnlyHint", True): "reads only",
    ("readOnlyHint", False): "changes something",
    ("destructiveHint", True): "may destroy",
    ("idempotentHint", True): "the same call twice is like once",
    ("openWorldHint", True): "reaches other systems",
}


class OperationBook:
    """Makes the operations of one server."""

    def __init__(self, documents: Documents, anchors: Anchors, types: Schemas) -> None:
        self._documents, self._anchors, self._types = documents, anchors, types

    def operations(self, described: ServerDescription) -> tuple[Operation, ...]:
        """All tools, then all resources, then all prompts."""
        listed = described.listed
        return (
            *(self._tool(node) for node in listed["tools"]),
            *(self._resource(node) for node in listed["resources"]),
            *(self._resource(node) for node in listed["resourceTemplates"]),
            *(self._prompt(node) for node in listed["prompts"]),
        )

    def _tool(self, node: Node) -> Operation:
        given, answer = node.get("inputSchema"), node.get("outputSchema")
        annotations = node.get("annotations")
        title = annotations.text("title") if annotations is not None else ""
        bodies = (self._input(given),) if given is not None and given.is_object else ()
        return Operation(
            id=self._anchors.of("tool", node.text("name")),
            kind="tool",
            name=node.text("name"),
            summary=node.text("title") or title,
            description=node.text("description"),
            parameters=tuple(
                Parameter(where="argument", field=one)
                for one in (self._types.fields(given) if given is not None else ())
            ),
            body=bodies,
            responses=self._answers(answer),
            notes=tuple(_hints(annotations)),
            place=self._documents.place(node),
        )

    def _input(self, schema: Node) -> Content:
        """An example of the arguments, which the parameters describe."""
        made = self._types.examples.of(schema)
        example = Example(text=as_example(made), made=True)
        return Content(media_type="application/json", examples=(example,))

    def _answers(self, schema: Node | None) -> tuple[Response, ...]:
        if schema is None or not schema.is_object:
            return ()
        content = Content(
            media_type="application/json",
            type=self._types.text(schema),
            fields=self._types.fields(schema),
        )
        return (Response(status="result", contents=(content,)),)

    def _resource(self, node: Node) -> Operation:
        address = node.text("uri") or node.text("uriTemplate")
        kind, size = node.text("mimeType"), node.value.get("size")
        notes = (kind, f"{size} bytes" if isinstance(size, int) else "")
        variables = _VARIABLE.findall(node.text("uriTemplate")[:2_000])
        # What begins with `?` or `&` is a part of the query, which may be left out.
        names = {
            name: sign not in ("?", "&") for sign, group in variables for name in group.split(",")
        }
        found = self._plain("resource", node, address, tuple(filter(None, notes)))
        return found.model_copy(update={"parameters": tuple(
            Parameter(where="path", field=Field(name=name, type=(("string", ""),), required=needed))
            for name, needed in names.items()
        )})  # fmt: skip

    def _prompt(self, node: Node) -> Operation:
        fields = [
            Field(
                name=one.text("name"),
                type=(("string", ""),),
                required=one.flag("required"),
                description=one.text("description") or one.text("title"),
                place=self._documents.place(one),
            )
            for one in node.items("arguments")
            if one.text("name")
        ]
        return self._plain("prompt", node, "", ()).model_copy(
            update={"parameters": tuple(Parameter(where="argument", field=one) for one in fields)}
        )

    def _plain(
        self, kind: Literal["resource", "prompt"], node: Node, path: str, notes: tuple[str, ...]
    ) -> Operation:
        return Operation(
            id=self._anchors.of(kind, node.text("name")),
            kind=kind,
            name=node.text("name"),
            path=path,
            summary=node.text("title"),
            description=node.text("description"),
            notes=notes,
            place=self._documents.place(node),
        )


def _hints(annotations: Node | None) -> Iterator[str]:
    for (key, wanted), words in _HINTS.items():
        if (
            annotations is not None
            and annotations.is_object
            and annotations.value.get(key) is wanted
        ):
            yield words
