"""The definitions that all kinds share in our JSON Schemas: metadata, links, placeholders."""

from __future__ import annotations

from catalogsite.catalog.annotations.known import ANNOTATIONS
from catalogsite.catalog.annotations.locations import OVERWRITTEN
from catalogsite.catalog.descriptors.placeholders import RESOLVERS
from catalogsite.catalog.json_schema.parts import (
    Schema,
    definition_ref,
    describe,
    or_placeholder,
    rule_schema,
    text_of,
)
from catalogsite.catalog.kinds import entity_rules as rules
from catalogsite.catalog.kinds import field_docs, formats
from catalogsite.catalog.kinds.shapes import Text

_SCHEME = "^[\\u0000-\\u0020]*[A-Za-z][A-Za-z0-9+.\\t\\n\\r-]*:"
_VISIBLE = f"[^{formats.WHITE_SPACE}]"


def definitions() -> dict[str, Schema]:
    """The shared definitions by name."""
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
    text = rule_schema(Text())
    key = text_of(f"(?:{formats.LABEL}(?:\\.{formats.LABEL})*/)?{formats.NAME}", rules.KEY_FORM, 0)
    label = text_of(f"(?:{formats.NAME})?", f"empty, or {rules.NAME_FORM}")
    name = text_of(formats.NAME, rules.NAME_FORM)
    tag = text_of(formats.TAG, rules.TAG_FORM)
    properties: dict[str, Schema] = {
        "name": name,
        "namespace": text_of(formats.LABEL, rules.LABEL_FORM),
        "title": dict(text),
        "description": rule_schema(Text(empty=True)),
        "labels": or_placeholder(
            {"type": "object", "propertyNames": key, "additionalProperties": or_placeholder(label)}
        ),
        "annotations": _annotations(key),
        "tags": or_placeholder({"type": "array", "items": or_placeholder(tag)}),
        "links": or_placeholder({"type": "array", "items": definition_ref("link")}),
        "uid": dict(text),
        "etag": dict(text),
    }
    schema: Schema = {"type": "object", "required": ["name"], "properties": properties}
    describe(schema, field_docs.METADATA)
    return schema


def _annotations(key: Schema) -> Schema:
    known: dict[str, Schema] = {
        name: {"description": known.title, **rule_schema(Text(empty=True))}
        for name, known in ANNOTATIONS.items()
    }
    known |= {name: {} for name in sorted(OVERWRITTEN)}
    values: Schema = {
        "type": "object",
        "propertyNames": key,
        "properties": known,
        "additionalProperties": rule_schema(Text(empty=True)),
    }
    # Backstage reads an empty `annotations:` as none; without `enum`, which editors would show.
    empty: Schema = {
        "type": ["null", "string", "boolean", "number"],
        "maxLength": 0,
        "minimum": 0,
        "maximum": 0,
        "not": {"const": True},
    }
    return {"if": empty, "else": or_placeholder(values)}


def _link() -> Schema:
    visible = or_placeholder({"type": "string", "pattern": _VISIBLE})
    link: Schema = {
        "type": "object",
        "required": ["url"],
        "properties": {
            "url": or_placeholder({"type": "string", "pattern": _SCHEME}),
            "title": dict(visible),
            "icon": dict(visible),
            "type": rule_schema(Text()),
        },
    }
    describe(link, field_docs.LINK)
    return or_placeholder(link)
