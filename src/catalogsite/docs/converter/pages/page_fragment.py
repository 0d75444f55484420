"""The fragment and the problems of one converted page."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from catalogsite.docs.converter.engine import Source
from catalogsite.docs.converter.links import Outcome
from catalogsite.docs.converter.nav_files import unpublished
from catalogsite.docs.converter.navigation import title_of, toc_of
from catalogsite.docs.converter.sections import sections_of
from catalogsite.docs.converter.variables import Lack
from catalogsite.docs.converter.workspace import Conversion
from catalogsite.docs.fragments import Fragment
from catalogsite.model.problem import Problem
from catalogsite.model.unicode import replace_surrogates
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.repositories.hosts import edit_url


def fragment_of(conversion: Conversion, source: Source, html: str) -> Fragment:
    """The fragment of a page with this HTML, without its last change and its neighbours."""
    meta: dict[str, Any] = dict(source.page.meta or {})
    file = conversion.in_repository(source.file)
    return Fragment(
        path=source.path,
        title=title_of(source.page),
        html=html,
        toc=toc_of(source.page),
        sections=sections_of(html),
        description=_word(meta.get("description")),
        tags=tuple(map(_word, _list(meta.get("tags")))),
        file=file,
        edit_url=edit_url(conversion.repository, file),
        hide_toc="toc" in _list(meta.get("hide")),
        searchable=not _excluded(meta.get("search")),
    )


def problems_of(conversion: Conversion, source: Source, outcome: Outcome) -> Iterator[Problem]:
    """The problems of a page that was converted."""
    if source.missing_snippet:
        quoted = re.search(r"'([^']+)'", source.missing_snippet)
        line = conversion.line(source.file, quoted[1]) if quoted else None
        yield _snippet_problem(source, conversion.location(source.file, line))
    for written, lack in dict.fromkeys(source.unreplaced):
        at = conversion.location(source.file, conversion.line(source.file, written))
        if lack is Lack.NOT_IN_GIT:
            yield problem("docs-variable", "not-in-git", at=at, variable=written)
        elif lack is Lack.UNKNOWN:
            yield problem("docs-variable", at=at, variable=written)
        else:
            yield problem("docs-variable", "not-run", at=at, variable=written)
    for target, reason in dict.fromkeys(outcome.broken):
        at = conversion.location(source.file, conversion.line(source.file, target))
        yield problem("broken-link", at=at, target=target, reason=reason)
    for file, link in {link.file: link for link in reversed(outcome.unpublished)}.items():
        # MkDocs has changed the links that it understood.
        inner = posixpath.relpath(file, posixpath.dirname(source.file) or ".")
        target = link.target if conversion.line(source.file, link.target) else inner
        at = conversion.location(source.file, conversion.line(source.file, target))
        yield unpublished(target, link.url, at)


def _snippet_problem(source: Source, at: SourceLocation) -> Problem:
    missing = source.missing_snippet or ""
    address = re.search(r"'(https?://[^']+)'", missing)
    if address:
        return problem("docs-snippet", "address", at=at, address=address[1])
    return problem("docs-snippet", at=at, reason=missing)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def _word(value: Any) -> str:
    return "" if value is None else str(replace_surrogates(str(value)))


def _excluded(value: Any) -> bool:
    return isinstance(value, dict) and value.get("exclude") is True
