"""How each kind of change is called, in which order they stand, and what an event consists of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from catalogsite.model.api.change import ApiChange, Impact
from catalogsite.model.changes.event_kind import EventKind
from catalogsite.model.changes.night import CatalogEvent
from catalogsite.model.quantities import number


class Look(NamedTuple):
    """The word before a change, its tone, what one and many are called, and its name in a choice."""

    word: str
    tone: str
    one: str
    many: str
    chosen: str


BREAKING = str(Impact.BREAKING)
LOOKS = {
    BREAKING: Look("breaking", "bad", "breaking", "breaking", "API: breaking"),
    "maybe": Look("may break", "warn", "may break", "may break", "API: may break"),
    "source-stale": Look("not read", "warn", "source not read", "sources not read", "Source not read"),
    "removed": Look("gone", "warn", "gone", "gone", "Gone"),
    "renamed": Look("renamed", "none", "renamed", "renamed", "Renamed"),
    "perhaps-renamed": Look("perhaps renamed", "none", "perhaps renamed", "perhaps renamed", "Perhaps renamed"),
    "added": Look("new", "good", "new", "new", "New"),
    "owner": Look("owner", "none", "owner", "owners", "Owner"),
    "lifecycle": Look("lifecycle", "none", "lifecycle", "lifecycles", "Lifecycle"),
    "problem-new": Look("problem", "warn", "new problem", "new problems", "New problem"),
    "problem-solved": Look("solved", "good", "solved", "solved", "Solved problem"),
    "score-down": Look("score", "warn", "score down", "scores down", "Score down"),
    "score-up": Look("score", "good", "score up", "scores up", "Score up"),
    "relation-lost": Look("relation", "none", "relation lost", "relations lost", "Relation lost"),
    "relation-gained": Look("relation", "none", "relation gained", "relations gained", "Relation gained"),
    "documentation-removed": Look("docs", "warn", "documentation removed", "documentations removed", "Documentation removed"),
    "documentation-added": Look("docs", "good", "new documentation", "new documentations", "New documentation"),
    "documentation-moved": Look("docs", "none", "page moved", "pages moved", "Page moved"),
    "safe": Look("API", "none", "API change", "API changes", "API: safe"),
    "field": Look("field", "none", "field", "fields", "Field"),
    "source-recovered": Look("read again", "good", "source read again", "sources read again", "Source read again"),
}  # fmt: skip
"""The looks of changes by their id, the most urgent first."""

RANK = {name: place for place, name in enumerate(LOOKS)}


class Part(NamedTuple):
    """One line of an event: the id of its change, and of an API the difference.

    `api` is None where the line stands for `number` differences that are not there, or for all that
    are safe.
    """

    change: str
    api: ApiChange | None = None
    number: int = 1


def parts_of(event: CatalogEvent) -> Iterator[Part]:
    """The lines of an event: of an API one for each difference that may break somebody."""
    if event.kind is not EventKind.API:
        yield Part(str(event.kind))
        return
    for impact in Impact:
        found = [one for one in event.api_changes if one.impact is impact]
        total = max(event.api_total.get(impact, 0), len(found))
        if impact is Impact.SAFE and total > 1:
            yield Part(str(impact), None, total)
            continue
        yield from (Part(str(impact), one) for one in found)
        if total > len(found):
            yield Part(str(impact), None, total - len(found))
    if not event.api_changes and not event.api_total:
        yield Part(str(event.impact or Impact.SAFE))


def counted(change: str, count: int) -> str:
    """`3 new`, `2 scores up`."""
    look = LOOKS[change]
    return f"{number(count)} {look.one if count == 1 else look.many}"
