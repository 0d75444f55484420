"""A fact about an entity or repository, and its provenance."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from catalogsite.model.value import Value


class Provenance(Value):
    """Who said so and when: collector kind, live page of the fact, commit, time it was taken.

    `name` tells a collector from others of its kind, as in the crawl report. `stale_since` is set
    when the source failed since: the time of its last success.
    """

    source: str
    name: str | None = None
    time: datetime
    url: str | None = None
    commit: str | None = None
    stale_since: datetime | None = None


class Fact(Value):
    """One thing that is true about a subject (an entity reference or a repository id).

    `key` names it (`ci.runs`, `alerts`, `metric.error_rate`, `languages`, `codeowners`); `value`
    is JSON whose shape the key decides (documented in `docs/reference/facts.md`).
    """

    subject: str
    key: str
    value: Any
    provenance: Provenance
