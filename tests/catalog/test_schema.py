"""JSON Schemas for editors: what the catalog takes fits them, and they know what it knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft7Validator
from tests import environment
from tests.vectors.recorded import read_validation_cases

from catalogsite.catalog.json_schema.entity import entity_schema, template_schema
from catalogsite.catalog.kinds import field_docs
from catalogsite.catalog.kinds.core_kinds import AI_RESOURCES, MCP_SERVER, SPECS
from catalogsite.catalog.kinds.entity_rules import check_entity
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.catalog.kinds.shapes import Items, Shape
from catalogsite.catalog.relations.relations import FIELDS, check_references
from catalogsite.paths.package_data import resource_dir
from catalogsite.yaml12.documents import parse_documents

_ENTITY = Draft7Validator(entity_schema())
_TEMPLATE = Draft7Validator(template_schema())


def _component(**spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": "shop"},
        "spec": {"type": "service", "lifecycle": "production", "owner": "team", **spec},
    }


def _group(name: str, **metadata: str) -> dict[str, Any]:
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Group",
        "metadata": {"name": name, **metadata},
        "spec": {"type": "team", "children": []},
    }


def _corpus() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(environment.CORPUS.rglob("*.yaml")):
        text = file.read_text("utf-8", errors="replace")
        if "backstage.io/" in text and len(text) < 200_000 and file.is_file():
            for document in parse_documents(text):
                if isinstance(document.data, dict):
                    yield f"{file}:{document.line}", document.data


def test_they_are_schemas_of_draft_7() -> None:
    for schema in (entity_schema(), template_schema()):
        assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
        Draft7Validator.check_schema(schema)


def test_no_vector_that_the_catalog_takes_is_refused() -> None:
    refused = taken = caught = 0
    for vector in read_validation_cases():
        entity = vector["entity"]
        fits = _ENTITY.is_valid(entity)
        if isinstance(entity, dict) and not check_entity(entity) and not check_references(entity):
            assert fits, vector["id"]
            assert entity["kind"] != "Template" or _TEMPLATE.is_valid(entity), vector["id"]
            taken += 1
        else:
            refused += 1
            caught += not fits
    print(f"{taken} taken, all fit; {refused} refused, {caught} of them by the schema too")  # noqa: T201 - pytest -rP shows it
    assert taken > 100
    assert caught > 0.95 * refused


@environment.needs_corpus
def test_no_descriptor_of_the_corpus_that_the_catalog_takes_is_refused() -> None:
    taken = 0
    for place, entity in _corpus():
        # The raw document: placeholders are replaced before the catalog judges it.
        if not check_entity(entity) and not check_references(entity):
            assert _ENTITY.is_valid(entity), place
            taken += 1
    assert taken > 100


def test_built_in_scaffolds_fit() -> None:
    for file in resource_dir("scaffolds").glob("*/template.yaml"):
        (document,) = parse_documents(file.read_text("utf-8"))
        assert _TEMPLATE.is_valid(document.data)


@pytest.mark.parametrize("key", ["$text", "$json", "$yaml", "$openapi", "$asyncapi"])
def test_a_placeholder_may_stand_for_any_field_below_the_envelope(key: str) -> None:
    there = {key: "./other.yaml"}
    entity = _component(owner=there, dependsOn=[there, "resource:db"], providesApis=there)
    entity["metadata"] |= {"tags": [there], "links": there, "labels": {"a": there}}
    assert _ENTITY.is_valid(entity)
    assert _ENTITY.is_valid(entity | {"spec": there})
    assert not _ENTITY.is_valid(_component(owner={key: 1}))
    assert not _ENTITY.is_valid(_component(owner={key: "a", "b": "c"}))
    assert not _ENTITY.is_valid(_component() | {"metadata": {"name": there}})


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"owner": ["team"]}, ["spec", "owner"]),
        ({"owner": "/team"}, ["spec", "owner"]),
        ({"dependsOn": ["db"]}, ["spec", "dependsOn", 0]),
        ({"dependsOn": "resource:db"}, ["spec", "dependsOn"]),
        ({"providesApis": ["x/"]}, ["spec", "providesApis", 0]),
    ],
)
def test_a_mistake_is_reported_at_its_field(change: dict[str, Any], path: list[str | int]) -> None:
    errors = list(_ENTITY.iter_errors(_component(**change)))
    assert [list(error.absolute_path) for error in errors] == [path]


def test_names_of_the_catalog_are_offered_and_any_other_is_as_good() -> None:
    known = [_group("team", title="The team"), _group("other", namespace="x"), _component()]
    schema = entity_schema(entities=known)
    owner, *_ = schema["definitions"]["reference-group-user"]["anyOf"]
    assert owner == {
        "enum": ["group:default/team", "group:x/other"],
        "enumDescriptions": ["The team", "other"],
    }
    anything, *_ = schema["definitions"]["reference-any"]["anyOf"]
    assert anything["enum"] == ["component:default/shop", "group:default/team", "group:x/other"]
    validator = Draft7Validator(schema)
    validator.check_schema(schema)
    for name in ("group:default/team", "team", "user:nobody"):
        assert validator.is_valid(_component(owner=name))
    assert not validator.is_valid(_component(owner="x/"))


def test_actions_are_offered_and_any_other_is_as_good() -> None:
    validator = Draft7Validator(template_schema(actions=["debug:log", "fetch:plain"]))
    assert validator.schema["definitions"]["action"]["anyOf"][0] == {
        "enum": ["debug:log", "fetch:plain"]
    }
    template = _group("t") | {"apiVersion": "scaffolder.backstage.io/v1beta3", "kind": "Template"}
    for action, fits in (("debug:log", True), ("acme:own", True), (7, False)):
        spec = {"type": "a", "steps": [{"action": action}]}
        assert validator.is_valid(template | {"spec": spec}) is fits


def test_every_relation_has_a_definition_of_its_form() -> None:
    names = json.dumps(entity_schema())
    for relations in FIELDS.values():
        for relation in relations:
            assert f'"{relation.name}"' in names
    definitions = entity_schema()["definitions"]
    used = {text.split('"')[0] for text in names.split('"#/definitions/')[1:]}
    assert used == set(definitions)


def test_newer_kinds_are_known_where_they_are_taken() -> None:
    newer = Draft7Validator(entity_schema(Policy(ai_model=True)))
    newer.check_schema(newer.schema)
    spec = {"type": "plugin", "lifecycle": "production", "owner": "team", "skills": ["review"]}
    plugin = _group("p") | {"kind": "AiResource", "spec": spec}
    remote = {
        "type": "mcp-server",
        "lifecycle": "a",
        "owner": "b",
        "remotes": [{"type": "a", "url": "b"}],
    }
    server = _group("s") | {"kind": "API", "spec": remote}
    for entity in (plugin, server):
        assert not check_entity(entity, ai_model=True)
        assert newer.is_valid(entity)
        assert check_entity(entity)
        assert not _ENTITY.is_valid(entity)
    assert not newer.is_valid(plugin | {"spec": spec | {"skills": "review"}})
    assert not newer.is_valid(server | {"spec": remote | {"remotes": []}})


def test_kinds_of_a_company_are_known() -> None:
    policy = Policy.model_validate(
        {"kinds": [{"kind": "Plugin", "apiVersions": ["acme.example/v1"], "relations": ["owner"]}]}
    )
    validator = Draft7Validator(entity_schema(policy))
    plugin = {"apiVersion": "acme.example/v1", "kind": "Plugin", "metadata": {"name": "a"}}
    assert validator.is_valid(plugin)
    assert validator.is_valid(plugin | {"spec": {"owner": "team", "any": 1}})
    assert not validator.is_valid(plugin | {"spec": {"owner": "x/"}})
    assert not validator.is_valid(plugin | {"apiVersion": "acme.example/v2"})
    assert not _ENTITY.is_valid(plugin)


def test_every_field_has_a_description_and_every_description_a_field() -> None:
    shapes = [*SPECS.values(), *AI_RESOURCES.values(), MCP_SERVER]
    relations = {relation.name for fields in FIELDS.values() for relation in fields}
    fields = {name for shape in shapes for name in shape.fields} | relations
    assert fields == set(field_docs.SPEC)
    assert set(field_docs.KINDS) == {*SPECS, "AiResource"}
    steps = SPECS["Template"].fields["steps"]
    assert isinstance(steps, Items)
    assert isinstance(steps.of, Shape)
    assert set(field_docs.STEP) == {*steps.of.fields, "each"}
    for name in field_docs.USUAL:
        kind, _, field = name.partition(".")
        assert field in (SPECS.get(kind) or AI_RESOURCES["skill"]).fields
