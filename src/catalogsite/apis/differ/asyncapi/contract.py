"""What an AsyncAPI definition promises, the same for versions 2 and 3."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from catalogsite.apis.differ.asyncapi.messages import Message, message_of, messages_of, named_by
from catalogsite.apis.differ.asyncapi.traits import with_traits
from catalogsite.apis.differ.change_rules import Direction
from catalogsite.apis.documents import Documents
from catalogsite.apis.node import Node

_NAMES = re.compile(r"\{[^{}]*\}")
_ACTIONS_OF_2 = (("subscribe", Direction.OUTPUT), ("publish", Direction.INPUT))
"""In version 2 they say what others do: who subscribes gets what the application sends."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel by its id, which in version 2 is its address."""

    id: str
    node: Node
    address: str

    @property
    def place(self) -> str:
        """The address without the names of its parameters."""
        return _NAMES.sub("{}", self.address)


@dataclass(frozen=True, slots=True)
class Operation:
    """What the application sends (`output`) or receives on a channel, and what answers it."""

    name: str
    node: Node
    direction: Direction
    channel: Channel
    messages: Mapping[str, Message]
    reply: Mapping[str, Message] | None = None


class Contract:
    """The channels and operations of one definition."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self.is_2 = documents.root.text("asyncapi").startswith(("1.", "2."))

    @cached_property
    def channels(self) -> Mapping[str, Channel]:
        """Every channel by its id."""
        return {name: one for name, node in self.documents.root.members("channels")
                if (one := self._channel(name, node)) is not None}  # fmt: skip

    def _channel(self, name: str, written: Node) -> Channel | None:
        node = self.documents.resolved(written)
        address = name if self.is_2 else node.text("address")
        return Channel(name, node, address or name) if node.is_object else None

    @cached_property
    def operations(self) -> list[Operation]:
        """Every operation."""
        return list(self._of_2() if self.is_2 else self._of_3())

    def _of_2(self) -> Iterator[Operation]:
        for channel in self.channels.values():
            for action, direction in _ACTIONS_OF_2:
                node = channel.node.get(action)
                if node is not None and node.is_object:
                    node = with_traits(self.documents, node)
                    found = messages_of(self.documents, node.get("message"))
                    yield Operation(node.text("operationId"), node, direction, channel, found)

    def _of_3(self) -> Iterator[Operation]:
        for name, written in self.documents.root.members("operations"):
            node = with_traits(self.documents, self.documents.resolved(written))
            channel = self._channel_of(node)
            if channel is None:
                continue
            is_sent = node.text("action") == "send"
            yield Operation(
                name=name,
                node=node,
                direction=Direction.OUTPUT if is_sent else Direction.INPUT,
                channel=channel,
                messages=self._messages(node, channel),
                reply=self._reply(node, channel),
            )

    def _channel_of(self, node: Node) -> Channel | None:
        written = node.get("channel")
        if written is None:
            return None
        found = self.documents.resolved(written)
        known = (one for one in self.channels.values() if one.node.place == found.place)
        return next(known, None)

    def _messages(self, node: Node, channel: Channel | None) -> Mapping[str, Message]:
        """Those that are named, else all of the channel."""
        named = [(named_by(one), one) for one in node.items("messages")]
        every = channel.node.members("messages") if channel is not None else ()
        return {name: message_of(self.documents, one) for name, one in named or every}

    def _reply(self, node: Node, channel: Channel) -> Mapping[str, Message] | None:
        written = node.get("reply")
        if written is None:
            return None
        reply = self.documents.resolved(written)
        return self._messages(reply, self._channel_of(reply) or channel)
