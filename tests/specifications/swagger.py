"""Swagger 2.0 descriptions as OpenAPI 3, for the requests that a collector sends."""

from __future__ import annotations

import json
from typing import Any

_METHODS = ("get", "post")
_SCHEMA = ("type", "enum", "items", "format")


def openapi3(spec: dict[str, Any], base: str = "") -> dict[str, Any]:
    """The operations of a description whose paths begin below `base`, and its schemas."""
    moved = json.loads(json.dumps(spec).replace("#/definitions/", "#/components/schemas/"))
    paths = {
        f"{base}{path}": {
            "parameters": [_parameter(one) for one in _named(moved, item)],
            **{method: _operation(moved, item[method]) for method in _METHODS if method in item},
        }
        for path, item in moved["paths"].items()
    }
    return {"openapi": "3.0.0", "paths": paths, "components": {"schemas": moved["definitions"]}}


def _named(spec: dict[str, Any], part: dict[str, Any]) -> list[dict[str, Any]]:
    """The parameters of a path or operation that are no headers and no bodies."""
    listed = [_resolved(spec, one) for one in part.get("parameters", ())]
    return [one for one in listed if one["in"] in ("query", "path")]


def _resolved(spec: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in part and not part["$ref"].startswith("#/components/"):
        section, name = part["$ref"].removeprefix("#/").split("/", 1)
        part = spec[section][name]
    return part


def _operation(spec: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    listed = [_resolved(spec, one) for one in operation.get("parameters", ())]
    bodies = [_content(one) for one in listed if one["in"] == "body"]
    return {
        "parameters": [_parameter(one) for one in _named(spec, operation)],
        "responses": {
            status: {"description": "", "content": _content(_resolved(spec, one))}
            for status, one in operation["responses"].items()
        },
        **({"requestBody": {"content": bodies[0]}} if bodies else {}),
    }


def _parameter(stated: dict[str, Any]) -> dict[str, Any]:
    schema = {key: value for key, value in stated.items() if key in _SCHEMA}
    about = {key: stated[key] for key in ("name", "in", "required") if key in stated}
    return {**about, "schema": schema}


def _content(part: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": part.get("schema", {})}}
