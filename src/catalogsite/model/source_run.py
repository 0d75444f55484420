"""One line of the crawl report, and the failures of a source or provider."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from catalogsite.model.value import Value


class Failure(Value):
    """A source, repository or provider that could not be read, as a value.

    `subjects` are what it would have told about: entities, repositories, or keys of facts;
    empty means all of the source.
    """

    source: str
    reason: str
    fix: str | None = None
    url: str | None = None
    since: datetime | None = None
    subjects: tuple[str, ...] = ()


class SourceRun(Value):
    """One line of the crawl report: what one configured source or enrichment did in this run."""

    kind: str
    name: str
    state: Literal["ok", "stale", "failed"]
    repositories: int = 0
    facts: int = 0
    requests: int = 0
    seconds: float = 0.0
    failures: tuple[Failure, ...] = ()
