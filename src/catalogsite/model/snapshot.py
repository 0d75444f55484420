"""The snapshot: all that collect found, and all that build needs besides the store."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from catalogsite.model.documentation import Documentation
from catalogsite.model.entity import EntityData, Origin
from catalogsite.model.fact import Fact
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository
from catalogsite.model.scorecard import Score, Scorecard
from catalogsite.model.source_run import SourceRun
from catalogsite.model.value import Value

SCHEMA = 1
"""Version of the snapshot format; raised when a reader of the old one would misread the new."""


Trend = tuple[tuple[str, float], ...]
"""Points of a sparkline, oldest first: (ISO day, value)."""


class Snapshot(Value):
    """All that collect found out, and all that build needs to know besides the store.

    `entities` are stitched Backstage entities sorted by reference; an API's long definition is
    kept in the store and stands there as `{"$text": "store:<hash>"}`. Everything of ours stands
    beside them, by entity reference (`kind:namespace/name`, lower case): `skeletons` are the files
    that a Template would write.
    """

    schema_: int = Field(default=SCHEMA, alias="schema")
    version: str
    created: datetime
    title: str = "Developer portal"
    sources: tuple[SourceRun, ...] = ()
    repositories: tuple[Repository, ...] = ()
    entities: tuple[EntityData, ...] = ()
    origins: dict[str, Origin] = Field(default_factory=dict)
    documentation: tuple[Documentation, ...] = ()
    facts: tuple[Fact, ...] = ()
    scorecards: tuple[Scorecard, ...] = ()
    scores: dict[str, Score] = Field(default_factory=dict)
    trends: dict[str, dict[str, Trend]] = Field(default_factory=dict)
    skeletons: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
