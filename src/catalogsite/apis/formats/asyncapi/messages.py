"""The messages of an AsyncAPI definition, each listed once wherever it is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from catalogsite.apis.anchors import Anchors
from catalogsite.apis.differ.asyncapi.messages import Message as WrittenMessage
from catalogsite.apis.differ.asyncapi.messages import message_of, named_by
from catalogsite.apis.documents import Documents
from catalogsite.apis.formats.asyncapi.bindings import binding_details
from catalogsite.apis.formats.asyncapi.schema_formats import foreign_payload
from catalogsite.apis.formats.asyncapi.tags import tag_names
from catalogsite.apis.formats.json_schema.constraints import as_example
from catalogsite.apis.formats.json_schema.schemas import Schemas
from catalogsite.apis.node import Node
from catalogsite.model.api.operations import Content, Example, Message

_MOST_EXAMPLES = 10


class MessageBook:
    """The messages of one definition by their place."""

    def __init__(self, documents: Documents, anchors: Anchors, types: Schemas) -> None:
        self._documents, self._anchors, self._types = documents, anchors, types
        self._written: dict[object, tuple[str, str, WrittenMessage]] = {}

    def id(self, node: Node, key: str = "") -> str:
        """The id of a message, which is listed from now on; `key` is what it is called here.

        Empty where the reference leads nowhere.
        """
        if not self._documents.resolved(node).is_object or self._leads_nowhere(node):
            return ""
        written = message_of(self._documents, node)
        known = self._written.get(written.node.place)
        if known is None:
            name = written.name or named_by(node) or key or "message"
            known = name, self._anchors.of("message", name), written
            self._written[written.node.place] = known
        return known[1]

    def ids(self, named: Iterable[tuple[str, Node]]) -> tuple[str, ...]:
        """The ids of messages, each once; `named` are what they are called, and where they are."""
        return tuple(dict.fromkeys(filter(None, (self.id(node, key) for key, node in named))))

    def _leads_nowhere(self, node: Node) -> bool:
        return isinstance(self._documents.resolved(node).value.get("$ref"), str)

    def reference(self, anchor: str) -> Content:
        """A message as the content of a reply: its media type, and its name with its id."""
        for name, known, written in self._written.values():
            if known == anchor:
                return Content(media_type=written.content_type, type=((name, anchor),))
        return Content()

    def messages(self) -> tuple[Message, ...]:
        """All messages that were asked for."""
        return tuple(self._message(*known) for known in self._written.values())

    def _message(self, name: str, anchor: str, written: WrittenMessage) -> Message:
        node = written.node
        headers = written.headers
        return Message(
            id=anchor,
            name=name,
            title=node.text("title"),
            summary=node.text("summary"),
            description=node.text("description"),
            headers=self._types.fields(self._documents.resolved(headers))
            if headers is not None
            else (),
            payload=self._payload(written),
            details=tuple(self._details(written)),
            groups=tag_names(node, self._documents),
            deprecated=node.flag("deprecated") or node.flag("x-deprecated"),
            place=self._documents.place(node),
        )

    def _payload(self, written: WrittenMessage) -> Content | None:
        payload = written.payload
        if payload is None:
            return None
        if written.schema_format:
            shown = self._documents.resolved(payload).value
            return foreign_payload(shown, written.content_type, written.schema_format)
        given = tuple(self._examples(written.node))
        return Content(
            media_type=written.content_type,
            type=self._types.text(payload),
            fields=self._types.fields(payload),
            examples=given or (self._made(payload),),
        )

    def _examples(self, node: Node) -> Iterator[Example]:
        """The given examples: the payload alone, or with headers where the example has some."""
        for one in list(node.items("examples"))[:_MOST_EXAMPLES]:
            example = self._documents.resolved(one)
            if not example.is_object:
                continue
            parts = {
                key: example.value[key] for key in ("headers", "payload") if key in example.value
            }
            if not parts:
                # Before version 2.1 an example had no shape of its own.
                parts = {"payload": example.value}
            shown = parts["payload"] if list(parts) == ["payload"] else parts
            yield Example(
                text=as_example(shown), name=example.text("name"), summary=example.text("summary")
            )

    def _made(self, payload: Node) -> Example:
        schema = self._documents.resolved(payload)
        listed = schema.get("examples")
        given = schema.is_object and ("example" in schema.value or (listed and listed.value))
        return Example(text=as_example(self._types.examples.of(payload)), made=not given)

    def _details(self, written: WrittenMessage) -> Iterator[tuple[str, str]]:
        node = written.node
        if written.correlation:
            about = self._documents.resolved(node.get("correlationId") or node).text("description")
            yield "correlation id", ": ".join(filter(None, (written.correlation, about[:300])))
        if written.schema_format:
            yield "schema format", written.schema_format[:200]
        docs = node.get("externalDocs")
        if docs is not None and self._documents.resolved(docs).text("url"):
            yield "external documentation", self._documents.resolved(docs).text("url")
        yield from binding_details(node, self._documents)
