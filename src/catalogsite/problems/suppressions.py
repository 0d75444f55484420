"""Problems that a company has decided about: rules that are off, or of another level, for some files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import field_validator

from catalogsite.model.entity import ref_of
from catalogsite.model.entity_filter import Filters, entity_filter
from catalogsite.model.problem import Level, Problem
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.value import Value
from catalogsite.paths.glob import compile_glob
from catalogsite.problems import rulebook
from catalogsite.problems.suggest import nearest


class Suppression(Value):
    """Problems that are not shown, or of another level: rule ids, for files that match a glob and
    entities that fit a filter.
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
                hint = f"did you mean `{close}`?" if close else "see the page of problems"
                raise ValueError(f"there is no rule `{name}`; {hint}")
        return given

    @field_validator("level", mode="before")
    @classmethod
    def _as_written(cls, level: object) -> object:
        # YAML 1.1 reads a bare `off` as false.
        return "off" if level is False else level


def apply_suppressions(snapshot: Snapshot, silences: Sequence[Suppression]) -> Snapshot:
    """The snapshot with its problems as the configuration wants them; the first that fits counts."""
    if not silences:
        return snapshot
    about = _Entities(snapshot, silences)
    judged = (_judged(problem, silences, about) for problem in snapshot.problems)
    return snapshot.model_copy(update={"problems": tuple(filter(None, judged))})


class _Entities:
    """The entities that each silence with a filter is about."""

    def __init__(self, snapshot: Snapshot, silences: Sequence[Suppression]) -> None:
        self._refs: dict[tuple[str, ...], frozenset[str]] = {(): frozenset()}
        for filters in {silence.filter for silence in silences} - {()}:
            fits = entity_filter(filters)
            fitting = (ref_of(entity) for entity in snapshot.entities if fits(entity))
            self._refs[filters] = frozenset(fitting)

    def covers(self, silence: Suppression, problem: Problem) -> bool:
        """Whether a problem is one of an entity that the silence is about."""
        return not silence.filter or problem.entity_ref in self._refs[silence.filter]


def _judged(
    problem: Problem, silences: Sequence[Suppression], entities: _Entities
) -> Problem | None:
    for silence in silences:
        if (
            problem.rule in silence.rules
            and _covers(silence, problem)
            and entities.covers(silence, problem)
        ):
            if silence.level == "off":
                return None
            return problem.model_copy(update={"level": Level(silence.level)})
    return problem


def _covers(silence: Suppression, problem: Problem) -> bool:
    file = problem.file or ""
    names = (file, f"{problem.repository or ''}/{file}")
    return any(
        pattern == "**" or compile_glob(pattern).matches(name)
        for pattern in silence.paths
        for name in names
    )
