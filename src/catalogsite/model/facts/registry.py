"""The registry of kinds of facts, in the order of their cards on an entity page."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from catalogsite.model.facts import (
    alerts,
    build_runs,
    dependencies,
    generic,
    languages,
    metric,
)
from catalogsite.model.facts.kind import FactKind

# `Any`: each kind has another type of value.
FACT_KINDS: tuple[FactKind[Any], ...] = (
    alerts.KIND,
    build_runs.KIND,
    metric.KIND,
    languages.KIND,
    dependencies.KIND,
    generic.KIND,
)


@lru_cache(maxsize=1024)
def kind_of(key: str) -> FactKind[Any]:
    """The kind of facts with this key: the first that matches; `generic` takes every other key."""
    return next((kind for kind in FACT_KINDS if kind.matches(key)), generic.KIND)
