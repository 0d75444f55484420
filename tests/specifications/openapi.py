"""Requests and responses, compared with an OpenAPI description by openapi-core."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import httpx
from openapi_core import OpenAPI
from openapi_core.configurations import Config
from openapi_core.testing import MockRequest, MockResponse
from tests.specifications.schemas import PartialSchemas, parts_of

_PART = re.compile(r"\\{[^/]+?\\}")


class Description:
    """An OpenAPI description whose paths begin below `base`.

    `everywhere` are query parameters that the provider documents for all its paths, and not in each.
    """

    def __init__(
        self, spec: dict[str, Any], base: str = "", everywhere: frozenset[str] = frozenset()
    ) -> None:
        self._spec = spec
        self._base = base
        self._everywhere = everywhere
        self._operation = cache(self._opened)
        self._patterns = [
            (re.compile(_PART.sub("[^/]+", re.escape(template))), template)
            for template in sorted(spec["paths"], key=lambda one: (one.count("{"), one))
        ]

    def problems(self, request: httpx.Request, response: httpx.Response | None) -> list[str]:
        """What the description does not allow in a request, and in the response where one is given."""
        path = request.url.raw_path.partition(b"?")[0].decode().removeprefix(self._base)
        template = next((name for one, name in self._patterns if one.fullmatch(path)), None)
        method = request.method.lower()
        if template is None or method not in self._spec["paths"][template]:
            return [f"{request.method} {path}: not described"]
        api, parameters = self._operation(template, method)
        named = request.url.params
        unknown = sorted(set(named) - parameters - self._everywhere)
        found = [f"parameter `{one}`: not described" for one in unknown]
        asked = MockRequest(
            "http://api",
            method,
            path,
            args=dict(named),
            headers=dict(request.headers),
            **(
                {"data": request.content, "content_type": "application/json"}
                if _json(request)
                else {}
            ),
        )
        found += [_words(one) for one in api.iter_request_errors(asked)]
        if response is not None:
            given = MockResponse(response.content, response.status_code)
            found += [_words(one) for one in api.iter_response_errors(asked, given)]
        return [f"{request.method} {template}: {one}" for one in found]

    def _opened(self, template: str, method: str) -> tuple[OpenAPI, set[str]]:
        """The description of one operation, and the names of its query parameters."""
        item = self._spec["paths"][template]
        # Who has no token reads public data: what a request proves is not compared. Nor is the server.
        left_out = ("security", "servers")
        operation = {key: value for key, value in item[method].items() if key not in left_out}
        operation["responses"] = dict(operation["responses"])
        whole = {"parameters": item.get("parameters", []), method: operation}
        parts = parts_of(self._spec, whole)
        partial = PartialSchemas(parts.get("schemas", {}))
        parts["schemas"] = partial.all()
        for answered in (parts.get("responses", {}), operation["responses"]):
            answered |= {key: partial.of(one) for key, one in answered.items()}
        cut = {
            "openapi": self._spec["openapi"],
            "info": {"title": "cut", "version": "1"},
            "servers": [{"url": "http://api"}],
            "paths": {template: whole},
            "components": parts,
        }
        parameters = {
            found["name"]
            for one in (*whole["parameters"], *operation.get("parameters", []))
            if (found := _resolved(parts, one))["in"] == "query"
        }
        return OpenAPI.from_dict(cut, Config(spec_validator_cls=None)), parameters


def _resolved(parts: dict[str, Any], parameter: dict[str, Any]) -> dict[str, Any]:
    name = parameter.get("$ref", "").rpartition("/")[2]
    return parts["parameters"][name] if name else parameter


def _words(error: Exception) -> str:
    """The whole story of an error: openapi-core gives the causes beside the message."""
    inner = getattr(error, "schema_errors", None) or getattr(error.__cause__, "schema_errors", ())
    causes = [f"{one.json_path}: {one.message}" for one in inner]
    return json.dumps([str(error), str(error.__cause__ or ""), *causes])


def _json(request: httpx.Request) -> bool:
    return bool(request.content) and request.headers.get("Content-Type") == "application/json"
