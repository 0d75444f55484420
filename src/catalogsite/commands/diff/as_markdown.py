"""Writes changes as the comment on a pull request: a summary, then tables, long ones folded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar
from urllib.parse import quote

from catalogsite.apis.differ.summary import IMPACT_WORDS
from catalogsite.changes.change import Changes, Edge, Named
from catalogsite.commands.diff.changed_apis import ChangedApi, summary_of
from catalogsite.commands.diff.wording import place, short
from catalogsite.commands.graph.impact import ImpactOwner
from catalogsite.model.api.change import ApiChange, Impact
from catalogsite.model.problem import Level, Problem

LIMIT = 65_536
"""GitHub's limit for a comment in characters; as bytes are counted, the comment is never longer."""

MARKER = "<!-- catalogsite diff -->"
"""The end of the comment, by which a later run finds it to replace it."""

_ROW_STEPS = (200, 100, 50, 25, 10, 5)
_OPEN = 10
_SPECIAL = re.compile(r"([\\*_{}\[\]()#+!|~])")
_SIGNS = {Level.ERROR: "❌", Level.WARNING: "⚠️", Level.INFO: "ℹ️"}
_Item = TypeVar("_Item")
_Row = Sequence[str]
_Part = tuple[str, _Row, list[_Row]]


def changes_as_markdown(
    changes: Changes, apis: Sequence[ChangedApi] = (), *, preview: str = "", limit: int = LIMIT
) -> str:
    """The comment in at most `limit` bytes of UTF-8: rows that do not fit are counted instead.

    `preview` is the address where the pages of what changed can be had.
    """
    head = f"**Catalog:** {summary_of(changes, apis)}"
    if preview:
        head += f"\n\n[Preview of the pages]({_address(preview)})"
    parts = [part for part in (*_api_parts(apis), *_parts(changes)) if part[2]]
    for most in _ROW_STEPS:
        text = _comment(head, parts, most)
        if len(text.encode()) <= limit:
            return text
    return _comment(head, [], 0)


def _address(url: str) -> str:
    """The address of a link, in which nothing ends the link early."""
    return quote(url, safe=":/?#[]@!$&'*+,;=%-._~")


def _comment(head: str, parts: Sequence[_Part], most: int) -> str:
    return "\n\n".join([head, *(_section(*part, most) for part in parts), MARKER]) + "\n"


def _section(title: str, header: _Row, rows: list[_Row], most: int) -> str:
    lines = [_line(header), _line(["---"] * len(header)), *map(_line, rows[:most])]
    table = "\n".join(lines)
    if len(rows) > most:
        table += f"\n\n… and {len(rows) - most} more"
    heading = f"{title} ({len(rows)})"
    if len(rows) <= _OPEN:
        return f"**{heading}**\n\n{table}"
    return f"<details><summary>{heading}</summary>\n\n{table}\n\n</details>"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _parts(changes: Changes) -> Iterator[_Part]:
    problem = ("", "Where", "What", "Fix")
    yield "New problems", problem, _rows(changes.problems_new, _problem)
    yield "Added", ("Entity", "Owner", "File"), _rows(changes.added, _named)
    yield "Removed", ("Entity", "Owner", "File"), _rows(changes.removed, _named)
    renamed = [(_code(one.before), _code(one.after)) for one in changes.renamed]
    yield "Renamed", ("Before", "Now"), list(renamed)
    yield "Changed fields", ("Entity", "Field", "Before", "Now"), list(_fields(changes))
    yield "Relations gained", ("From", "", "To"), _rows(changes.relations_gained, _edge)
    yield "Relations lost", ("From", "", "To"), _rows(changes.relations_lost, _edge)
    yield "Problems gone", problem, _rows(changes.problems_gone, _problem)


def _api_parts(apis: Sequence[ChangedApi]) -> Iterator[_Part]:
    breaking = [_api_change(api, one) for api in apis for one in api.changes if _breaks(one)]
    others = [_api_change(api, one) for api in apis for one in api.changes if not _breaks(one)]
    yield "Breaking changes of APIs", ("API", "What"), [row[:2] for row in breaking]
    owners = [_owner(api, one) for api in apis if api.breaking for one in api.owners]
    yield "Who must know", ("API", "Owner", "Consumers", "Contact"), owners
    yield "Other changes of APIs", ("API", "What", "Class"), others


def _breaks(change: ApiChange) -> bool:
    return change.impact is Impact.BREAKING


def _api_change(api: ChangedApi, change: ApiChange) -> _Row:
    what = f"{_prose(change.message)} ({_code(change.rule)})"
    return _code(api.ref), what, IMPACT_WORDS[change.impact]


def _owner(api: ChangedApi, owner: ImpactOwner) -> _Row:
    contacts = ", ".join(map(_code, owner.contacts))
    return _code(api.ref), _code(owner.owner), str(owner.entities), contacts


def _rows(items: Sequence[_Item], row: Callable[[_Item], _Row]) -> list[_Row]:
    return [row(item) for item in items]


def _fields(changes: Changes) -> Iterator[_Row]:
    for changed in changes.changed:
        for number, one in enumerate(changed.changes):
            name = _code(changed.ref) if number == 0 else ""
            yield name, one.field, _value(one.before), _value(one.after)


def _named(one: Named) -> _Row:
    return _code(one.ref), _code(one.owner), _code(place(one))


def _edge(edge: Edge) -> _Row:
    return _code(edge.source), edge.type, _code(edge.target)


def _problem(problem: Problem) -> _Row:
    where = place(problem) or problem.entity_ref
    return (
        _SIGNS[problem.level],
        _code(where),
        f"{_prose(problem.message)} ({_code(problem.rule)})",
        _prose(problem.fix or ""),
    )


def _value(value: object) -> str:
    return "–" if value is None else _code(short(value))


def _code(text: str | None) -> str:
    """Text as a code span, in which Markdown, links and `@names` have no effect."""
    if not text:
        return ""
    plain = short(text).replace("|", "\\|")
    fence = "``" if "`" in plain else "`"
    gap = " " if fence == "``" else ""
    return f"{fence}{gap}{plain.replace('``', '` `')}{gap}{fence}"


def _prose(text: str) -> str:
    """A message with its code spans; the rest is escaped."""
    pieces = short(text).split("`") if text else [""]
    if len(pieces) % 2 == 0:
        return _plain("`".join(pieces))
    return "".join(_code(p) if n % 2 else _plain(p) for n, p in enumerate(pieces))


def _plain(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # With a comment inside, `@name` notifies nobody.
    return _SPECIAL.sub(r"\\\1", text).replace("@", "@<!-- -->").replace("`", "&#96;")
