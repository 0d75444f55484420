"""The digest of nights: headings by day, and a line for each event."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from catalogsite.commands.markdown_text import code_span
from catalogsite.execution.progress import counted
from catalogsite.model.changes.event_kind import EventKind
from catalogsite.model.changes.night import CatalogEvent, Night

_Quote = Callable[[str], str]
_MOST_DIFFERENCES = 5

_WORDS = {
    EventKind.ADDED: "added",
    EventKind.REMOVED: "removed",
    EventKind.DOCUMENTATION_ADDED: "has documentation now",
    EventKind.DOCUMENTATION_REMOVED: "has no documentation any more",
    EventKind.SOURCE_STALE: "cannot be read",
    EventKind.SOURCE_RECOVERED: "can be read again",
    EventKind.PROBLEM_NEW: "new problem",
    EventKind.PROBLEM_SOLVED: "solved",
}


def as_text(nights: Sequence[Night]) -> str:
    """Lines for a terminal; `no changes` where there are none."""
    lines = list(_lines(nights, lambda night: night.day, "  ", lambda text: " ".join(text.split())))
    return "\n".join(lines) or "no changes"


def as_markdown(nights: Sequence[Night]) -> str:
    """The same to paste into an issue or a chat; what others wrote stands in code spans."""
    lines = list(_lines(nights, lambda night: f"### {night.day}\n", "- ", code_span))
    return "\n".join(lines) + "\n" if lines else "No changes.\n"


def as_json(nights: Sequence[Night]) -> list[dict[str, Any]]:
    """The nights as in the snapshot."""
    return [night.model_dump(mode="json", exclude_defaults=True) for night in nights]


def _lines(
    nights: Sequence[Night], heading: Callable[[Night], str], mark: str, quote: _Quote
) -> Iterator[str]:
    for number, night in enumerate(nights):
        if number:
            yield ""
        yield heading(night)
        for event in night.events:
            yield f"{mark}{_sentence(event, quote)}"
            for one in event.api_changes[:_MOST_DIFFERENCES]:
                yield f"  {mark}{one.impact}: {quote(one.message)}"
        if night.left_out > 0:
            yield f"{mark}and {counted(night.left_out, 'more change')}"


def _sentence(event: CatalogEvent, quote: _Quote) -> str:
    subject = quote(event.ref or event.title or event.subject or event.repository or "catalog")
    return f"{subject} {_what(event, quote)}{_owners(event, quote)}"


def _what(event: CatalogEvent, quote: _Quote) -> str:
    before = quote(event.before) if event.before else "nothing"
    after = quote(event.after) if event.after else "nothing"
    match event.kind:
        case EventKind.RENAMED:
            return f"is the new name of {before}"
        case EventKind.PERHAPS_RENAMED:
            return f"is perhaps the new name of {before}"
        case EventKind.RELATION_GAINED:
            return f"{quote(event.subject)} {after} is new"
        case EventKind.RELATION_LOST:
            return f"{quote(event.subject)} {before} is gone"
        case EventKind.API:
            counts = ", ".join(f"{count} {impact}" for impact, count in event.api_total.items())
            return f"API changed: {counts}"
        case EventKind.DOCUMENTATION_MOVED:
            return f"page {before} is now {after}"
        case EventKind.OWNER | EventKind.LIFECYCLE:
            return f"{event.kind}: {before} → {after}"
        case EventKind.SCORE_DOWN | EventKind.SCORE_UP:
            return f"score: {before} → {after}"
        case EventKind.FIELD:
            return _field(event, before, after, quote)
    message = f": {quote(event.message)}" if event.message else ""
    return f"{_WORDS[event.kind]}{message}"


def _field(event: CatalogEvent, before: str, after: str, quote: _Quote) -> str:
    if event.before is None and event.after is None:
        return f"{quote(event.subject)} changed"
    return f"{quote(event.subject)}: {before} → {after}"


def _owners(event: CatalogEvent, quote: _Quote) -> str:
    if event.kind is EventKind.OWNER or not (event.owners or event.concerned):
        return ""
    owners = ", ".join(map(quote, event.owners))
    concerned = f"; concerns {', '.join(map(quote, event.concerned))}" if event.concerned else ""
    return f" ({owners or 'no owner'}{concerned})"
