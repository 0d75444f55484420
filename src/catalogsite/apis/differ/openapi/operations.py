"""Compares two versions of an operation: what it takes, what it answers, and who may call it."""

from __future__ import annotations

import re

from catalogsite.apis.differ.change_rules import Direction
from catalogsite.apis.differ.differences import Where, code
from catalogsite.apis.differ.openapi.bodies import BodyComparison
from catalogsite.apis.differ.openapi.contract import Operation
from catalogsite.apis.differ.openapi.parameters import Parameter
from catalogsite.apis.differ.openapi.servers import listed_servers
from catalogsite.apis.differ.openapi.versions import Versions
from catalogsite.apis.differ.security import compare_ways, ways_of
from catalogsite.apis.node import Node

_NAME = re.compile(r"\{([^{}]*)\}")


class OperationComparison:
    """Compares the operations of two definitions."""

    def __init__(self, versions: Versions) -> None:
        self.versions = versions

    def added(self, operation: Operation) -> None:
        """Note an operation that the old definition lacks."""
        self._note("operation-added", operation, None, operation.node)

    def removed(self, operation: Operation) -> None:
        """Note an operation that the new definition lacks."""
        rule = "deprecated-operation-removed" if operation.deprecated else "operation-removed"
        self._note(rule, operation, operation.node, None)

    def changed(self, old: Operation, new: Operation) -> None:
        """Note what differs between the versions of one operation."""
        sent = Direction.INPUT if new.key.kind == "request" else Direction.OUTPUT
        if old.deprecated != new.deprecated:
            rule = "operation-deprecated" if new.deprecated else "operation-not-deprecated"
            self._note(rule, new, old.node, new.node)
        if old.name != new.name:
            self._note(_id_rule(old, new), new, old.node, new.node, code(old.name), code(new.name))
        self._parameters(old, new, sent)
        BodyComparison(self.versions, _where(self.versions, new), sent).compare(old, new)
        self._security(old, new)
        self._servers(old, new)
        self._callbacks(old, new)

    def _note(
        self,
        rule: str,
        operation: Operation,
        old: Node | None,
        new: Node | None,
        before: str = "",
        after: str = "",
    ) -> None:
        where = _where(self.versions, operation)
        self.versions.differences.add(
            rule, where, self.versions.at(old, new), before=before, after=after
        )

    def _parameters(self, old: Operation, new: Operation, sent: Direction) -> None:
        before, after = dict(old.parameters), dict(new.parameters)
        self._rename(old, new, before)
        gone = {key: one for key, one in before.items() if key not in after}
        came = {key: one for key, one in after.items() if key not in before}
        for key, one in list(gone.items()):
            moved = next((k for k, other in came.items() if other.name == one.name), None)
            if moved is not None and "path" not in {key[0], moved[0]}:
                other = came.pop(moved)
                texts = one.where, other.where
                self._note_parameter("parameter-moved", new, one, other, sent, *texts)
            elif key[0] != "path":
                self._note_parameter("parameter-removed", new, one, None, sent)
        for one in came.values():
            rule = "required-parameter-added" if one.required else "parameter-added"
            if one.where != "path":
                self._note_parameter(rule, new, None, one, sent)
        for key, one in after.items():
            if key in before:
                self._parameter(before[key], one, new, sent)

    def _rename(
        self, old: Operation, new: Operation, before: dict[tuple[str, str], Parameter]
    ) -> None:
        """Give parameters of the old path the names that the new path has."""
        pairs = zip(_NAME.findall(old.key.path), _NAME.findall(new.key.path), strict=False)
        found = {}
        for name, now in pairs:
            if name != now and ("path", name) in before:
                found["path", now] = one = before.pop(("path", name))
                self._note_parameter(
                    "path-parameter-renamed", new, one, None, None, code(name), code(now)
                )
        before.update(found)

    def _note_parameter(
        self,
        rule: str,
        operation: Operation,
        old: Parameter | None,
        new: Parameter | None,
        direction: Direction | None,
        before: str = "",
        after: str = "",
    ) -> None:
        one = old if rule == "parameter-moved" else new or old
        where = _of_parameter(one, _where(self.versions, operation)) if one is not None else None
        at = self.versions.at(old.node if old else None, new.node if new else None)
        if where is not None:
            self.versions.differences.add(rule, where, at, direction, before, after)

    def _parameter(
        self, old: Parameter, new: Parameter, operation: Operation, sent: Direction
    ) -> None:
        if old.required != new.required and new.where != "path":
            rule = "parameter-became-required" if new.required else "parameter-became-optional"
            self._note_parameter(rule, operation, old, new, sent)
        if old.deprecated != new.deprecated:
            rule = "parameter-deprecated" if new.deprecated else "parameter-not-deprecated"
            self._note_parameter(rule, operation, old, new, None)
        if old.style != new.style and old.style and new.style:
            texts = code(old.style), code(new.style)
            rule = "parameter-written-differently"
            self._note_parameter(rule, operation, old, new, None, *texts)
        where = _of_parameter(new, _where(self.versions, operation))
        self.versions.schemas.compare(old.schema, new.schema, sent, where)

    def _security(self, old: Operation, new: Operation) -> None:
        before, after = self.versions.schemes
        compare_ways(
            ways_of(old.security, before, after),
            ways_of(new.security, after, before),
            lambda rule, was, now: self._note(
                rule, new, old.security or old.node, new.security or new.node, was, now
            ),
        )

    def _servers(self, old: Operation, new: Operation) -> None:
        before, after = dict(listed_servers(old.servers)), dict(listed_servers(new.servers))
        gone = [code(url) for url in before if url not in after]
        if gone and after:
            self._note(
                "server-changed", new, old.servers, new.servers, gone[0], code(next(iter(after)))
            )

    def _callbacks(self, old: Operation, new: Operation) -> None:
        for name, before in old.callbacks.items():
            after = new.callbacks.get(name)
            if after is None:
                self._callback("callback-removed", name, old, new, before, [])
                continue
            known = {one.key: one for one in after}
            for one in before:
                if one.key in known:
                    self.changed(one, known[one.key])
                else:
                    self.removed(one)
        for name, after in new.callbacks.items():
            if name not in old.callbacks:
                self._callback("callback-added", name, old, new, [], after)

    def _callback(
        self,
        rule: str,
        name: str,
        old: Operation,
        new: Operation,
        before: list[Operation],
        after: list[Operation],
    ) -> None:
        whole = _where(self.versions, new)
        where = whole._replace(base=f"the callback {code(name)} of {whole.base}")
        nodes = before[0].node if before else None, after[0].node if after else None
        at = self.versions.at(*nodes) if any(nodes) else self.versions.at(old.node, new.node)
        self.versions.differences.add(rule, where, at)


def _id_rule(old: Operation, new: Operation) -> str:
    if not old.name:
        return "operation-id-added"
    return "operation-id-changed" if new.name else "operation-id-removed"


def _where(versions: Versions, operation: Operation) -> Where:
    key = operation.key
    name = f"{key.method} {key.path}" if key.kind != "webhook" else key.path
    words = code(name) if key.kind == "request" else f"the {key.kind} {code(name)}"
    return Where(words, versions.subject(key))


def _of_parameter(parameter: Parameter, whole: Where) -> Where:
    noun = "header" if parameter.where == "header" else f"{parameter.where} parameter"
    return whole._replace(base=f"the {noun} {code(parameter.name)} of {whole.base}")
