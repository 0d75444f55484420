"""The extra `apis` of the package, which holds what is large and only some definitions need."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

_MODULES = ("jsonschema_rs", "openapi_spec_validator", "tree_sitter", "tree_sitter_typescript")


@cache
def is_extra_installed() -> bool:
    """Whether it is: else no definition is compared with a schema, and no tRPC router is read."""
    return all(map(find_spec, _MODULES))
