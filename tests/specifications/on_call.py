"""The published descriptions of PagerDuty and Opsgenie, in a form that openapi-core reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.specifications.swagger import openapi3

_SHALLOW = 4


def pagerduty(file: Path) -> dict[str, Any]:
    """The description, without references into the middle of a response, and with nulls.

    It cannot say that a shift without an end has null in its place, and says only in prose that
    `include[]=integrations` gives the integrations themselves. Their keys, which the server sends, are
    not described at all.
    """
    spec: dict[str, Any] = json.loads(file.read_bytes())
    found: dict[str, Any] = _with_nulls(_inlined(spec, spec))
    schemas = found["components"]["schemas"]
    key = {"type": "object", "properties": {"integration_key": {"type": "string"}}}
    schemas["IntegrationReference"] = {"allOf": [*schemas["Integration"]["allOf"], key]}
    return found


def opsgenie(file: Path) -> dict[str, Any]:
    """The description of 2021, with the fields that its server sends since then."""
    spec = openapi3(json.loads(file.read_bytes()))
    sent: dict[str, Any] = {"links": {"type": "object"}, "impactEndDate": {"type": "string"}}
    spec["components"]["schemas"]["BaseIncident"]["properties"] |= sent
    return spec


def _inlined(value: Any, spec: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_inlined(one, spec) for one in value]
    if not isinstance(value, dict):
        return value
    target = value.get("$ref")
    if isinstance(target, str) and target.count("/") >= _SHALLOW:
        return _inlined(_at(target, spec), spec)
    return {key: _inlined(one, spec) for key, one in value.items()}


def _with_nulls(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_nulls(one) for one in value]
    if not isinstance(value, dict):
        return value
    changed = {key: _with_nulls(one) for key, one in value.items()}
    named = changed.get("properties")
    if isinstance(named, dict) and changed.get("type", "object") == "object":
        changed["properties"] = {name: _or_null(one) for name, one in named.items()}
    return changed


def _or_null(schema: Any) -> Any:
    return {"anyOf": [schema, {"nullable": True, "enum": [None]}]}


def _at(pointer: str, spec: Any) -> Any:
    for part in pointer.removeprefix("#/").split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        spec = spec[int(key)] if isinstance(spec, list) else spec[key]
    return spec
