"""The JSON Schema of `catalogsite.yaml`, with what each key is and the short forms of its values."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import yaml

from catalogsite.config.settings import Config

_Schema = dict[str, Any]
_BY_NAME = ("AllowedKind", "CustomKind", "CustomRelation", "Query")
"""Parts in whose place their first key alone may stand, as a text."""


def config_schema() -> _Schema:
    """The schema; whatever `load_config` takes fits it."""
    schema = Config.model_json_schema()
    parts = dict(_parts(schema))
    for name, texts in config_texts().items():
        for key, text in texts.items():
            parts[name]["properties"][key]["description"] = text
    for part in parts.values():
        kind = part["properties"].get("kind", {})
        if "const" in kind:
            kind["description"] = "what sort of entry it is"
    # In YAML 1.1 a bare `off` is false, and it is taken as what was meant.
    parts["Suppression"]["properties"]["level"]["anyOf"].append({"const": False})
    definitions = schema["$defs"]
    for name in _BY_NAME:
        definitions[name] = {"anyOf": [{"type": "string"}, definitions[name]]}
    rules = parts["CatalogSettings"]["properties"]
    short = {"const": "backstage", "description": "those that Backstage has by itself"}
    told = {"description": rules["rules"].pop("description")}
    rules["rules"] = {**told, "default": [], "anyOf": [short, rules["rules"]]}
    return schema


def config_texts() -> dict[str, dict[str, str]]:
    """What each key is, by the part that it stands in."""
    path = files("catalogsite.config").joinpath("setting_texts.yaml")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(path.read_text("utf-8"))
    return loaded


def _parts(schema: _Schema) -> Iterator[tuple[str, _Schema]]:
    """Each object of the schema, by the name of its model, or of the kind of its entry."""
    yield "Config", schema
    for name, definition in schema["$defs"].items():
        if "properties" in definition:
            kind = definition["properties"].get("kind", {}).get("const")
            yield kind or name, definition
