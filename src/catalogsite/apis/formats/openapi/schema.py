"""The official schemas of OpenAPI, which the package openapi-spec-validator of the extra `apis` ships."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from catalogsite.apis.extra import is_extra_installed
from catalogsite.apis.formats.openapi.layout import Layout
from catalogsite.apis.schema_violations import SchemaCheck


def schema_check(layout: Layout) -> SchemaCheck | None:
    """The schema of a version, that of 3.2 for later ones; None without the extra `apis`."""
    if not is_extra_installed():
        return None
    version = ".".join(layout.version.split(".")[:2])
    return _check(
        version if version in {"2.0", "3.0", "3.1"} else "2.0" if layout.is_swagger else "3.2"
    )


@cache
def _check(version: str) -> SchemaCheck:
    folder = files("openapi_spec_validator") / "resources" / "schemas" / f"v{version}"
    return SchemaCheck(json.loads((folder / "schema.json").read_text("utf-8")))
