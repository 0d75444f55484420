"""Libraries that are slow to import and seldom needed: loaded at the first use, not at start."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class LazyModule:
    """A module by name, which its first attribute loads.

    Type checkers read an import instead:

        if TYPE_CHECKING:
            import jsonschema
        else:
            jsonschema = LazyModule("jsonschema")
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)
