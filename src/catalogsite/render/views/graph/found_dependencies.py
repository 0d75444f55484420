"""The table of what the files of an entity need of other entities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from catalogsite.model.facts import dependencies
from catalogsite.model.facts.dependencies import Dependency
from catalogsite.render.portal.portal import Portal
from catalogsite.repositories.hosts import read_line_url

ROWS = 10
"""Rows that are open; the others are folded."""

MOST = 200
"""Rows of the table; the JSON has all."""


class FoundDependency(NamedTuple):
    """One row, as plain text; `relation` is empty for a plain dependency, `url` where the file has no page."""

    ref: str
    relation: str
    package: str
    requirement: str
    scope: str
    declared: bool
    place: str
    url: str


class FoundDependencies(NamedTuple):
    """The rows that are open, those that are folded, and how many the table leaves out."""

    rows: tuple[FoundDependency, ...] = ()
    folded: tuple[FoundDependency, ...] = ()
    left: int = 0

    @property
    def total(self) -> int:
        """How many dependencies were found."""
        return len(self.rows) + len(self.folded) + self.left

    @property
    def packages(self) -> bool:
        """Whether any of them goes through a package."""
        return any(one.package for one in (*self.rows, *self.folded))

    @property
    def requirements(self) -> bool:
        """Whether any of them asks for a version."""
        return any(one.requirement for one in (*self.rows, *self.folded))


def found_dependencies(portal: Portal, ref: str) -> FoundDependencies:
    """What the files of the entity need of entities of the catalog; undeclared needs come first."""
    value = portal.value(ref, dependencies.KIND)
    found = [one for one in value.root if one.target in portal.links] if value else []
    ordered = sorted(found, key=lambda one: (not one.is_undeclared_need, one.declared))
    shown = tuple(_row(portal, ref, one) for one in ordered[:MOST])
    return FoundDependencies(shown[:ROWS], shown[ROWS:], len(ordered) - len(shown))


def _row(portal: Portal, ref: str, one: Dependency) -> FoundDependency:
    repository = portal.repository(ref)
    words = portal.relation_types.direction(one.relation).words
    return FoundDependency(
        ref=one.target,
        relation="" if one.relation == dependencies.DEPENDS_ON else words,
        package=one.package or one.purl or "",
        requirement=one.requirement or "",
        scope=", ".join(_scope(one)),
        declared=one.declared,
        place=f"{one.file}:{one.line}" if one.file and one.line else one.file or "",
        url=(read_line_url(repository, one.file, one.line) or "")
        if repository and one.file
        else "",
    )


def _scope(one: Dependency) -> Sequence[str]:
    words = [{"runtime": "run time"}.get(one.scope, one.scope)]
    if one.optional:
        words.append("optional")
    if one.condition:
        words.append(f"with {one.condition}")
    return words
