"""Reads the schemas of one definition: fields of any of them, and the types that have a name."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.apis.anchors import Anchors
from catalogsite.apis.budget import Budget
from catalogsite.apis.documents import Documents
from catalogsite.apis.formats.json_schema.constraints import (
    as_example,
    as_json,
    constraints_of,
    discriminator_words,
    example_value,
    values_of,
)
from catalogsite.apis.formats.json_schema.examples import Examples
from catalogsite.apis.formats.json_schema.parts import properties_of
from catalogsite.apis.formats.json_schema.type_texts import is_nullable, type_text, types_of
from catalogsite.apis.node import Node
from catalogsite.model.api.types import EnumValue, Field, NamedType, TypeText
from catalogsite.yaml12.positions import Path

_DEEPEST = 4
"""Objects without a name in each other, whose fields are listed."""
_DEEPEST_TEXT = 6
"""Lists of lists and the like in the written form of a type."""
_FIELD_COST = 600
_MOST_FIELDS = 2_000
_MOST_TYPES = 20_000
_WITHIN = frozenset({"items", "additionalProperties", "oneOf", "anyOf", "allOf", "prefixItems"})
_WITH_FIELDS = frozenset({"properties", "patternProperties", *_WITHIN})
"""Members that hold schemas: what has none of them has no fields."""
_CHOICES = (("oneOf", "one of"), ("anyOf", "any of"), ("allOf", "all of"))


class Schemas:
    """The schemas of one definition. `types` are read when all operations have been.

    Nothing is added once the `budget` is spent, which all parts of the definition share.
    """

    def __init__(self, documents: Documents, anchors: Anchors) -> None:
        self._documents = documents
        self._anchors = anchors
        self._names: dict[tuple[str, Path], tuple[str, str]] = {}
        self._nodes: list[Node] = []
        self.budget = Budget()
        self.examples = Examples(documents)

    def add(self, name: str, node: Node) -> None:
        """Give a schema of the components its name."""
        if node.place not in self._names and len(self._nodes) < _MOST_TYPES:
            self._names[node.place] = (name, self._anchors.of("type", name))
            self._nodes.append(node)

    def named(self, node: Node) -> tuple[str, str] | None:
        """Name and id of a schema that has a name."""
        return self._names.get(node.place)

    def text(self, node: Node) -> TypeText:
        """The written form of the type of a schema."""
        self._name_target(node)
        return type_text(node, self._documents, self._named_or_new)

    def fields(self, node: Node, depth: int = 0) -> tuple[Field, ...]:
        """The fields of a schema without a name: its own, or those of its items; none of a named one."""
        found = self._documents.resolved(node)
        if not found.has_any(_WITH_FIELDS):
            return ()
        if depth > _DEEPEST or (node.reference is not None and self.named(found)):
            return ()
        while (item := _inner(found)) is not None:
            if item.reference is not None or not item.is_object:
                return ()
            found = item
        properties = properties_of(found, self._documents) if "allOf" in found.value else ()
        if properties and all(one.origin and self.named(one.origin) for one in properties):
            return ()  # the written form leads to all of them
        return tuple(self._own_fields(found, depth))

    def field(self, name: str, node: Node, *, required: bool = False, depth: int = 0) -> Field:
        """A field with the schema at a node; what stands beside a reference counts before its target."""
        text = self.text(node)
        target = self._documents.resolved(node)
        schema = target.value if target.is_object else {}
        stated = node.value if node.is_object else {}
        is_link = node.reference is not None and self.named(target) is not None
        both = schema if stated is schema else {**schema, **stated}
        shown = stated if is_link else both
        given, value = example_value(Node(shown, node.file, node.path))
        notes = [word for key, word in _NOTES if both.get(key) is True]
        values = values_of(shown)
        description = _text(stated.get("description") or schema.get("description"))
        self.budget.take(_FIELD_COST + len(description) + sum(map(len, values)))
        return Field(
            name=name,
            type=text,
            required=required,
            nullable=is_nullable(shown),
            format=_text(shown.get("format")),
            description=description,
            constraints=constraints_of(shown),
            values=values,
            default=as_json(shown["default"]) if "default" in shown else None,
            example=as_json(value) if given else None,
            deprecated=both.get("deprecated") is True,
            notes=tuple(notes),
            fields=() if is_link else self.fields(node, depth + 1),
            place=self._documents.place(node),
        )

    def types(self) -> tuple[NamedType, ...]:
        """All types with a name, those first that the components list."""
        found: list[NamedType] = []
        while len(found) < len(self._nodes):  # reading one may find others
            found.append(self._type(self._nodes[len(found)]))
        return tuple(found)

    def _type(self, node: Node) -> NamedType:
        name, anchor = self._names[node.place]
        target = self._documents.resolved(node)
        schema = target.value if target.is_object else {}
        is_link = node.reference is not None and self.named(target) is not None
        choice, variants = ("", ()) if is_link else self._variants(target)
        fields = () if is_link else tuple(self._own_fields(target, 0)) or self.fields(target)
        text = () if fields and not choice else self._text_of_type(node, target)
        given, value = example_value(target)
        example = value if given else self.examples.of(target)
        return NamedType(
            id=anchor,
            name=name,
            kind=_kind(schema, choice),
            description=_text(schema.get("description")) or _text(schema.get("title")),
            type=text if not choice else (),
            format=_text(schema.get("format")),
            fields=fields,
            values=tuple(EnumValue(name=one) for one in values_of(schema)),
            choice=choice,
            variants=variants,
            constraints=(*constraints_of(schema), *discriminator_words(target)),
            default=as_json(schema["default"]) if "default" in schema else None,
            example=as_example(example),
            deprecated=schema.get("deprecated") is True,
            place=self._documents.place(node),
        )

    def _text_of_type(self, node: Node, target: Node) -> TypeText:
        return self.text(node if node.reference is not None else target)

    def _variants(self, node: Node) -> tuple[str, tuple[TypeText, ...]]:
        for key, words in _CHOICES:
            found = list(node.items(key))
            if key == "allOf":
                # Parts without a name are shown by their fields.
                found = [one for one in found if one.reference is not None]
            if found:
                return words, tuple(self.text(one) for one in found[:100])
        return "", ()

    def _own_fields(self, node: Node, depth: int) -> Iterator[Field]:
        for one in properties_of(node, self._documents)[:_MOST_FIELDS]:
            if self.budget.is_spent:
                return
            if depth > 1 and one.origin is not None:
                continue  # the written form names what an object far inside extends
            field = self.field(one.name, one.node, required=one.required, depth=depth)
            origin = self.named(one.origin) if one.origin is not None else None
            yield _noted(field, f"from {origin[0]}") if origin is not None else field
        for name, pattern in node.entries("patternProperties"):
            yield self.field(f"/{name}/", pattern, depth=depth)
        if depth <= _DEEPEST:
            for key in ("oneOf", "anyOf"):
                for number, part in enumerate(node.items(key), 1):
                    if part.reference is None:
                        note = f"of {part.text('title')[:80] or f'choice {number}'}"
                        for field in self._own_fields(part, depth + 1):
                            yield _noted(field, note)

    def _named_or_new(self, node: Node) -> tuple[str, str] | None:
        return self._names.get(node.place)

    def _name_target(self, node: Node, depth: int = 0) -> None:
        """Name what a reference leads to by its end, where the components do not name it."""
        if node.reference is None:
            for child in _schemas_in(node) if depth <= _DEEPEST_TEXT else ():
                self._name_target(child, depth + 1)
            return
        found = self._documents.resolved(node)
        if found.reference is None and found.place not in self._names and _is_worth_a_name(found):
            end = node.reference.rstrip("/").rpartition("/")[2].replace("#", "")
            title = found.text("title")
            self.add(title or end.rpartition(".")[0] or end or "type", found)


def _noted(field: Field, note: str) -> Field:
    return field.model_copy(update={"notes": (note, *field.notes)})


_NOTES = (("readOnly", "read only"), ("writeOnly", "write only"))


def _inner(node: Node) -> Node | None:
    """The schema of the items of a list, or of the values of a map."""
    if types_of(node.value) == ("array",):
        return node.get("items")
    if types_of(node.value) == ("object",) and not node.value.get("properties"):
        return node.get("additionalProperties") if "allOf" not in node.value else None
    return None


def _schemas_in(node: Node) -> Iterator[Node]:
    """The schemas that the written form of a type may name."""
    if not node.has_any(_WITHIN):
        return
    for key in ("items", "additionalProperties"):
        found = node.get(key)
        if found is not None and found.is_object:
            yield found
    for key in ("oneOf", "anyOf", "allOf", "prefixItems"):
        yield from node.items(key)


def _is_worth_a_name(node: Node) -> bool:
    return node.is_object


def _kind(schema: dict[str, object], choice: str) -> str:
    if "enum" in schema:
        return "enum"
    names = types_of(schema)
    if names:
        return " or ".join(names)
    return "object" if choice == "all of" else "choice" if choice else "any"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
