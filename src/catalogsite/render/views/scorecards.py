"""View models of the scorecards page: checks, levels, and the entities with the lowest scores."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from catalogsite.model.quantities import percent
from catalogsite.model.scorecard import CheckInfo, Score, Scorecard
from catalogsite.render.portal.portal import Portal


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check: the number of entities that it applies to, and of those that pass it."""

    info: CheckInfo
    passed: int
    asked: int

    @property
    def percent(self) -> int:
        """The share of entities that pass, of those that the check applies to, in percent."""
        return percent(self.passed, self.asked)


@dataclass(frozen=True, slots=True)
class ScorecardView:
    """One scorecard: its checks, levels, and those entities with the lowest scores that fail a check."""

    card: Scorecard
    checks: tuple[CheckView, ...]
    levels: tuple[tuple[str, int], ...]
    worst: tuple[str, ...]
    scored: int


def scorecard_views(portal: Portal, limit: int) -> tuple[ScorecardView, ...]:
    """Every scorecard of the snapshot."""
    return tuple(_scorecard(portal, card, limit) for card in portal.snapshot.scorecards)


def _scorecard(portal: Portal, card: Scorecard, limit: int) -> ScorecardView:
    scores = {r: s for r, s in portal.snapshot.scores.items() if s.scorecard == card.id}
    asked: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    for score in scores.values():
        for result in score.results:
            asked[result.check] += result.passed is not None
            passed[result.check] += result.passed is True
    levels = Counter(score.level for score in scores.values())
    order = sorted(card.levels, key=lambda name: -card.levels[name])
    names = [*order, *sorted(level for level in levels if level not in order)]
    worst = sorted(
        (ref for ref in scores if ref in portal.links and _fails(scores[ref])),
        key=lambda ref: (scores[ref].points, portal.links[ref].title.lower(), ref),
    )
    return ScorecardView(
        card=card,
        checks=tuple(CheckView(c, passed[c.id], asked[c.id]) for c in card.checks),
        levels=tuple((name, levels[name]) for name in names),
        worst=tuple(worst[:limit]),
        scored=len(scores),
    )


def _fails(score: Score) -> bool:
    return any(result.passed is False for result in score.results)
