"""The JSON Schema of `catalogsite.yaml`, with a description of each key and all short forms."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import yaml

from catalogsite.catalog.tools.table import addressed_tools
from catalogsite.config.settings import Config

_Schema = dict[str, Any]
_BY_NAME = ("AllowedKind", "CustomKind", "CustomRelation", "Query")
"""Objects that may be written as a text, which is then the value of their first key."""


def config_schema() -> _Schema:
    """The schema (draft 2020-12), which accepts everything that `load_config` accepts."""
    schema = Config.model_json_schema()
    parts = dict(_parts(schema))
    described = config_texts()
    of_collectors = described.pop("Collector")
    for name, texts in described.items():
        _describe(parts[name], texts)
    for part in parts.values():
        kind = part["properties"].get("kind", {})
        if "const" in kind:
            kind["description"] = "what sort of entry it is"
            _describe(part, of_collectors)
    # In YAML 1.1 a bare `off` is false; it is accepted as the level `off`.
    parts["Suppression"]["properties"]["level"]["anyOf"].append({"const": False})
    schema["properties"]["credentials"]["enum"].append(False)
    definitions = schema["$defs"]
    for name in _BY_NAME:
        definitions[name] = {"anyOf": [{"type": "string"}, definitions[name]]}
    rules = parts["CatalogSettings"]["properties"]
    short = {"const": "backstage", "description": "those that Backstage has by itself"}
    description = {"description": rules["rules"].pop("description")}
    rules["rules"] = {**description, "default": [], "anyOf": [short, rules["rules"]]}
    rules["tools"] = _tools_schema(rules["tools"]["description"])
    return schema


def _tools_schema(description: str) -> _Schema:
    address = {"type": "string", "format": "uri"}
    servers = {"anyOf": [address, {"type": "object", "additionalProperties": address}]}
    return {
        "description": description,
        "type": "object",
        "default": {},
        "properties": {
            id_: {"description": one.title, **servers} for id_, one in addressed_tools().items()
        },
        "additionalProperties": False,
    }


def _describe(part: _Schema, texts: dict[str, str]) -> None:
    for key, text in texts.items():
        if key in part["properties"]:
            part["properties"][key]["description"] = text


def config_texts() -> dict[str, dict[str, str]]:
    """The description of each key, by the name or kind of its object."""
    path = files("catalogsite.config").joinpath("setting_texts.yaml")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(path.read_text("utf-8"))
    # `x-` marks keys that several objects share.
    return {name: texts for name, texts in loaded.items() if not name.startswith("x-")}


def _parts(schema: _Schema) -> Iterator[tuple[str, _Schema]]:
    """Each object of the schema with the name of its model, or the kind if it has one."""
    yield "Config", schema
    for name, definition in schema["$defs"].items():
        if "properties" in definition:
            kind = definition["properties"].get("kind", {}).get("const")
            yield kind or name, definition
