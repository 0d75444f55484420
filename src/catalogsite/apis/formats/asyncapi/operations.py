"""What the application sends and receives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from catalogsite.apis.anchors import Anchors
from catalogsite.apis.differ.asyncapi.traits import with_traits
from catalogsite.apis.documents import Documents
from catalogsite.apis.formats.asyncapi.bindings import binding_details
from catalogsite.apis.formats.asyncapi.channels import ACTIONS_OF_2, ChannelBook
from catalogsite.apis.formats.asyncapi.messages import MessageBook
from catalogsite.apis.formats.asyncapi.security import Schemes
from catalogsite.apis.formats.asyncapi.tags import tag_names
from catalogsite.apis.node import Node
from catalogsite.model.api.operations import Operation, Response

_MOST_NOTES = 12
_KIND_OF_ACTION: dict[str, Literal["send", "receive"]] = {
    "subscribe": "send",
    "publish": "receive",
    "send": "send",
    "receive": "receive",
}
"""Version 2 says what others do: who subscribes gets what the application sends."""


class Books(NamedTuple):
    """What operations refer to."""

    documents: Documents
    channels: ChannelBook
    messages: MessageBook
    schemes: Schemes


def operations_of(books: Books, anchors: Anchors) -> tuple[Operation, ...]:
    """All operations, in the order of the definition."""
    written = _of_2(books) if books.channels.is_2 else _of_3(books)
    return tuple(_operation(*one, books, anchors) for one in written)


def operation_nodes(books: Books) -> Iterator[Node]:
    """The operations as they are written, with their traits."""
    written = _of_2(books) if books.channels.is_2 else _of_3(books)
    return (node for _, _, node, _ in written)


def _of_2(books: Books) -> Iterator[tuple[str, str, Node, str]]:
    for anchor, (_, channel) in books.channels.nodes.items():
        for action in ACTIONS_OF_2:
            node = channel.get(action)
            if node is not None and node.is_object:
                node = with_traits(books.documents, node)
                yield node.text("operationId"), action, node, anchor


def _of_3(books: Books) -> Iterator[tuple[str, str, Node, str]]:
    for name, written in books.documents.root.members("operations"):
        node = with_traits(books.documents, books.documents.resolved(written))
        if node.is_object:
            yield name, node.text("action"), node, books.channels.id(node.get("channel"))


def _operation(
    name: str, action: str, node: Node, channel: str, books: Books, anchors: Anchors
) -> Operation:
    kind = _KIND_OF_ACTION.get(action, "receive")
    address = books.channels.address(channel) if channel else ""
    return Operation(
        id=anchors.of("operation", name or f"{kind}-{address}"),
        kind=kind,
        name=name,
        path=address,
        summary=node.text("summary") or node.text("title"),
        description=node.text("description"),
        groups=tag_names(node, books.documents),
        deprecated=node.flag("deprecated") or node.flag("x-deprecated"),
        security=books.schemes.requirements(node),
        responses=tuple(_reply(node, channel, books)),
        notes=tuple(_notes(kind, action, node, books))[:_MOST_NOTES],
        channel=channel,
        messages=_messages(node, channel, books),
        place=books.documents.place(node),
    )


def _notes(kind: str, action: str, node: Node, books: Books) -> Iterator[str]:
    verb = "sends" if kind == "send" else "receives"
    yield f"the application {verb}" + (f" ({action})" if action in ACTIONS_OF_2 else "")
    for name, value in binding_details(node, books.documents):
        yield f"{name}: {value}"


def _messages(node: Node, channel: str, books: Books) -> tuple[str, ...]:
    """The ids of the messages: those that it names, else all of its channel."""
    if books.channels.is_2:
        return books.channels.messages_of_2(node)
    if node.get("messages") is None:
        return books.channels.messages(channel)
    return books.messages.ids(("", one) for one in node.items("messages"))


def _reply(node: Node, channel: str, books: Books) -> Iterator[Response]:
    """The reply of version 3: its messages, the channel that it comes on, and its address."""
    written = node.get("reply")
    if written is None:
        return
    reply = books.documents.resolved(written)
    if not reply.is_object:
        return
    other = books.channels.id(reply.get("channel"))
    address = reply.get("address")
    target = books.documents.resolved(address) if address is not None else None
    parts = [f"On the channel `{books.channels.address(other)}`." if other else ""]
    if target is not None:
        location = target.text("location")
        parts.append(f"To the address in `{location}`." if location else "")
        parts.append(target.text("description"))
    ids = _messages(reply, other or channel, books)
    yield Response(
        status="reply",
        description=" ".join(filter(None, parts)),
        contents=tuple(books.messages.reference(one) for one in ids),
    )
