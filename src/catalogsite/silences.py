"""Problems that a company has decided about: rules that are off, or of another level, for some files."""

from __future__ import annotations

from collections.abc import Sequence

from catalogsite.catalog.globs import compile_glob
from catalogsite.config import Silence
from catalogsite.model import Level, Problem, Snapshot


def with_silences(snapshot: Snapshot, silences: Sequence[Silence]) -> Snapshot:
    """The snapshot with its problems as the configuration wants them; the first that fits counts."""
    if not silences:
        return snapshot
    judged = (_judged(problem, silences) for problem in snapshot.problems)
    return snapshot.model_copy(update={"problems": tuple(filter(None, judged))})


def _judged(problem: Problem, silences: Sequence[Silence]) -> Problem | None:
    for silence in silences:
        if problem.rule in silence.rules and _covers(silence, problem):
            if silence.level == "off":
                return None
            return problem.model_copy(update={"level": Level(silence.level)})
    return problem


def _covers(silence: Silence, problem: Problem) -> bool:
    file = problem.file or ""
    names = (file, f"{problem.repository or ''}/{file}")
    return any(
        pattern == "**" or compile_glob(pattern).fullmatch(name)
        for pattern in silence.paths
        for name in names
    )
