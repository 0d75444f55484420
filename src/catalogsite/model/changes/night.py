"""What changed in one night, as a list of events."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from catalogsite.model.api.change import ApiChange, Impact
from catalogsite.model.changes.event_kind import EventKind
from catalogsite.model.value import Value


class CatalogEvent(Value):
    """One change. `ref` is the entity it is about, `""` where it is about none.

    `ref` is the new name, or the old one of an entity that was removed; `title` is how a page names
    it. `owners` are the references of its owners before and after. `subject` says which part changed:

    | kind | `subject` | `before` and `after` |
    |---|---|---|
    | added, removed | | |
    | renamed, perhaps-renamed | | the two references |
    | owner, lifecycle | | the two values |
    | field | the field (`title`, `annotations.x`) | the two values, cut |
    | relation-gained, relation-lost | its type (`dependsOn`) | `after` or `before` is the other end |
    | api | | the versions; `api_changes` are the differences, `impact` the gravest |
    | score-up, score-down | id of the scorecard | the two levels and points (`gold 92`) |
    | documentation-added, -removed | | |
    | documentation-moved | | paths of the page in its tree |
    | problem-new, problem-solved | its rule | `message` is the problem's |
    | source-stale, source-recovered | the source (`github`) | `message` is the reason |

    `repository` is its id, `file` and `line` are those of the descriptor or problem. `consumers` are
    the entities that use an API of which a change may break them, `concerned` the owners of those.
    `api_total` counts the differences by impact; of `api_changes` there are only the first.
    """

    kind: EventKind
    ref: str = ""
    title: str = ""
    owners: tuple[str, ...] = ()
    subject: str = ""
    before: str | None = None
    after: str | None = None
    message: str = ""
    level: str = ""
    repository: str | None = None
    file: str | None = None
    line: int | None = None
    impact: Impact | None = None
    api_changes: tuple[ApiChange, ...] = ()
    api_total: dict[Impact, int] = Field(default_factory=dict)
    consumers: tuple[str, ...] = ()
    concerned: tuple[str, ...] = ()


class Night(Value):
    """What one publication changed: `since` is the run it is compared with, `at` its own time.

    `events` are in the order of `EventKind`, then by reference. `counts` count all that happened,
    by kind: of a night in which very much changed, `events` has only the first of each kind.
    """

    at: datetime
    since: datetime
    events: tuple[CatalogEvent, ...] = ()
    counts: dict[EventKind, int] = Field(default_factory=dict)

    @property
    def day(self) -> str:
        """The day as ISO text."""
        return f"{self.at:%Y-%m-%d}"

    @property
    def left_out(self) -> int:
        """The number of events that are only counted."""
        return sum(self.counts.values()) - len(self.events)
