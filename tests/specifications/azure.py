"""The published description of Azure Pipelines, a Swagger 2.0 one, as OpenAPI 3."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_BUILD = "/{organization}/{project}/_apis/build/builds/{buildId}"
_ABOUT = ("name", "in", "required")


def azure_builds(file: Path) -> dict[str, Any]:
    """The requests that read, with what their description leaves out."""
    text = file.read_bytes().decode("utf-8-sig").replace("#/definitions/", "#/components/schemas/")
    spec = json.loads(text)
    shared = {f"#/parameters/{name}": one for name, one in spec["parameters"].items()}
    paths = {
        path: {"get": _get(one["get"], shared)}
        for path, one in spec["paths"].items()
        if "get" in one
    }
    # The id of a timeline may be left out, which Swagger cannot say.
    timeline = f"{_BUILD}/timeline"
    described = paths[f"{timeline}/{{timelineId}}"]["get"]
    without = [one for one in described["parameters"] if one["name"] != "timelineId"]
    paths[timeline] = {"get": {**described, "parameters": without}}
    # Described as text; who asks for JSON gets the lines.
    lines = {"type": "array", "items": {"type": "string"}}
    log = paths[f"{_BUILD}/logs/{{logId}}"]["get"]
    log["responses"]["200"]["content"] = _content({"schema": lines})
    schemas = {name: _with_nulls(one) for name, one in spec["definitions"].items()}
    # Described by its class in .NET; the server sends a link by its name.
    schemas["ReferenceLinks"]["additionalProperties"] = {"type": "object"}
    return {"openapi": "3.0.0", "paths": paths, "components": {"schemas": schemas}}


def _with_nulls(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema whose properties may be null, which Swagger 2.0 cannot say."""
    named = {name: _or_null(one) for name, one in schema.get("properties", {}).items()}
    return {**schema, "properties": named}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return {"anyOf": [schema, {"nullable": True, "enum": [None]}]}
    return {
        **schema,
        "nullable": True,
        **({"enum": [*schema["enum"], None]} if "enum" in schema else {}),
    }


def _get(operation: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    stated = [shared.get(one.get("$ref"), one) for one in operation["parameters"]]
    return {
        "parameters": [_parameter(one) for one in stated],
        "responses": {
            status: {"description": "", "content": _content(one)}
            for status, one in operation["responses"].items()
        },
    }


def _parameter(stated: dict[str, Any]) -> dict[str, Any]:
    schema = {key: value for key, value in stated.items() if key in ("type", "enum", "items")}
    return {**{key: stated[key] for key in _ABOUT if key in stated}, "schema": schema}


def _content(response: dict[str, Any]) -> dict[str, Any]:
    """A list is described as one; the server sends it in an object, with a count."""
    schema = response.get("schema", {})
    if schema.get("type") == "array":
        schema = {
            "type": "object",
            "properties": {"count": {"type": "integer"}, "value": schema},
        }
    return {"application/json": {"schema": schema}}
