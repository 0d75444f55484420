"""The registry of kinds of facts, in the order of their cards on an entity page.

Installed packages add kinds of their own: the attribute `KINDS` of a module that an entry point
`catalogsite.collectors` names. They are loaded when the first fact is read, in every process.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from catalogsite.model.facts import (
    alerts,
    build_runs,
    dependencies,
    generic,
    languages,
    made_from,
    metric,
    packages,
    publishes,
)
from catalogsite.model.facts.activity import (
    contributors,
    dashboards,
    pull_requests,
    releases,
)
from catalogsite.model.facts.installed import InstalledKinds, load_kinds
from catalogsite.model.facts.kind import FactKind
from catalogsite.model.facts.on_call import incidents, shifts
from catalogsite.model.facts.quality import audit, coverage, gate, vulnerabilities
from catalogsite.model.facts.running import deployments, error_groups, monitors, slos

# `Any`: each kind has another type of value.
BUILT_IN_KINDS: tuple[FactKind[Any], ...] = (
    alerts.KIND,
    incidents.KIND,
    monitors.KIND,
    slos.KIND,
    error_groups.KIND,
    build_runs.KIND,
    deployments.KIND,
    shifts.KIND,
    gate.KIND,
    coverage.KIND,
    vulnerabilities.KIND,
    audit.KIND,
    metric.KIND,
    pull_requests.KIND,
    releases.KIND,
    dashboards.KIND,
    contributors.KIND,
    languages.KIND,
    dependencies.KIND,
    packages.KIND,
    publishes.KIND,
    made_from.KIND,
    generic.KIND,
)


@cache
def installed_kinds() -> InstalledKinds:
    """The kinds of installed packages, and those that are refused."""
    return load_kinds(BUILT_IN_KINDS)


@cache
def fact_kinds() -> tuple[FactKind[Any], ...]:
    """All kinds: the built-in ones, those of packages, and last the generic one."""
    return (*BUILT_IN_KINDS[:-1], *installed_kinds().kinds, generic.KIND)


@lru_cache(maxsize=1024)
def kind_of(key: str) -> FactKind[Any]:
    """The kind of facts with this key: the first that matches; `generic` takes every other key."""
    return next((kind for kind in fact_kinds() if kind.matches(key)), generic.KIND)
