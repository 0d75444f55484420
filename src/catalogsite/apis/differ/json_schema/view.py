"""What a schema says, however it is written: references, `allOf` and the ways to say null are resolved."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

from catalogsite.apis.differ.json_schema.constraints import Constraints, constraints_of, tightest
from catalogsite.apis.documents import Documents
from catalogsite.apis.node import Node

_MOST_DEPTH = 60
_OPAQUE = (
    "not", "if", "then", "else", "patternProperties", "propertyNames", "contains", "minContains",
    "maxContains", "dependencies", "dependentRequired", "dependentSchemas", "xml",
    "contentEncoding", "contentMediaType", "contentSchema",
)  # fmt: skip
_SAYS_NOTHING = frozenset(
    {
        "title",
        "description",
        "summary",
        "example",
        "examples",
        "externalDocs",
        "$comment",
        "$id",
        "$schema",
    }
)
_FLAGS = frozenset({"default", "deprecated", "readOnly", "writeOnly"})
_HINTS = frozenset({"password"})
"""Formats that say how a value is shown, not what it is."""
_OF_TYPE = (
    ("object", ("properties", "additionalProperties", "minProperties", "maxProperties")),
    ("array", ("items", "prefixItems", "minItems", "maxItems", "uniqueItems")),
    ("string", ("pattern", "minLength", "maxLength")),
)


@dataclass(frozen=True, slots=True)
class View:
    """A schema. `types` are without null; none of them means any. `name` is that of a named type.

    `rest` are the parts that are compared as a whole, as JSON. `additional` is a schema, or whether
    other fields are allowed. Values of `enum` and `default` are JSON.
    """

    node: Node
    name: str = ""
    types: frozenset[str] = frozenset()
    nullable: bool = False
    format: str = ""
    enum: tuple[str, ...] | None = None
    constraints: Constraints = field(default_factory=dict)
    properties: Mapping[str, Node] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    items: Node | None = None
    prefix: tuple[Node, ...] = ()
    additional: Node | bool = True
    variants: tuple[Node, ...] = ()
    discriminator: str = ""
    default: str | None = None
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False
    rest: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The type in a few words, such as `list of string`."""
        if self.name:
            return self.name
        if self.types == {"array"} and self.items is not None and self.items.is_object:
            kind = self.items.value.get("type")
            return f"list of {kind}" if isinstance(kind, str) else "list"
        words = " or ".join(sorted(self.types)) or "anything"
        return f"{words} ({self.format})" if self.format and len(self.types) == 1 else words


class Views:
    """Makes the views of the schemas of one definition, each once.

    `siblings` says whether what stands beside a `$ref` counts, as it does since OpenAPI 3.1.
    """

    def __init__(self, documents: Documents, *, siblings: bool) -> None:
        self.documents = documents
        self._siblings = siblings
        self._views: dict[tuple[str, tuple[str | int, ...]], View] = {}

    def of(self, node: Node) -> View:
        """The view of a schema."""
        if node.place not in self._views:
            self._views[node.place] = self._made(node, frozenset())
        return self._views[node.place]

    def _made(self, node: Node, above: frozenset[object]) -> View:
        if isinstance(node.value, tuple):
            return _all_of(node, [self._made(one, above) for one in node.value])
        target = self.documents.resolved(node)
        if target.place in above or len(above) > _MOST_DEPTH:
            return View(node, name=_name(target))
        inner = above | {target.place}
        view = self._own(target, inner)
        if target.place == node.place or not self._siblings:
            return view
        beside = _beside_reference(node)
        if not beside:
            return view
        merged = _all_of(node, [view, self._own(node, inner)])
        # What only says how the field is used leaves the type what it is.
        return replace(merged, node=view.node, name=view.name) if beside <= _FLAGS else merged

    def _own(self, node: Node, above: frozenset[object]) -> View:
        """What a schema itself says, with its `allOf`; its reference is not followed."""
        if node.value is False:
            return View(node, types=frozenset({"nothing"}))
        if not node.is_object:
            return View(node)
        view = _plain(node)
        view = replace(view, rest=self._rest(node))
        parts = [self._made(one, above) for one in node.items("allOf")]
        if len(parts) == 1 and _says_nothing(view):
            view = parts[0]
        elif parts:
            view = _all_of(node, [view, *parts])
        for key in ("oneOf", "anyOf"):
            view = self._with_variants(view, list(node.items(key)), above)
        return replace(view, name=_name(node) or view.name)

    def _with_variants(self, view: View, variants: list[Node], above: frozenset[object]) -> View:
        real = [one for one in variants if not _is_null(one)]
        if not real:
            return view
        nullable = view.nullable or len(real) < len(variants)
        if len(real) == 1:
            only = self._made(real[0], above)
            if _says_nothing(view):
                return replace(only, nullable=nullable or only.nullable)
            return replace(_all_of(view.node, [view, only]), nullable=nullable or only.nullable)
        if all(_only_type(one) for one in real):
            kinds = frozenset().union(*(_types(one.value)[0] for one in real))
            return replace(view, types=view.types or kinds, nullable=nullable)
        return replace(view, variants=(*view.variants, *real), nullable=nullable)

    def _rest(self, node: Node) -> Mapping[str, str]:
        return {key: self.canonical(found) for key in _OPAQUE if (found := node.get(key))}

    def canonical(self, node: Node) -> str:
        """A schema as one text, the same for all that differ in order or descriptions only."""
        left = [3000]
        return json.dumps(self._inlined(node, frozenset(), left), sort_keys=True, default=str)

    def _inlined(self, node: Node, above: frozenset[object], left: list[int]) -> Any:
        target = self.documents.resolved(node)
        left[0] -= 1
        if target.place in above or left[0] < 0:
            return _name(target) or "…"
        inner = above | {target.place}
        if target.is_object:
            return {
                key: self._inlined(Node(value, target.file, (*target.path, key)), inner, left)
                for key, value in target.value.items()
                if key not in _SAYS_NOTHING and not str(key).startswith("x-")
            }
        if target.is_list:
            found = [
                self._inlined(Node(value, target.file, (*target.path, n)), inner, left)
                for n, value in enumerate(target.value)
            ]
            return sorted(found, key=str) if all(isinstance(one, str) for one in found) else found
        return target.value


def _plain(node: Node) -> View:
    value = node.value
    kinds, nullable = _types(value)
    enum = _values(value)
    if enum is not None and "null" in enum and len(enum) > 1:
        enum, nullable = tuple(one for one in enum if one != "null"), True
    additional = value.get("additionalProperties", value.get("unevaluatedProperties", True))
    form = value.get("format")
    return View(
        node,
        types=frozenset({"string"}) if kinds == {"file"} else kinds,
        nullable=nullable,
        format="binary"
        if kinds == {"file"}
        else form
        if isinstance(form, str) and form not in _HINTS
        else "",
        enum=enum,
        constraints=constraints_of(value),
        properties=dict(_members(node, "properties")),
        required=frozenset(_texts(value.get("required"))),
        items=node.get("items") if not isinstance(value.get("items"), list) else None,
        prefix=tuple(node.items("prefixItems")) or tuple(node.items("items")),
        additional=_additional(node, additional),
        discriminator=_discriminator(value.get("discriminator")),
        default=as_json(value["default"]) if "default" in value else None,
        deprecated=value.get("deprecated") is True,
        read_only=value.get("readOnly") is True,
        write_only=value.get("writeOnly") is True,
    )


def _members(node: Node, key: str) -> Iterable[tuple[str, Node]]:
    found = node.get(key)
    if found is not None and found.is_object:
        for name in found.value:
            member = found.get(name)
            yield str(name), member or Node({}, found.file, (*found.path, name))


def _types(value: Mapping[str, Any]) -> tuple[frozenset[str], bool]:
    """The types without null, and whether null is allowed; those that other keywords tell count."""
    stated = value.get("type")
    kinds = set(_texts(stated if isinstance(stated, list) else [stated]))
    nullable = value.get("nullable") is True or value.get("x-nullable") is True or "null" in kinds
    if not kinds - {"null"} and not isinstance(stated, list) and stated is None:
        enum = value.get("enum", [value["const"]] if "const" in value else None)
        if isinstance(enum, list):
            kinds = {_type_of(one) for one in enum}
        else:
            kinds = {kind for kind, keys in _OF_TYPE if any(key in value for key in keys)}
    real = frozenset(kinds - {"null"})
    if not real and "null" in kinds:
        return frozenset({"null"}), True
    return (real - {"integer"} if "number" in real else real), nullable


def _type_of(value: Any) -> str:
    kinds = (
        (bool, "boolean"),
        (int, "integer"),
        (float, "number"),
        (str, "string"),
        (list, "array"),
    )
    return next(
        (name for kind, name in kinds if isinstance(value, kind)),
        "object" if isinstance(value, dict) else "null",
    )


def _values(value: Mapping[str, Any]) -> tuple[str, ...] | None:
    stated = value.get("enum", [value["const"]] if "const" in value else None)
    return tuple(dict.fromkeys(map(as_json, stated))) if isinstance(stated, list) else None


def as_json(value: Any) -> str:
    """A value as JSON, the same for equal values."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _additional(node: Node, stated: Any) -> Node | bool:
    if isinstance(stated, bool) or stated in (None, {}):
        return stated is not False
    key = (
        "additionalProperties" if "additionalProperties" in node.value else "unevaluatedProperties"
    )
    return node.get(key) or True


def _discriminator(stated: Any) -> str:
    name = stated.get("propertyName") if isinstance(stated, dict) else stated
    return name if isinstance(name, str) else ""


def _is_null(node: Node) -> bool:
    return node.is_object and (node.value.get("type") == "null" or node.value.get("enum") == [None])


def _only_type(node: Node) -> bool:
    return node.is_object and "type" in node.value and node.value.keys() <= _SAYS_NOTHING | {"type"}


def _beside_reference(node: Node) -> frozenset[str]:
    """The keywords beside a reference that say something."""
    keys = frozenset(map(str, node.value)) if node.is_object else frozenset()
    return frozenset(key for key in keys - _SAYS_NOTHING - {"$ref"} if not key.startswith("x-"))


def _name(node: Node) -> str:
    """The name of a schema that stands among those of its file."""
    *above, name = node.path or ("",)
    if tuple(above) in {("components", "schemas"), ("definitions",), ("$defs",), ("schemas",)}:
        return str(name)
    return ""


def _all_of(node: Node, parts: list[View]) -> View:
    return replace(reduce(_both, parts), node=node)


def _both(one: View, other: View) -> View:
    """What holds where both schemas hold."""
    shared = one.types & other.types
    enums = [view.enum for view in (one, other) if view.enum is not None]
    closed = one.additional is False or other.additional is False
    schema = other.additional if isinstance(one.additional, bool) else one.additional
    return View(
        one.node,
        types=shared or one.types or other.types,
        nullable=one.nullable or (other.nullable and not _says_type(one)),
        format=one.format or other.format,
        enum=tuple(v for v in enums[0] if v in enums[-1]) if enums else None,
        constraints=tightest(one.constraints, other.constraints),
        properties=_merged(one.properties, other.properties),
        required=one.required | other.required,
        items=one.items or other.items,
        prefix=one.prefix or other.prefix,
        additional=False if closed else schema,
        variants=(*one.variants, *other.variants),
        discriminator=one.discriminator or other.discriminator,
        default=one.default if one.default is not None else other.default,
        deprecated=one.deprecated or other.deprecated,
        read_only=one.read_only or other.read_only,
        write_only=one.write_only or other.write_only,
        rest={**other.rest, **one.rest},
    )


def _says_type(view: View) -> bool:
    """Whether a part of an `allOf` says which values there are, so that it also says no to null."""
    return bool(view.types or view.enum is not None or view.variants)


def _says_nothing(view: View) -> bool:
    return view == View(view.node)


def _merged(one: Mapping[str, Node], other: Mapping[str, Node]) -> Mapping[str, Node]:
    found = dict(one)
    for name, node in other.items():
        known = found.get(name)
        if known is None:
            found[name] = node
        elif known.place != node.place:
            found[name] = Node((known, node), known.file, (*known.path, "allOf"))
    return found
