"""Scorecards: checks as data, the points of each entity, and the level that they reach."""

from __future__ import annotations

from catalogsite.scorecards.condition import Condition, ConditionError
from catalogsite.scorecards.definition import CheckDefinition, ScorecardDefinition, load_scorecards
from catalogsite.scorecards.earlier_scores import scorecards_digest
from catalogsite.scorecards.scoring import (
    PythonCheck,
    is_repeatable,
    level_of,
    python_checks,
    score_all,
    with_scores,
)

__all__ = [
    "CheckDefinition",
    "Condition",
    "ConditionError",
    "PythonCheck",
    "ScorecardDefinition",
    "is_repeatable",
    "level_of",
    "load_scorecards",
    "python_checks",
    "score_all",
    "scorecards_digest",
    "with_scores",
]
