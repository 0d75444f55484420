"""One line of the crawl report, and the failures of a source or provider."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from catalogsite.model.value import Text, Value


class Failure(Value):
    """A source, repository or provider that could not be read, as a value.

    `subjects` are the entities, repositories, keys or addresses of facts that it could not give;
    empty means all of the source. With `key`, only the facts with that key about these subjects are missing.
    `cause` is the end of a reason that begins with what it is about (`Failure.about`): failures that
    share it are reported as one, so no file of the snapshot needs it.
    """

    source: Text
    reason: Text
    fix: Text | None = None
    url: Text | None = None
    since: datetime | None = None
    subjects: tuple[Text, ...] = ()
    key: Text | None = None
    cause: Text | None = Field(default=None, exclude=True)

    @classmethod
    def about(cls, what: str, cause: str, **fields: Any) -> Failure:
        """The failure of one of many, such as a repository: `what` is its name in the reason."""
        return cls(reason=f"{what}: {cause}", cause=cause, **fields)


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
