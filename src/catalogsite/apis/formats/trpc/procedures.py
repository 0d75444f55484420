"""Procedures of tRPC as operations: what a caller sees of them without running TypeScript."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from tree_sitter import Node

from catalogsite.apis.anchors import Anchors
from catalogsite.apis.formats.trpc.chains import chain_of
from catalogsite.apis.formats.trpc.routers import Procedure
from catalogsite.apis.formats.trpc.source import Sources, line_of, string_of, text_of
from catalogsite.model.api.operations import Operation
from catalogsite.model.api.types import Place

_STAR = re.compile(r"^[ \t]*\*? ?", re.MULTILINE)
_TAG = re.compile(r"^@(\w+)[ \t]*(.*)$", re.MULTILINE)
_MOST_BASES = 20
_MOST_BASE_LENGTH = 60


def procedure_operations(
    procedures: Iterable[tuple[str, Procedure]], sources: Sources
) -> tuple[Operation, ...]:
    """An operation for each procedure with the group that it is in; of two names, the last counts."""
    named: dict[tuple[str, str], Procedure] = {}
    for group, procedure in procedures:
        named[group, procedure.name] = procedure
    anchors = Anchors()
    return tuple(
        _operation(anchors.of("operation", one.name), group, one, sources)
        for (group, _), one in named.items()
    )


def _operation(name: str, group: str, procedure: Procedure, sources: Sources) -> Operation:
    comment, tags = _comment(procedure.entry)
    meta = _meta(procedure, sources)
    http = meta.get("openapi", {})
    http = http if isinstance(http, dict) else {}
    namespace = procedure.name.rpartition(".")[0]
    groups = ".".join(filter(None, (group, namespace)))
    return Operation(
        id=name,
        kind=procedure.kind,
        name=procedure.name,
        method=_text(http, "method").upper(),
        path=_text(http, "path"),
        summary=_text(http, "summary") or _text(meta, "title"),
        description=comment or _text(http, "description") or _text(meta, "description"),
        groups=(groups,) if groups else (),
        deprecated="deprecated" in tags,
        deprecation=tags.get("deprecated", ""),
        notes=tuple(_notes(procedure, sources)),
        place=Place(file=procedure.source.number, line=line_of(procedure.entry)),
    )


def _notes(procedure: Procedure, sources: Sources) -> Iterator[str]:
    """Whether it takes an input and declares its output, and which procedure it is built on."""
    methods, base = _methods(procedure, sources)
    yield "takes an input" if "input" in methods else "takes no input"
    if "output" in methods:
        yield "declares its output"
    if base and base not in ("t.procedure", "procedure", "publicProcedure"):
        yield f"built on {base}"


def _methods(procedure: Procedure, sources: Sources) -> tuple[set[str], str]:
    """What is called to build a procedure, also by those that it is built on, and the nearest of these."""
    if procedure.options is not None:
        return set(_keys(procedure.options)), ""
    methods: set[str] = set()
    chain, source = procedure.chain, procedure.source
    name = text_of(chain.base)
    for _ in range(_MOST_BASES):
        methods.update(link.method for link in chain.links)
        node, source = sources.resolve(chain.base, source)
        if node.type in ("identifier", "member_expression", "function_declaration"):
            break
        chain = chain_of(node)
    plain = re.fullmatch(r"[\w$.]+", name) is not None and len(name) <= _MOST_BASE_LENGTH
    return methods, name if plain else ""


def _comment(entry: Node) -> tuple[str, Mapping[str, str]]:
    """The text of the comment `/** … */` before an entry, and its tags, such as `@deprecated`."""
    before = entry.prev_named_sibling
    if before is None or before.type != "comment" or not text_of(before).startswith("/**"):
        return "", {}
    if before.end_point.row < entry.start_point.row - 1:
        return "", {}
    text = _STAR.sub("", text_of(before).removeprefix("/**").removesuffix("*/")).strip()
    tags = {tag[1]: tag[2].strip() for tag in _TAG.finditer(text)}
    first = _TAG.search(text)
    return (text[: first.start()] if first else text).strip(), tags


def _meta(procedure: Procedure, sources: Sources) -> Mapping[str, object]:
    """What `.meta({…})` says in plain strings, with the objects in it one level deep."""
    link = procedure.chain.first("meta")
    if link is None or not link.arguments:
        return {}
    node, _ = sources.resolve(link.arguments[0], procedure.source)
    found: dict[str, object] = {}
    for key, value in _pairs(node):
        text = string_of(value)
        if text is not None:
            found[key] = text
        elif value.type == "object":
            inner = ((name, string_of(one)) for name, one in _pairs(value))
            found[key] = {name: one for name, one in inner if one is not None}
    return found


def _pairs(node: Node) -> Iterator[tuple[str, Node]]:
    for pair in node.named_children if node.type == "object" else ():
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if pair.type == "pair" and key is not None and value is not None:
            yield string_of(key) or text_of(key), value


def _keys(node: Node) -> Iterator[str]:
    yield from (key for key, _ in _pairs(node))
    for child in node.named_children:
        if child.type == "shorthand_property_identifier":
            yield text_of(child)


def _text(values: Mapping[str, object], key: str) -> str:
    found = values.get(key, "")
    return found if isinstance(found, str) else ""
