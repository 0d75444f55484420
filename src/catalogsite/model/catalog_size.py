"""The size of a catalog by source: what two catalogs are compared by before one is published."""

from __future__ import annotations

from datetime import date
from typing import Literal

from catalogsite.model.value import Value

OTHER_REPOSITORIES = ""
"""The key of what no source lists itself: repositories that Locations lead to."""


class SourceSize(Value):
    """What one configured source gave to a catalog.

    `key` is the digest of its settings, `listed` the number of repositories that it listed, and
    `repositories` and `entities` are those of the catalog that come from it. What several sources
    list counts for the first; `shared_repositories` and `shared_entities` are what counts for an
    earlier source.
    """

    key: str
    title: str
    state: Literal["ok", "stale", "failed"] = "ok"
    listed: int = 0
    repositories: int = 0
    entities: int = 0
    shared_repositories: int = 0
    shared_entities: int = 0


class PublishedDay(Value):
    """The largest catalog that was published on a day, by source."""

    day: date
    sizes: tuple[SourceSize, ...]


class Publications(Value):
    """The catalogs that were published lately, oldest day first; they are kept for 30 days."""

    days: tuple[PublishedDay, ...] = ()
