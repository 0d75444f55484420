"""Routers of tRPC, the procedures that they hold, and what they take from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple, cast

from tree_sitter import Node

from catalogsite.apis.formats.trpc.chains import Chain, arguments_of, called, chain_of
from catalogsite.apis.formats.trpc.source import (
    Source,
    Sources,
    bare,
    descendants,
    module_path,
    string_of,
    text_of,
)

KINDS = ("query", "mutation", "subscription")
_MAIN = "appRouter"
_NAMES = ("identifier", "shorthand_property_identifier")
_FUNCTIONS = ("function_declaration", "arrow_function", "function_expression")
_MOST_LEVELS = 20
_MOST_VALUES = 5_000
# What version 9 lets a router be built of, besides its procedures.
_OLD_LINKS = {*KINDS, "merge", "middleware", "transformer", "formatError", "interop", "flat"}


class Procedure(NamedTuple):
    """A procedure: its name in the router, such as `users.byId`, its calls, and where it is written.

    `entry` is the node before which its comment stands; `options` the object of version 9.
    """

    name: str
    kind: Literal["query", "mutation", "subscription"]
    chain: Chain
    entry: Node
    source: Source
    options: Node | None = None


class Elsewhere(NamedTuple):
    """A part of a router of which the definition has no text: its name, and how it is written."""

    name: str
    written: str
    module: str
    entry: Node
    source: Source


Entry = Procedure | Elsewhere


def is_router(node: Node) -> bool:
    """Whether an expression makes a router: `router({…})`, `t.router()`, `mergeRouters(…)`."""
    name = called(node)
    given = arguments_of(bare(node))
    if name.lower().endswith("router") and given:
        return bare(given[0]).type in ("object", "identifier")
    return name == "mergeRouters" or _is_old_router(chain_of(node))


def root_routers(source: Source) -> list[tuple[str, Node]]:
    """The routers of a file that are part of no other one there, by name; `appRouter` alone."""
    named = {name: node for name, node in source.declared.items() if _makes_router(node)}
    if _MAIN in named:
        return [(_MAIN, named[_MAIN])]
    used: set[str] = set()
    for name, node in named.items():
        words = {text_of(one) for one in descendants(node, _NAMES)}
        used |= (words & named.keys()) - {name}
    roots = [(name, node) for name, node in named.items() if name not in used]
    if roots or named:
        return roots or list(named.items())[:1]
    return [("", call) for call in _whole_calls(source.root) if is_router(call)][:1]


def _whole_calls(root: Node) -> Iterator[Node]:
    """Every call but those in a chain that goes on: the tree does not tell parents quickly."""
    links: set[int] = set()
    for call in descendants(root, ("call_expression",)):
        function = call.child_by_field_name("function")
        receiver = function and function.child_by_field_name("object")
        if receiver:
            links.add(receiver.id)
        if call.id not in links:
            yield call


def _makes_router(node: Node) -> bool:
    returned = returned_by(node)
    return is_router(returned if returned is not None else node)


def router_entries(node: Node, source: Source, sources: Sources) -> Iterator[Entry]:
    """The procedures of a router and of those in it, in the order of the text.

    At most 5,000 values are read; a router within itself is read once.
    """
    above: frozenset[tuple[str, int]] = frozenset()
    waiting = [("", node, node, source, above)]
    count = 0
    while waiting and count < _MOST_VALUES:
        name, value, entry, place, above = waiting.pop()
        count += 1
        found = _Reading(name, entry, place, sources).read(value)
        yield from found.entries
        own = (place.path, value.start_byte)
        if own not in above and len(above) < _MOST_LEVELS:
            waiting.extend((*part, above | {own}) for part in reversed(found.parts))


class _Found(NamedTuple):
    entries: tuple[Entry, ...] = ()
    parts: tuple[tuple[str, Node, Node, Source], ...] = ()


class _Reading:
    """Reads one value of a router: its entries, and the values within it."""

    def __init__(self, name: str, entry: Node, source: Source, sources: Sources) -> None:
        self.name, self.entry, self.source, self.sources = name, entry, source, sources

    def read(self, value: Node) -> _Found:
        node, source = self.sources.resolve(value, self.source)
        if node.type == "object":
            return _Found(parts=tuple(self._properties(node, source)))
        if node.type in _FUNCTIONS:
            made = returned_by(node)
            return self._elsewhere(value) if made is None else self._part(made, source)
        chain = chain_of(node)
        if _is_old_router(chain):
            return self._old_router(chain, source)
        if chain.last in KINDS and not is_router(node):
            kind = cast("Literal['query', 'mutation', 'subscription']", chain.last)
            return _Found((Procedure(self.name, kind, chain, self.entry, source),))
        return self._made(node, source) or self._elsewhere(value)

    def _made(self, node: Node, source: Source) -> _Found | None:
        """What a function makes: a router of an object, several routers in one, a lazy router."""
        name, given = called(node), arguments_of(node)
        if name == "lazy" and given:
            return self._lazy(given[0], source)
        if name == "mergeRouters":
            return _Found(parts=tuple((self.name, one, self.entry, source) for one in given))
        if name.lower().endswith("router") and given:
            inner, _ = self.sources.resolve(given[0], source)
            if inner.type == "object":
                return self._part(given[0], source)
        function = node.child_by_field_name("function") if node.type == "call_expression" else None
        if function is not None and function.type == "identifier":
            made, place = self.sources.resolve(function, source)
            if made.type != "identifier":
                return self._part(made, place)
        return None

    def _lazy(self, given: Node, source: Source) -> _Found | None:
        """`lazy(() => import("./users"))`, also with `.then((m) => m.usersRouter)`."""
        modules = [
            string_of(argument)
            for call in descendants(given, ("call_expression",))
            if (function := call.child_by_field_name("function")) and function.type == "import"
            for argument in arguments_of(call)[:1]
        ]
        module = next((one for one in modules if one), None)
        if module is None:
            return None
        names = [text_of(one) for one in descendants(given, ("property_identifier",))]
        router = self._exported(source, module, names[-1] if names else "")
        if router is not None:
            return self._part(*router)
        return _Found((Elsewhere(self.name, text_of(given), module, self.entry, source),))

    def _exported(self, source: Source, module: str, name: str) -> tuple[Node, Source] | None:
        """The router of a file by its name, else the first that it exports."""
        path = module_path(source.path, module, self.sources.files)
        if path is None:
            return None
        other = self.sources.at(path)
        names = [name, *(one for one in other.declared if one in other.exported)]
        routers = (other.declared[one] for one in names if one in other.declared)
        return next(((node, other) for node in routers if _makes_router(node)), None)

    def _part(self, value: Node, source: Source) -> _Found:
        return _Found(parts=((self.name, value, self.entry, source),))

    def _elsewhere(self, value: Node) -> _Found:
        name = text_of(bare(value)).split("(")[0]
        imported = self.source.imports.get(name.split(".")[0])
        module = imported.module if imported else ""
        return _Found((Elsewhere(self.name, name, module, self.entry, self.source),))

    def _properties(self, node: Node, source: Source) -> Iterator[tuple[str, Node, Node, Source]]:
        for entry in node.named_children:
            if entry.type == "spread_element" and entry.named_children:
                yield self.name, entry.named_children[0], entry, source
            elif entry.type == "shorthand_property_identifier":
                yield self._joined(text_of(entry)), entry, entry, source
            elif entry.type == "pair":
                key = entry.child_by_field_name("key")
                value = entry.child_by_field_name("value")
                if key is not None and value is not None:
                    yield self._joined(_key_text(key)), value, entry, source

    def _old_router(self, chain: Chain, source: Source) -> _Found:
        """Version 9: `router().query("name", {input, resolve}).merge("prefix.", other)`."""
        entries: list[Entry] = []
        parts = []
        for link in chain.links:
            given = link.arguments
            text = string_of(given[0]) if given else None
            if link.method in KINDS and text is not None:
                kind = cast("Literal['query', 'mutation', 'subscription']", link.method)
                options = given[1] if len(given) > 1 else None
                one = Chain(chain.base, (link,))
                name = self._prefixed(text)
                entries.append(Procedure(name, kind, one, link.node, source, options))
            elif link.method == "merge" and given:
                prefix = self._prefixed((text or "").rstrip("."))
                parts.append((prefix, given[-1], link.node, source))
        return _Found(tuple(entries), tuple(parts))

    def _joined(self, name: str) -> str:
        return f"{self.name}.{name}" if self.name else name

    def _prefixed(self, name: str) -> str:
        return self._joined(name) if name else self.name


def _is_old_router(chain: Chain) -> bool:
    links = chain.links
    if links and links[0].method.lower().endswith("router"):
        links, base = links[1:], True
    else:
        base = called(chain.base).lower().endswith("router") and not arguments_of(chain.base)
    return base and bool(links) and all(link.method in _OLD_LINKS for link in links)


def returned_by(node: Node) -> Node | None:
    """What a function returns first; None where it returns nothing, and for anything else."""
    body = node.child_by_field_name("body") if node.type in _FUNCTIONS else None
    if body is None or body.type != "statement_block":
        return body
    for statement in body.named_children:
        if statement.type == "return_statement" and statement.named_children:
            return statement.named_children[0]
    return None


def _key_text(key: Node) -> str:
    if key.type == "computed_property_name" and key.named_children:
        key = key.named_children[0]
    return string_of(key) or text_of(key)
