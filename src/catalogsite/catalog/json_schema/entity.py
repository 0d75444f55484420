"""JSON Schemas of descriptors for editors, generated from the tables that descriptors are checked with.

They are of draft-07, which the YAML and JSON plugins of editors know best. Whatever the catalog
takes fits its schema; a schema cannot say everything that the catalog refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from catalogsite.catalog.json_schema.metadata import definitions
from catalogsite.catalog.json_schema.parts import (
    PLACEHOLDER,
    Schema,
    definition_ref,
    describe,
    or_placeholder,
    shape_schema,
)
from catalogsite.catalog.kinds import field_docs
from catalogsite.catalog.kinds.ai_model import AI_MODEL_FIELDS
from catalogsite.catalog.kinds.core_kinds import (
    AI_MODEL_VERSIONS,
    AI_RESOURCE,
    AI_RESOURCES,
    MCP_SERVER,
    SPECS,
)
from catalogsite.catalog.kinds.policy import CustomKind, Policy
from catalogsite.catalog.kinds.shapes import Items, Shape
from catalogsite.catalog.relations.relations import FIELDS, RelationField
from catalogsite.model.entity import EntityData, ref_of

_DIALECT = "http://json-schema.org/draft-07/schema#"
_ANY_REF = "^[^:/]+(?::[^/]+)?(?:/[\\s\\S]+)?$"
_REF_WITH_KIND = "^[^:/]+:[^/]+(?:/[\\s\\S]+)?$"


def entity_schema(
    policy: Policy | None = None,
    entities: Iterable[EntityData] = (),
    actions: Iterable[str] = (),
) -> Schema:
    """The JSON Schema of a descriptor of any kind.

    It offers `entities` as values of reference fields, and `actions` in the steps of templates.
    """
    policy = policy or Policy()
    specs = {kind: _spec(kind, spec) for kind, spec in SPECS.items()}
    if policy.ai_model:
        specs |= {
            "API": _by_type("API", {"mcp-server": MCP_SERVER}, SPECS["API"]),
            "AiResource": _by_type("AiResource", AI_RESOURCES, AI_RESOURCE),
        }
    own = {kind.kind: _custom(kind) for kind in policy.kinds}
    kinds = [*specs, *(kind for kind in own if kind not in specs)]
    branches = [{"if": _is_kind(kind), "then": _kind(kind, spec)} for kind, spec in specs.items()]
    branches += [{"if": _is_kind(kind), "then": rule} for kind, rule in own.items()]
    names = _names(entities, actions, ai_model=policy.ai_model)
    return _document("A catalog entity", kinds, branches, names)


def template_schema(entities: Iterable[EntityData] = (), actions: Iterable[str] = ()) -> Schema:
    """The JSON Schema of a scaffold's `template.yaml`, with the same offers."""
    spec = _spec("Template", SPECS["Template"])
    rules, names = [_kind("Template", spec)], _names(entities, actions)
    return _document("A scaffold template", ["Template"], rules, names)


def _names(
    entities: Iterable[EntityData], actions: Iterable[str], *, ai_model: bool = False
) -> dict[str, Schema]:
    """The definitions of actions and references."""
    action: Schema = or_placeholder({"type": "string"})
    known = sorted(actions)
    return {
        "action": {"anyOf": [{"enum": known}, action]} if known else action,
        **_references(entities, AI_MODEL_FIELDS if ai_model else FIELDS),
    }


def _document(
    title: str, kinds: list[str], rules: list[Schema], names: dict[str, Schema]
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
            "metadata": {**definition_ref("metadata"), "description": texts["metadata"]},
            "spec": {"description": texts["spec"]},
        },
        "additionalProperties": False,
        "allOf": rules,
        "definitions": {**definitions(), **names},
    }


def _is_kind(kind: str) -> Schema:
    return {"properties": {"kind": {"const": kind}}, "required": ["kind"]}


def _kind(kind: str, spec: Schema) -> Schema:
    description = field_docs.KINDS[kind]
    return {
        "description": description,
        "required": ["spec"],
        "properties": {
            "apiVersion": {"enum": list(AI_MODEL_VERSIONS[kind])},
            "spec": {"description": description, **or_placeholder(spec)},
        },
    }


def _by_type(kind: str, types: Mapping[str, Shape], other: Shape) -> Schema:
    """The schema of the spec of a kind whose types have fields of their own."""
    schema = _spec(kind, other)
    for name, shape in types.items():
        is_type = {"properties": {"type": {"const": name}}, "required": ["type"]}
        schema = {"if": is_type, "then": _spec(kind, shape), "else": schema}
    return schema


def _custom(kind: CustomKind) -> Schema:
    """The schema of a custom kind; `check` applies the schema of the company too."""
    versions = {"apiVersion": {"enum": list(kind.api_versions)}} if kind.api_versions else {}
    relations = {item.field: _relation(item.as_field()) for item in kind.relations}
    spec = {"if": {"type": "object"}, "then": {"properties": relations}}
    schema: Schema = {"properties": {**versions, "spec": spec}}
    return schema


def _spec(kind: str, shape: Shape) -> Schema:
    """The schema of the spec of a kind, with its reference fields."""
    schema = shape_schema(shape)
    properties: dict[str, Schema] = schema["properties"]
    for relation in AI_MODEL_FIELDS.get(kind, ()):
        if relation.name in properties or relation.name == "dependencyOf":
            properties[relation.name] = _relation(relation)
    if "definition" in properties:
        # The value is usually in another file, so editors should offer a placeholder.
        properties["definition"] = {"anyOf": [properties["definition"]["else"], PLACEHOLDER]}
    for name, value in properties.items():
        usual = field_docs.USUAL.get(f"{kind}.{name}")
        if usual:
            value["examples"] = list(usual)
        value["description"] = field_docs.SPEC[name]
    if kind == "Template":
        properties["steps"] = _steps(shape, properties["steps"])
    if "profile" in properties:
        describe(properties["profile"]["else"], field_docs.PROFILE)
    return schema


def _relation(relation: RelationField) -> Schema:
    one = definition_ref(_reference_name(relation))
    if relation.name == "dependencyOf":
        # Backstage has no rule for it: a single reference is accepted, and an object of its parts.
        any_form = {"if": {"type": "object"}, "then": {"required": ["kind", "name"]}, "else": one}
        return {"if": {"type": "array"}, "then": {"items": any_form}}
    shapes = (*SPECS.values(), *AI_RESOURCES.values())
    listed = any(isinstance(shape.fields.get(relation.name), Items) for shape in shapes)
    return or_placeholder({"type": "array", "items": one}) if listed else one


def _steps(shape: Shape, schema: Schema) -> Schema:
    steps = shape.fields["steps"]
    if not isinstance(steps, Items) or not isinstance(steps.of, Shape):
        return schema
    step = shape_schema(steps.of)
    step["properties"] |= {"each": {}, "action": definition_ref("action")}
    describe(step, field_docs.STEP)
    return or_placeholder({"type": "array", "items": or_placeholder(step)}) | {
        "description": schema["description"]
    }


def _reference_name(relation: RelationField) -> str:
    return f"reference-{'-'.join(sorted(relation.kinds)) or relation.default_kind or 'any'}"


def _references(
    entities: Iterable[EntityData], by_kind: Mapping[str, tuple[RelationField, ...]]
) -> dict[str, Schema]:
    """A definition for each sort of reference: any text of its form, and the known entities."""
    known = sorted((ref_of(entity), entity) for entity in entities)
    found = {}
    for relation in (relation for fields in by_kind.values() for relation in fields):
        pattern = _ANY_REF if relation.default_kind else _REF_WITH_KIND
        form: Schema = {"type": "string", "minLength": 1, "pattern": pattern}
        fitting = [
            (ref, entity)
            for ref, entity in known
            if not relation.kinds or entity["kind"].lower() in relation.kinds
        ]
        found[_reference_name(relation)] = or_placeholder(form)
        if fitting:
            names = {
                "enum": [ref for ref, _ in fitting],
                "enumDescriptions": [_title(entity) for _, entity in fitting],
            }
            found[_reference_name(relation)] = {"anyOf": [names, or_placeholder(form)]}
    return found


def _title(entity: EntityData) -> str:
    metadata = entity["metadata"]
    return str(metadata.get("title") or metadata.get("description") or metadata["name"])
