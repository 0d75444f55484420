"""One line of the crawl report, and the failures of a source or provider."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from catalogsite.model.value import Text, Value


class Failure(Value):
    """A source, repository or provider that could not be read, as a value.

    `subjects` are the entities, repositories, keys or addresses of facts that it could not give;
    empty means all of the source. With `key`, only the facts with that key about these subjects are missing.
    """

    source: Text
    reason: Text
    fix: Text | None = None
    url: Text | None = None
    since: datetime | None = None
    subjects: tuple[Text, ...] = ()
    key: Text | None = None


class SourceRun(Value):
    """One line of the crawl report: the result of one configured source or provider in this run.

    `seconds` differs from run to run, so no file of the snapshot or the site holds it: `run.json`
    does.
    """

    kind: str
    name: str
    state: Literal["ok", "stale", "failed"]
    repositories: int = 0
    facts: int = 0
    requests: int = 0
    seconds: float = Field(default=0.0, exclude=True)
    failures: tuple[Failure, ...] = ()
