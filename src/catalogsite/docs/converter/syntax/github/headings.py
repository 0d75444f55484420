"""Ids of headings as GitHub makes them, from the text of Markdown and of HTML headings alike."""

from __future__ import annotations

import html as entities
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from catalogsite.docs.converter.sanitiser.sanitise import sanitise_inline
from catalogsite.docs.converter.sections import plain
from catalogsite.docs.converter.syntax.github.emoji import with_emoji
from catalogsite.docs.fragments import TocEntry

_HEADING = re.compile(r"<h([1-6])((?: [\w:-]+(?:=\"[^\"]*\")?)*)>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_ID = re.compile(r' id="([^"]*)"')
_KEPT = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Pc"})


class Heading(NamedTuple):
    """A heading of a page; `title` is safe HTML."""

    level: int
    id: str
    title: str


def with_heading_ids(html: str) -> tuple[str, list[Heading]]:
    """Sanitised HTML whose headings have ids and permalinks, and emoji; and its headings.

    Emoji are replaced here because the host makes the ids from their short names.
    """
    ids = _unique(_slug(match[3]) for match in _HEADING.finditer(html))
    headings: list[Heading] = []

    def replace(match: re.Match[str]) -> str:
        level, attributes, inner = match.groups()
        identifier = ids[len(headings)]
        headings.append(Heading(int(level), identifier, sanitise_inline(inner).strip()))
        if not identifier:
            return match[0]
        own = _ID.search(attributes)
        # Links to an id that the author wrote have to work too.
        anchor = f'<a id="{own[1]}"></a>' if own and own[1] != identifier else ""
        escaped = entities.escape(identifier)
        link = f'<a class="headerlink" href="#{escaped}" title="Permanent link">¶</a>'
        words = f'{_ID.sub("", attributes)} id="{escaped}"'
        return f"<h{level}{words}>{anchor}{inner}{link}</h{level}>"

    return _HEADING.sub(replace, with_emoji(html)), headings


def first_title(headings: Iterable[Heading]) -> str | None:
    """The plain text of the first heading of level 1; None where there is none."""
    titles = (plain(heading.title) for heading in headings if heading.level == 1)
    return next(filter(None, titles), None)


def toc_of_headings(headings: Iterable[Heading]) -> tuple[TocEntry, ...]:
    """The headings, nested by their levels."""
    stack: list[tuple[int, list[TocEntry]]] = [(0, [])]
    for heading in (one for one in headings if one.id and one.title):
        while stack[-1][0] >= heading.level:
            _close(stack)
        entry = TocEntry(id=heading.id, title=heading.title, level=heading.level)
        stack[-1][1].append(entry)
        stack.append((heading.level, []))
    while len(stack) > 1:
        _close(stack)
    return tuple(stack[0][1])


def _close(stack: list[tuple[int, list[TocEntry]]]) -> None:
    _, children = stack.pop()
    if children:
        entries = stack[-1][1]
        entries[-1] = entries[-1].model_copy(update={"children": tuple(children)})


def _slug(inner: str) -> str:
    """The id of a heading: its text in lower case, spaces as hyphens, punctuation left out."""
    text = entities.unescape(_TAG.sub("", inner)).strip().lower()
    kept = (letter for letter in text if letter in "- " or unicodedata.category(letter) in _KEPT)
    # The theme's own ids begin with two underscores.
    slug = "".join(kept).replace(" ", "-")
    return slug.lstrip("_") if slug.startswith("__") else slug


def _unique(slugs: Iterable[str]) -> list[str]:
    seen: Counter[str] = Counter()
    found: list[str] = []
    for slug in slugs:
        found.append(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return found
