"""The two AsyncAPI definitions that are compared, and what both have."""

from __future__ import annotations

from catalogsite.apis.differ.api_version import ApiVersion
from catalogsite.apis.differ.asyncapi.contract import Channel, Contract
from catalogsite.apis.differ.change_rules import Direction
from catalogsite.apis.differ.differences import Differences, Where, code
from catalogsite.apis.differ.json_schema.compare import SchemaComparison
from catalogsite.apis.differ.json_schema.view import Views
from catalogsite.apis.differ.security import (
    Scheme,
    Way,
    compare_schemes,
    compare_ways,
    known_scheme,
    schemes_of,
    ways_of,
)
from catalogsite.apis.documents import Documents
from catalogsite.apis.node import Node


class Versions:
    """Two definitions, the comparison of their schemas, and the differences that were found."""

    def __init__(self, old: ApiVersion, new: ApiVersion) -> None:
        self.documents = tuple(Documents(one.files, one.model.files) for one in (old, new))
        before, after = self.documents
        self.contracts = Contract(before), Contract(after)
        self.differences = Differences(("received messages", "sent messages"))
        self.schemes = schemes_of(before), schemes_of(after)
        models = (old.model, new.model)
        types = {one.name: one.id for model in models for one in model.types}
        self._messages = {one.name: one.id for model in models for one in model.messages}
        self._channels = {one.name: one.id for model in models for one in model.channels}
        self._operations = {one.name: one.id for model in models for one in model.operations}
        self.schemas = SchemaComparison(
            Views(before, siblings=False),
            Views(after, siblings=False),
            self.differences,
            lambda name: types.get(name, ""),
        )

    def note(
        self,
        rule: str,
        where: Where,
        old: Node | None,
        new: Node | None,
        direction: Direction | None = None,
        before: str = "",
        after: str = "",
    ) -> None:
        """Note a difference at its place in the new definition, or in the old one."""
        at = self.schemas.place(old, new)
        self.differences.add(rule, where, at, direction, before, after)

    def channel(self, channel: Channel) -> Where:
        """A channel in words."""
        subject = self._channels.get(channel.id, self._channels.get(channel.address, ""))
        return Where(f"the channel {code(channel.address)}", subject)

    def message(self, name: str) -> Where:
        """A message in words."""
        return Where(f"the message {code(name)}", self._messages.get(name, ""), named=True)

    def operation(self, name: str, channel: Channel, direction: Direction) -> Where:
        """An operation in words."""
        verb = "sending to" if direction is Direction.OUTPUT else "receiving from"
        return Where(f"{verb} {code(channel.address)}", self._operations.get(name, ""))

    def compare_schemes(self) -> None:
        """Note the ways to authenticate that are other ones now."""
        compare_schemes(
            *self.schemes,
            lambda rule, name, old, new, before, after: self.note(
                rule, Where(f"the scheme {code(name)}"), old, new, None, before, after
            ),
        )

    def compare_security(self, where: Where, old: Node, new: Node) -> None:
        """Note who may connect to a server, or use an operation."""
        before, after = self.schemes
        compare_ways(
            self._ways(old, 0, before, after),
            self._ways(new, 1, after, before),
            lambda rule, was, now: self.note(rule, where, old, new, None, was, now),
        )

    def _ways(
        self, node: Node, side: int, own: dict[str, Scheme], other: dict[str, Scheme]
    ) -> list[Way]:
        if self.contracts[side].is_2:
            return ways_of(node.get("security"), own, other)
        found = []
        for one in node.items("security"):
            name = one.text("$ref").rpartition("/")[2]
            scheme = self.documents[side].resolved(one)
            written = scheme.value.get("scopes") if scheme.is_object else None
            scopes = frozenset(map(str, written if isinstance(written, list) else ()))
            text = known_scheme(name, own, other) if name else scheme.text("type")
            found.append(frozenset({(text, scopes)}))
        return found
