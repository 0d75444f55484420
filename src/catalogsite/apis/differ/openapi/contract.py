"""What an OpenAPI definition promises, the same for every version of the format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from catalogsite.apis.differ.openapi.contents import body_of, response_of
from catalogsite.apis.differ.openapi.parameters import Parameter, parameters_of
from catalogsite.apis.differ.openapi.parts import Body, Response
from catalogsite.apis.documents import Documents
from catalogsite.apis.node import Node

_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"})
Kind = Literal["request", "webhook", "callback"]


class OperationKey(NamedTuple):
    """What calls of an operation have in common: its method, and its path or name."""

    kind: Kind
    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; `security` is that of the whole API where it has none of its own."""

    key: OperationKey
    node: Node
    name: str
    deprecated: bool
    parameters: Mapping[tuple[str, str], Parameter]
    body: Body | None
    responses: Mapping[str, Response]
    security: Node | None
    servers: Node | None
    callbacks: Mapping[str, list[Operation]] = field(default_factory=dict)


def operations_of(documents: Documents) -> Iterator[Operation]:
    """Every operation and webhook of the definition."""
    root = documents.root
    for path, item in root.members("paths"):
        yield from _of_item(documents, "request", path, item)
    for name, item in root.members("webhooks"):
        yield from _of_item(documents, "webhook", name, item)


def _of_item(
    documents: Documents, kind: Kind, path: str, written: Node, depth: int = 0
) -> Iterator[Operation]:
    item = documents.resolved(written)
    shared = list(item.items("parameters"))
    methods = [(name, node) for name, node in item.members() if name.lower() in _METHODS]
    for method, node in (*methods, *item.members("additionalOperations")):
        if node.is_object:
            key = OperationKey(kind, method.upper(), path)
            yield _operation(documents, key, node, shared, item, depth)


def _operation(
    documents: Documents, key: OperationKey, node: Node, shared: list[Node], item: Node, depth: int
) -> Operation:
    root = documents.root
    written = [documents.resolved(one) for one in (*shared, *node.items("parameters"))]
    responses = {
        status.upper() if status != "default" else status: response_of(documents, node, one)
        for status, one in node.members("responses")
    }
    return Operation(
        key=key,
        node=node,
        name=node.text("operationId"),
        deprecated=node.flag("deprecated"),
        parameters=parameters_of(documents, written),
        body=body_of(documents, node, written),
        responses=responses,
        security=node.get("security") or root.get("security"),
        servers=node.get("servers") or item.get("servers"),
        callbacks=dict(_callbacks(documents, node, depth)),
    )


def _callbacks(
    documents: Documents, node: Node, depth: int
) -> Iterator[tuple[str, list[Operation]]]:
    if depth:
        return  # callbacks of callbacks are not compared
    for name, written in node.members("callbacks"):
        found = [
            operation
            for address, item in documents.resolved(written).members()
            for operation in _of_item(documents, "callback", address, item, depth + 1)
        ]
        yield name, found
