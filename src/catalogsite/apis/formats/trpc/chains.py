"""Chains of method calls, such as `publicProcedure.input(schema).query(resolver)`."""

from __future__ import annotations

from typing import NamedTuple

from tree_sitter import Node

from catalogsite.apis.formats.trpc.source import bare, text_of

_MOST_LINKS = 2_000


class Link(NamedTuple):
    """One call of a chain: the method, its arguments, and where its name stands."""

    method: str
    arguments: tuple[Node, ...]
    node: Node


class Chain(NamedTuple):
    """What a chain begins with, and its calls in order."""

    base: Node
    links: tuple[Link, ...]

    @property
    def last(self) -> str:
        """The method that is called last; empty for an expression without calls."""
        return self.links[-1].method if self.links else ""

    def first(self, method: str) -> Link | None:
        """The first call of a method."""
        return next((link for link in self.links if link.method == method), None)


def chain_of(node: Node) -> Chain:
    """The chain of calls that an expression is, such as `t.procedure` and its `query(…)`."""
    links: list[Link] = []
    node = bare(node)
    while node.type == "call_expression" and len(links) < _MOST_LINKS:
        function = node.child_by_field_name("function")
        if function is None or function.type != "member_expression":
            break
        method = function.child_by_field_name("property")
        receiver = function.child_by_field_name("object")
        if method is None or receiver is None:
            break
        links.append(Link(text_of(method), arguments_of(node), method))
        node = bare(receiver)
    return Chain(node, tuple(reversed(links)))


def called(node: Node) -> str:
    """The last name of the function that a call calls, such as `router` of `t.router(…)`."""
    node = bare(node)
    if node.type != "call_expression":
        return ""
    function = node.child_by_field_name("function")
    if function is not None and function.type == "member_expression":
        function = function.child_by_field_name("property")
    return text_of(function) if function is not None else ""


def arguments_of(node: Node) -> tuple[Node, ...]:
    """The arguments of a call, without comments."""
    found = node.child_by_field_name("arguments")
    children = found.named_children if found is not None else []
    return tuple(child for child in children if child.type != "comment")
