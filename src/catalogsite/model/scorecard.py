"""A scorecard as the pages show it, and its result for one entity."""

from __future__ import annotations

from catalogsite.model.value import Value


class CheckResult(Value):
    """The result of one check for one entity: `passed` is None where it does not apply."""

    check: str
    passed: bool | None = None
    message: str = ""


class Score(Value):
    """The result of a scorecard for one entity: points from 0 to 100, level, and each check."""

    scorecard: str
    points: int
    level: str
    results: tuple[CheckResult, ...] = ()


class CheckInfo(Value):
    """What a page shows of a check: title, why it matters, how to pass it, its share of the points."""

    id: str
    title: str
    why: str = ""
    fix: str = ""
    weight: int = 1


class Scorecard(Value):
    """A scorecard as the pages show it: its checks, and the points that each level needs."""

    id: str
    title: str
    checks: tuple[CheckInfo, ...]
    levels: dict[str, int]
