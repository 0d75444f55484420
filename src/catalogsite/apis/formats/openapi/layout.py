"""Where the versions of OpenAPI keep the same things."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The methods of a path item in the order of the specification; `query` came with 3.2."""


class Layout(NamedTuple):
    """The paths of the components of a version, by what they hold."""

    version: str
    schemas: tuple[str, ...]
    security: tuple[str, ...]

    @property
    def is_swagger(self) -> bool:
        """Whether it is version 2, whose parameters hold bodies and whose schemas stand alone."""
        return self.version.startswith("2")


def layout_of(root: Any) -> Layout | None:
    """The layout of a document; None for one that is no OpenAPI of a known version."""
    if not isinstance(root, dict):
        return None
    version = _version(root.get("openapi"))
    if re.match(r"3\.\d", version):
        return Layout(version, ("components", "schemas"), ("components", "securitySchemes"))
    version = _version(root.get("swagger"))
    if version.startswith("2"):
        version = "2.0" if version == "2" else version
        return Layout(version, ("definitions",), ("securityDefinitions",))
    return None


def _version(value: Any) -> str:
    return str(value) if isinstance(value, (str, int, float)) else ""
