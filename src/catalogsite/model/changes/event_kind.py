"""What can change from night to night."""

from __future__ import annotations

from enum import StrEnum


class EventKind(StrEnum):
    """What happened; the order is that of the pages, the gravest first."""

    REMOVED = "removed"
    ADDED = "added"
    RENAMED = "renamed"
    PERHAPS_RENAMED = "perhaps-renamed"
    API = "api"
    OWNER = "owner"
    LIFECYCLE = "lifecycle"
    SOURCE_STALE = "source-stale"
    SOURCE_RECOVERED = "source-recovered"
    RELATION_LOST = "relation-lost"
    RELATION_GAINED = "relation-gained"
    SCORE_DOWN = "score-down"
    SCORE_UP = "score-up"
    DOCUMENTATION_REMOVED = "documentation-removed"
    DOCUMENTATION_ADDED = "documentation-added"
    DOCUMENTATION_MOVED = "documentation-moved"
    PROBLEM_NEW = "problem-new"
    PROBLEM_SOLVED = "problem-solved"
    FIELD = "field"
