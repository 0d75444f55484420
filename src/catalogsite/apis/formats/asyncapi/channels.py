"""The channels of an AsyncAPI definition, with the messages that each carries."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.apis.anchors import Anchors
from catalogsite.apis.differ.asyncapi.traits import with_traits
from catalogsite.apis.documents import Documents
from catalogsite.apis.formats.asyncapi.bindings import binding_details
from catalogsite.apis.formats.asyncapi.messages import MessageBook
from catalogsite.apis.formats.asyncapi.tags import tag_names
from catalogsite.apis.formats.json_schema.constraints import as_json, example_value, values_of
from catalogsite.apis.formats.json_schema.schemas import Schemas
from catalogsite.apis.node import Node
from catalogsite.model.api.operations import Channel, Parameter
from catalogsite.model.api.types import Field

ACTIONS_OF_2 = ("subscribe", "publish")


class ChannelBook:
    """The channels of one definition by their place."""

    def __init__(
        self, documents: Documents, anchors: Anchors, types: Schemas, messages: MessageBook
    ) -> None:
        self._documents, self._types, self._messages = documents, types, messages
        self.is_2 = documents.root.text("asyncapi").startswith("2.")
        self.nodes: dict[str, tuple[str, Node]] = {}
        self._ids: dict[object, str] = {}
        for name, written in documents.root.members("channels"):
            node, anchor = documents.resolved(written), anchors.of("channel", name)
            self.nodes[anchor] = name, node
            self._ids.setdefault(node.place, anchor)
            self._ids.setdefault(written.place, anchor)

    def id(self, reference: Node | None) -> str:
        """The id of the channel that a reference leads to; empty for none."""
        if reference is None:
            return ""
        return self._ids.get(self._documents.resolved(reference).place, "")

    def address(self, anchor: str) -> str:
        """The address of a channel; its name where the address is not known."""
        name, node = self.nodes.get(anchor, ("", self._documents.root))
        return name if self.is_2 else node.text("address") or name

    def messages(self, anchor: str) -> tuple[str, ...]:
        """The ids of the messages of a channel, of version 2 those of its operations."""
        if anchor not in self.nodes:
            return ()
        _, node = self.nodes[anchor]
        if not self.is_2:
            return self._messages.ids(node.members("messages"))
        found: dict[str, None] = {}
        for action in ACTIONS_OF_2:
            operation = node.get(action)
            if operation is not None:
                found |= dict.fromkeys(self.messages_of_2(operation))
        return tuple(found)

    def messages_of_2(self, operation: Node) -> tuple[str, ...]:
        """The ids of the messages of an operation of version 2: one, or a choice of several."""
        message = with_traits(self._documents, operation).get("message")
        if message is None:
            return ()
        options = list(self._documents.resolved(message).items("oneOf")) or [message]
        key = operation.text("operationId") or str(operation.path[-2])
        return self._messages.ids((key, one) for one in options)

    def channels(self) -> tuple[Channel, ...]:
        """All channels."""
        return tuple(self._channel(anchor, *known) for anchor, known in self.nodes.items())

    def _channel(self, anchor: str, name: str, node: Node) -> Channel:
        return Channel(
            id=anchor,
            name=name,
            address=name if self.is_2 else node.text("address"),
            title=node.text("title"),
            summary=node.text("summary"),
            description=node.text("description"),
            parameters=tuple(
                Parameter(where="address", field=self._parameter(key, one))
                for key, one in node.members("parameters")
            ),
            messages=self.messages(anchor),
            servers=tuple(self._servers(node)),
            details=binding_details(node, self._documents),
            groups=tag_names(node, self._documents),
            place=self._documents.place(node),
        )

    def _servers(self, node: Node) -> Iterator[str]:
        """The names of the servers; version 3 refers to them."""
        for one in node.items("servers"):
            name = one.value if isinstance(one.value, str) else one.text("$ref").rpartition("/")[2]
            if isinstance(name, str) and name:
                yield name.replace("~1", "/").replace("~0", "~")

    def _parameter(self, name: str, written: Node) -> Field:
        node = self._documents.resolved(written)
        location, schema = node.text("location"), node.get("schema")
        notes = (f"also at {location}",) if location else ()
        if schema is not None:
            field = self._types.field(name, schema, required=True)
            about = node.text("description") or field.description
            return field.model_copy(update={"description": about, "notes": (*notes, *field.notes)})
        value = node.value if node.is_object else {}
        example = example_value(node)
        return Field(
            name=name,
            type=(("string", ""),),
            required=True,
            description=node.text("description"),
            values=values_of(value),
            default=as_json(value["default"]) if "default" in value else None,
            example=as_json(example[1]) if example[0] else None,
            notes=notes,
            place=self._documents.place(node),
        )
