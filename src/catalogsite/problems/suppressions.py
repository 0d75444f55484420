"""Suppressions: rules that the configuration turns off, or gives another level, for some files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import field_validator

from catalogsite.model.entity import ref_of
from catalogsite.model.entity_filter import Filters, entity_filter
from catalogsite.model.problem import Level, Problem
from catalogsite.model.value import Value
from catalogsite.paths.glob import compile_glob
from catalogsite.problems import rulebook
from catalogsite.problems.suggest import nearest

if TYPE_CHECKING:
    from catalogsite.model.snapshot import Snapshot


class Suppression(Value):
    """Rules that are off or have another level, for files that match a glob and entities that match
    a filter.
    """

    rules: tuple[str, ...]
    paths: tuple[str, ...] = ("**",)
    filter: Filters = ()
    level: Level | Literal["off"] = "off"

    @field_validator("rules")
    @classmethod
    def _known(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        known = rulebook.rules()
        for name in given:
            if name not in known:
                close = nearest(name, known)
                hint = (
                    f"did you mean `{close}`?"
                    if close
                    else "the reference of problems lists all rules"
                )
                raise ValueError(f"unknown rule `{name}`; {hint}")
        return given

    @field_validator("level", mode="before")
    @classmethod
    def _as_written(cls, level: object) -> object:
        # YAML 1.1 reads a bare `off` as false.
        return "off" if level is False else level


def apply_suppressions(snapshot: Snapshot, suppressions: Sequence[Suppression]) -> Snapshot:
    """The snapshot without suppressed problems, and with changed levels; the first match applies."""
    if not suppressions:
        return snapshot
    entities = _MatchingEntities(snapshot, suppressions)
    problems = (_suppressed(problem, suppressions, entities) for problem in snapshot.problems)
    return snapshot.model_copy(update={"problems": tuple(filter(None, problems))})


class _MatchingEntities:
    """The references of the entities that match the filter of each suppression."""

    def __init__(self, snapshot: Snapshot, suppressions: Sequence[Suppression]) -> None:
        self._refs: dict[tuple[str, ...], frozenset[str]] = {}
        for filters in {suppression.filter for suppression in suppressions} - {()}:
            matches = entity_filter(filters)
            matching = (ref_of(entity) for entity in snapshot.entities if matches(entity))
            self._refs[filters] = frozenset(matching)

    def include(self, suppression: Suppression, problem: Problem) -> bool:
        """Whether the entity of a problem matches the filter, if there is one."""
        return not suppression.filter or problem.entity_ref in self._refs[suppression.filter]


def _suppressed(
    problem: Problem, suppressions: Sequence[Suppression], entities: _MatchingEntities
) -> Problem | None:
    """The problem with the level of the first matching suppression; None if that turns it off."""
    for suppression in suppressions:
        if (
            problem.rule in suppression.rules
            and _covers_file(suppression, problem)
            and entities.include(suppression, problem)
        ):
            if suppression.level == "off":
                return None
            return problem.model_copy(update={"level": Level(suppression.level)})
    return problem


def _covers_file(suppression: Suppression, problem: Problem) -> bool:
    file = problem.file or ""
    names = (file, f"{problem.repository or ''}/{file}")
    return any(
        pattern == "**" or compile_glob(pattern).matches(name)
        for pattern in suppression.paths
        for name in names
    )
