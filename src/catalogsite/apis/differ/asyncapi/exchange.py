"""Compares two versions of a channel, and what is sent and received on it."""

from __future__ import annotations

from collections.abc import Mapping

from catalogsite.apis.differ.asyncapi.bindings import compare_bindings
from catalogsite.apis.differ.asyncapi.contract import Channel, Operation
from catalogsite.apis.differ.asyncapi.messages import Message
from catalogsite.apis.differ.asyncapi.versions import Versions
from catalogsite.apis.differ.change_rules import Direction
from catalogsite.apis.differ.differences import Where, code
from catalogsite.apis.node import Node


class ExchangeComparison:
    """Compares the channels and operations of two definitions."""

    def __init__(self, versions: Versions) -> None:
        self.versions = versions

    def channel(self, old: Channel, new: Channel) -> None:
        """Note what differs between the versions of one channel."""
        where = self.versions.channel(new)
        if old.place != new.place:
            addresses = code(old.address), code(new.address)
            where = where._replace(base=f"the channel {code(new.id)}")
            self.versions.note(
                "channel-address-changed", where, old.node, new.node, None, *addresses
            )
        before, after = dict(old.node.members("parameters")), dict(new.node.members("parameters"))
        for name in [one for one in before if one in after]:
            part = where._replace(base=f"the parameter {code(name)} of {where.base}")
            pair = _values(before[name], self.versions, 0), _values(after[name], self.versions, 1)
            self.versions.schemas.compare(*pair, Direction.INPUT, part)
        self._bindings(old.node, new.node, where, Direction.INPUT)

    def added(self, operation: Operation) -> None:
        """Note an operation that the old definition lacks."""
        self.versions.note("operation-added", self._where(operation), None, operation.node)

    def removed(self, operation: Operation) -> None:
        """Note an operation that the new definition lacks."""
        self.versions.note("operation-removed", self._where(operation), operation.node, None)

    def changed(self, old: Operation, new: Operation) -> None:
        """Note what differs between the versions of one operation."""
        where = self._where(new)
        self._messages(old.messages, new.messages, new.direction)
        if old.reply is not None and new.reply is not None:
            self._messages(old.reply, new.reply, new.direction.reverse)
        elif old.reply is not new.reply:
            part = where._replace(base=f"the reply to {where.base}")
            rule = "reply-removed" if new.reply is None else "reply-added"
            self.versions.note(rule, part, old.node, new.node)
        self.versions.compare_security(where, old.node, new.node)
        self._bindings(old.node, new.node, where, new.direction)

    def _where(self, operation: Operation) -> Where:
        return self.versions.operation(operation.name, operation.channel, operation.direction)

    def _messages(
        self, old: Mapping[str, Message], new: Mapping[str, Message], direction: Direction
    ) -> None:
        pairs = {name: name for name in old if name in new}
        gone, came = ([n for n in one if n not in pairs] for one in (old, new))
        if len(gone) == len(came) == 1 and not pairs:
            pairs[gone.pop()] = came.pop()
        for name in gone:
            self.versions.note(
                "message-removed", self.versions.message(name), old[name].node, None, direction
            )
        for name in came:
            self.versions.note(
                "message-added", self.versions.message(name), None, new[name].node, direction
            )
        for name, other in pairs.items():
            self._message(old[name], new[other], self.versions.message(other), direction)

    def _message(self, old: Message, new: Message, where: Where, direction: Direction) -> None:
        nodes = old.node, new.node
        for before, after in (
            (old.content_type, new.content_type),
            (old.schema_format, new.schema_format),
        ):
            if before != after and before and after:
                texts = code(before), code(after)
                rule = "message-encoded-differently"
                self.versions.note(rule, where, *nodes, None, *texts)
        if old.correlation != new.correlation:
            texts = _or_nothing(old.correlation), _or_nothing(new.correlation)
            self.versions.note("correlation-changed", where, *nodes, None, *texts)
        self._payload(old, new, where, direction)
        if old.headers is not None or new.headers is not None:
            part = where._replace(base=f"the headers of {where.base}")
            self.versions.schemas.compare(_headers(old), _headers(new), direction, part)
        self._bindings(*nodes, where, direction)

    def _payload(self, old: Message, new: Message, where: Where, direction: Direction) -> None:
        schemas = self.versions.schemas
        if not old.schema_format and not new.schema_format:
            schemas.compare(old.payload, new.payload, direction, where)
            return
        texts = [
            views.canonical(one.payload) if one.payload is not None else ""
            for views, one in ((schemas.old, old), (schemas.new, new))
        ]
        if texts[0] != texts[1]:
            rule, nodes = "rule-of-schema-changed", (old.node, new.node)
            self.versions.note(rule, where, *nodes, direction, "payload", "payload")

    def _bindings(self, old: Node, new: Node, where: Where, direction: Direction) -> None:
        def part(name: str) -> Where:
            return where._replace(base=f"the setting {code(name)} of {where.base}")

        compare_bindings(
            (self.versions.documents[0], self.versions.documents[1]),
            old,
            new,
            lambda rule, name, was, now: self.versions.note(
                rule, part(name), old, new, None, was, now
            ),
            lambda was, now, name: self.versions.schemas.compare(was, now, direction, part(name)),
        )


def _values(written: Node, versions: Versions, side: int) -> Node:
    """The schema of a parameter, which in version 3 is a text of certain values."""
    node = versions.documents[side].resolved(written)
    schema = node.get("schema")
    if schema is not None:
        return schema
    known = {
        key: node.value[key] for key in ("enum", "default") if node.is_object and key in node.value
    }
    return node._replace(value={"type": "string", **known})


def _headers(message: Message) -> Node:
    """The schema of the headers, of which there may be none."""
    path = (*message.node.path, "headers")
    return message.headers or message.node._replace(value={"type": "object"}, path=path)


def _or_nothing(text: str) -> str:
    return code(text) if text else "nothing"
