"""JSON Schemas of descriptors for editors, made of the tables that judge descriptors.

They are of draft-07, which the YAML and JSON plugins of editors know best. Whatever the catalog
takes fits its schema; a schema cannot say everything that the catalog refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from catalogsite.catalog import field_docs, formats
from catalogsite.catalog.annotation_rules import ANNOTATIONS
from catalogsite.catalog.kinds import MCP_SERVER, SPECS, VERSIONS
from catalogsite.catalog.placeholders import RESOLVERS
from catalogsite.catalog.policy import CustomKind, Policy
from catalogsite.catalog.references import ref_of
from catalogsite.catalog.relations import FIELDS, RelationField
from catalogsite.catalog.shapes import (
    OBJECT,
    Anything,
    Condition,
    Items,
    OneOrMany,
    Rule,
    Shape,
    Text,
)
from catalogsite.model import EntityData

Schema = dict[str, Any]
_DIALECT = "http://json-schema.org/draft-07/schema#"
_ANY_REF = "^[^:/]+(?::[^/]+)?(?:/[\\s\\S]+)?$"
_REF_WITH_KIND = "^[^:/]+:[^/]+(?:/[\\s\\S]+)?$"
_SCHEME = "^[\\u0000-\\u0020]*[A-Za-z][A-Za-z0-9+.\\t\\n\\r-]*:"
_VISIBLE = f"[^{formats.WHITE_SPACE}]"
_OVERWRITTEN = ("backstage.io/managed-by-location", "backstage.io/managed-by-origin-location")


def entity_schema(policy: Policy | None = None, entities: Iterable[EntityData] = ()) -> Schema:
    """The schema of a descriptor of any kind; `entities` are offered where a field names some."""
    custom = policy.kinds if policy else ()
    kinds = [*SPECS, *(kind.kind for kind in custom if kind.kind not in SPECS)]
    branches = [
        {"if": _is_kind(kind), "then": _kind(kind, spec)} for kind, spec in SPECS.items()
    ] + [{"if": _is_kind(kind.kind), "then": _custom(kind)} for kind in custom]
    return _document("A catalog entity", kinds, branches, entities)


def template_schema(entities: Iterable[EntityData] = ()) -> Schema:
    """The schema of a scaffold's `template.yaml`."""
    kind = "Template"
    return _document("A scaffold template", [kind], [_kind(kind, SPECS[kind])], entities)


def _document(
    title: str, kinds: list[str], rules: list[Schema], entities: Iterable[EntityData]
) -> Schema:
    texts = field_docs.ENVELOPE
    return {
        "$schema": _DIALECT,
        "title": title,
        "type": "object",
        "required": ["apiVersion", "kind", "metadata"],
        "properties": {
            "apiVersion": {"type": "string", "minLength": 1, "description": texts["apiVersion"]},
            "kind": {
                "enum": kinds,
                "description": texts["kind"],
                "enumDescriptions": [field_docs.KINDS.get(kind, "") for kind in kinds],
            },
            "metadata": {**_see("metadata"), "description": texts["metadata"]},
            "spec": {"description": texts["spec"]},
        },
        "additionalProperties": False,
        "allOf": rules,
        "definitions": {**_definitions(), **_references(entities)},
    }


def _is_kind(kind: str) -> Schema:
    return {"properties": {"kind": {"const": kind}}, "required": ["kind"]}


def _kind(kind: str, spec: Shape) -> Schema:
    shape = _spec(kind, spec)
    if kind == "API":
        remote = {
            "properties": {"type": {"const": "mcp-server"}},
            "required": ["type", "remotes"],
            "not": {"required": ["definition"]},
        }
        shape = {"if": remote, "then": _spec(kind, MCP_SERVER), "else": shape}
    description = field_docs.KINDS[kind]
    return {
        "description": description,
        "required": ["spec"],
        "properties": {
            "apiVersion": {"enum": list(VERSIONS[kind])},
            "spec": {"description": description, **_or_placeholder(shape)},
        },
    }


def _custom(kind: CustomKind) -> Schema:
    """A company's own kind: its own schema has the last word."""
    versions = {"apiVersion": {"enum": list(kind.api_versions)}} if kind.api_versions else {}
    relations = {item.field: _relation(item.as_field()) for item in kind.relations}
    spec = {"if": {"type": "object"}, "then": {"properties": relations}}
    schema: Schema = {"properties": {**versions, "spec": spec}}
    return schema


def _spec(kind: str, shape: Shape) -> Schema:
    """The spec of a kind, with its fields that name entities."""
    relations = {relation.name: relation for relation in FIELDS.get(kind, ())}
    schema = _shape(shape)
    properties: dict[str, Schema] = schema["properties"]
    for name, relation in relations.items():
        properties[name] = _relation(relation)
    for name, value in properties.items():
        usual = field_docs.USUAL.get(f"{kind}.{name}")
        if usual:
            value["examples"] = list(usual)
        value["description"] = field_docs.SPEC[name]
    if kind == "Template":
        properties["steps"] = _steps(shape, properties["steps"])
    if "profile" in properties:
        _describe(properties["profile"]["else"], field_docs.PROFILE)
    return schema


def _relation(relation: RelationField) -> Schema:
    one = _see(_reference_name(relation))
    if relation.name == "dependencyOf":
        # Backstage has no rule for it: a single reference is as good as a list.
        return {"if": {"type": "array"}, "then": {"items": one}}
    listed = any(isinstance(shape.fields.get(relation.name), Items) for shape in SPECS.values())
    return _or_placeholder({"type": "array", "items": one}) if listed else one


def _steps(shape: Shape, schema: Schema) -> Schema:
    steps = shape.fields["steps"]
    if not isinstance(steps, Items) or not isinstance(steps.of, Shape):
        return schema
    step = _shape(steps.of)
    step["properties"]["each"] = {}
    _describe(step, field_docs.STEP)
    return _or_placeholder({"type": "array", "items": _or_placeholder(step)}) | {
        "description": schema["description"]
    }


def _describe(schema: Schema, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        schema["properties"][name]["description"] = text


def _rule(rule: Rule) -> Schema:
    """A rule as a schema; where the catalog replaces placeholders first, one may stand instead."""
    if isinstance(rule, Anything):
        return {}
    return _or_placeholder(_plain(rule))


def _plain(rule: Rule) -> Schema:
    if isinstance(rule, Text):
        if rule.choices:
            return {"type": "string", "enum": list(rule.choices)}
        return {"type": "string"} if rule.empty else {"type": "string", "minLength": 1}
    if isinstance(rule, Condition):
        return {"type": ["string", "boolean"]}
    if isinstance(rule, Items):
        least = {"minItems": rule.least} if rule.least else {}
        return {"type": "array", "items": _rule(rule.of), **least}
    if isinstance(rule, OneOrMany):
        return {
            "if": {"type": "array"},
            "then": {"items": _rule(OBJECT)},
            "else": {"type": "object"},
        }
    return _shape(rule) if isinstance(rule, Shape) else {}


def _shape(shape: Shape) -> Schema:
    schema: Schema = {
        "type": "object",
        "required": list(shape.required),
        "properties": {name: _rule(rule) for name, rule in shape.fields.items()},
    }
    if shape.others is not None:
        schema["additionalProperties"] = _rule(shape.others)
    return schema


def _or_placeholder(schema: Schema) -> Schema:
    return {"if": {"$ref": "#/definitions/placeholder"}, "else": schema}


def _see(name: str) -> Schema:
    # Draft-07 ignores what stands beside `$ref`, so the reference gets an object of its own.
    return {"allOf": [{"$ref": f"#/definitions/{name}"}]}


def _whole(pattern: str) -> str:
    return f"^(?:{pattern})$"


def _definitions() -> dict[str, Schema]:
    return {
        "placeholder": {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": False,
            "properties": {
                key: {"type": "string", "description": field_docs.PLACEHOLDERS[key]}
                for key in RESOLVERS
            },
        },
        "metadata": _metadata(),
        "link": _link(),
    }


def _metadata() -> Schema:
    text = _rule(Text())
    key = {"pattern": _whole(f"(?:{formats.LABEL}(?:\\.{formats.LABEL})*/)?{formats.NAME}")}
    label = {
        "type": "string",
        "maxLength": formats.MAX_LENGTH,
        "pattern": _whole(f"(?:{formats.NAME})?"),
    }
    name = {"type": "string", "maxLength": formats.MAX_LENGTH, "pattern": _whole(formats.NAME)}
    namespace = {**name, "pattern": _whole(formats.LABEL)}
    tag = {**name, "pattern": _whole(formats.TAG)}
    properties: dict[str, Schema] = {
        "name": name,
        "namespace": namespace,
        "title": dict(text),
        "description": _rule(Text(empty=True)),
        "labels": _or_placeholder(
            {"type": "object", "propertyNames": key, "additionalProperties": _or_placeholder(label)}
        ),
        "annotations": _annotations(key),
        "tags": _or_placeholder({"type": "array", "items": _or_placeholder(tag)}),
        "links": _or_placeholder({"type": "array", "items": _see("link")}),
        "uid": dict(text),
        "etag": dict(text),
    }
    schema: Schema = {"type": "object", "required": ["name"], "properties": properties}
    _describe(schema, field_docs.METADATA)
    return schema


def _annotations(key: Schema) -> Schema:
    known: dict[str, Schema] = {
        name: {"description": known.title, **_rule(Text(empty=True))}
        for name, known in ANNOTATIONS.items()
    }
    known |= {name: {} for name in _OVERWRITTEN}
    values: Schema = {
        "type": "object",
        "propertyNames": key,
        "properties": known,
        "additionalProperties": _rule(Text(empty=True)),
    }
    # Backstage takes an empty `annotations:` for none.
    empty = {"enum": [None, "", False, 0]}
    return {"if": empty, "else": _or_placeholder(values)}


def _link() -> Schema:
    visible = _or_placeholder({"type": "string", "pattern": _VISIBLE})
    link: Schema = {
        "type": "object",
        "required": ["url"],
        "properties": {
            "url": _or_placeholder({"type": "string", "pattern": _SCHEME}),
            "title": dict(visible),
            "icon": dict(visible),
            "type": _rule(Text()),
        },
    }
    _describe(link, field_docs.LINK)
    return _or_placeholder(link)


def _reference_name(relation: RelationField) -> str:
    return f"reference-{'-'.join(sorted(relation.kinds)) or relation.default_kind or 'any'}"


def _references(entities: Iterable[EntityData]) -> dict[str, Schema]:
    """A definition for each sort of reference: any text of its form, and those that there are."""
    known = sorted((ref_of(entity), entity) for entity in entities)
    found = {}
    for relation in (relation for fields in FIELDS.values() for relation in fields):
        pattern = _ANY_REF if relation.default_kind else _REF_WITH_KIND
        form: Schema = {"type": "string", "minLength": 1, "pattern": pattern}
        fitting = [
            (ref, entity)
            for ref, entity in known
            if not relation.kinds or entity["kind"].lower() in relation.kinds
        ]
        if fitting:
            names = {
                "enum": [ref for ref, _ in fitting],
                "enumDescriptions": [_title(entity) for _, entity in fitting],
            }
            form = {"anyOf": [names, form]}
        found[_reference_name(relation)] = _or_placeholder(form)
    return found


def _title(entity: EntityData) -> str:
    metadata = entity["metadata"]
    return str(metadata.get("title") or metadata.get("description") or metadata["name"])
