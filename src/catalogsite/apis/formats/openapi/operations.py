"""The operations of an OpenAPI document: those of its paths, its webhooks and its callbacks."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.apis.anchors import Anchors
from catalogsite.apis.documents import Documents
from catalogsite.apis.formats.openapi.contents import Contents
from catalogsite.apis.formats.openapi.info import requirements_of, servers_of
from catalogsite.apis.formats.openapi.layout import METHODS, Layout
from catalogsite.apis.node import Node
from catalogsite.model.api.api import Server
from catalogsite.model.api.operations import Content, Operation, OperationKind

_MOST = 10_000


class Operations:
    """Reads the operations of one document."""

    def __init__(
        self,
        root: Node,
        layout: Layout,
        documents: Documents,
        contents: Contents,
        anchors: Anchors,
        schemes: dict[str, str],
    ) -> None:
        self._root = root
        self._layout = layout
        self._documents = documents
        self._contents = contents
        self._anchors = anchors
        self._schemes = schemes
        self._found: list[Operation] = []

    def read(self) -> tuple[Operation, ...]:
        """All operations: those of a path one after the other, each before its callbacks."""
        for path, item in self._root.members("paths"):
            self._path(path, item, "request")
        for path, item in self._root.members("webhooks"):
            self._path(path, item, "webhook")
        return tuple(self._found)

    def _path(self, path: str, item: Node, kind: OperationKind) -> list[str]:
        """Add the operations of a path item; return their ids."""
        target = self._documents.resolved(item)
        ids = []
        for method, node in _methods(target):
            budget = self._contents.budget
            if len(self._found) < _MOST and node.is_object and not budget.is_spent:
                ids.append(self._operation(path, method, node, target, kind))
        return ids

    def _operation(
        self, path: str, method: str, node: Node, item: Node, kind: OperationKind
    ) -> str:
        name = node.text("operationId")
        anchor = self._anchors.of("operation", name or f"{method.lower()}-{path}")
        place = len(self._found)
        nodes = [*node.items("parameters"), *item.items("parameters")]
        required, words, body = self._body(node, nodes)
        produces = node.texts("produces") or self._root.texts("produces")
        operation = Operation(
            id=anchor,
            kind=kind,
            name=name,
            method=method.upper(),
            path=path,
            summary=node.text("summary") or item.text("summary"),
            description=node.text("description") or item.text("description"),
            groups=node.texts("tags"),
            deprecated=node.flag("deprecated"),
            parameters=self._contents.parameters(nodes),
            body_required=required,
            body_description=words,
            body=body,
            responses=self._contents.responses(node, produces),
            security=requirements_of(node, self._schemes),
            servers=tuple(one.url for one in self._servers(node, item)),
            notes=tuple(self._links(node)),
            place=self._documents.place(node),
        )
        self._contents.budget.take(500 + len(operation.summary) + len(operation.description))
        self._found.append(operation)
        callbacks = tuple(self._callbacks(node)) if kind != "callback" else ()
        if callbacks:
            self._found[place] = operation.model_copy(update={"callbacks": callbacks})
        return anchor

    def _servers(self, node: Node, item: Node) -> tuple[Server, ...]:
        if self._layout.is_swagger:
            return ()
        return servers_of(node, self._layout) or servers_of(item, self._layout)

    def _body(self, node: Node, parameters: list[Node]) -> tuple[bool, str, tuple[Content, ...]]:
        if self._layout.is_swagger:
            consumes = node.texts("consumes") or self._root.texts("consumes")
            return self._contents.body_of_parameters(parameters, consumes)
        body = node.get("requestBody")
        if body is None:
            return False, "", ()
        target = self._documents.resolved(body)
        contents = self._contents.contents(target, "writes")
        return target.flag("required"), target.text("description"), contents

    def _links(self, node: Node) -> Iterator[str]:
        """What the results of an operation can be used for, by its links."""
        for _, response in node.members("responses"):
            for name, link in self._documents.resolved(response).entries("links"):
                found = self._documents.resolved(link)
                target = found.text("operationId") or found.text("operationRef")
                yield f"link {name}{f' to {target}' if target else ''}"

    def _callbacks(self, node: Node) -> Iterator[str]:
        for _, callback in node.entries("callbacks"):
            for path, item in self._documents.resolved(callback).members():
                if path != "$ref":
                    yield from self._path(path, item, "callback")


def _methods(item: Node) -> Iterator[tuple[str, Node]]:
    for method in METHODS:
        node = item.get(method)
        if node is not None:
            yield method, node
    yield from item.members("additionalOperations")
