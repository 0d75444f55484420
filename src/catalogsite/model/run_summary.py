"""The summary of one run for machines: `run.json` in the state folder."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from catalogsite.model.problem import Level
from catalogsite.model.value import Text, Value

RUN_SCHEMA = 1
"""Version of the format; raised when a reader of the old one would misread the new."""


class Outcome(StrEnum):
    """How a run ended; RUNNING stays where a run was killed and could not write its end."""

    RUNNING = "running"
    COLLECTED = "collected"
    PUBLISHED = "published"
    REFUSED = "refused"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class SourceSummary(Value):
    """What one source or provider did in this run.

    `last_good` is the time of the oldest data that is shown of it, None where nothing is, and
    `age_seconds` the time since then. `seconds` is None where this run did not ask it.
    """

    kind: str
    name: str
    state: Literal["ok", "stale", "failed"]
    repositories: int
    facts: int
    requests: int
    seconds: float | None
    last_good: datetime | None
    age_seconds: float | None
    reasons: tuple[Text, ...]


class RuleCount(Value):
    """How many problems of one rule and level there are."""

    rule: str
    level: Level
    count: int


class CatalogCounts(Value):
    """How much is in the catalog; `private_repositories` are those that their host
    says are private or internal.
    """

    entities: int
    repositories: int
    private_repositories: int
    documentation: int
    facts: int


class CatalogSummary(Value):
    """The snapshot of a run in numbers; `problems` by level, `rules` by rule and level."""

    created: datetime
    counts: CatalogCounts
    problems: dict[Level, int]
    rules: tuple[RuleCount, ...]
    sources: tuple[SourceSummary, ...]


class RunSummary(Value):
    """One run of `collect`, `build` or `demo`.

    `exit_code` is None while it runs, `reason` says in one line why it is not 0 or why nothing was
    published, and `catalog` is None where the run ended before there was one. `last_published` is
    the time of the last run that published. Times are UTC, durations seconds; `cpu_seconds` counts
    worker processes too.
    """

    schema_: int = Field(default=RUN_SCHEMA, alias="schema")
    version: str
    command: str
    portal: str | None = None
    outcome: Outcome
    exit_code: int | None
    published: bool
    reason: Text | None = None
    started: datetime
    finished: datetime | None = None
    seconds: float | None = None
    cpu_seconds: float | None = None
    last_published: datetime | None = None
    catalog: CatalogSummary | None = None
