"""The fragment and the problems of one converted page."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from catalogsite.docs.converter.engine import Source
from catalogsite.docs.converter.linking.problems import link_problems
from catalogsite.docs.converter.linking.schemes import with_marked_schemes
from catalogsite.docs.converter.linking.site import LinkKind, LinkReport, Outcome
from catalogsite.docs.converter.navigation import title_of, toc_of
from catalogsite.docs.converter.pages.front_matter import front_matter_error
from catalogsite.docs.converter.sanitiser.dropped import dropped_elements, line_of_element
from catalogsite.docs.converter.sanitiser.sanitise import sanitise
from catalogsite.docs.converter.sections import sections_of
from catalogsite.docs.converter.syntax.github.headings import (
    first_title,
    toc_of_headings,
    with_heading_ids,
)
from catalogsite.docs.converter.syntax.variables import Lack
from catalogsite.docs.converter.workspace import Conversion
from catalogsite.docs.fragments import Fragment, TocEntry
from catalogsite.model.problem import Problem
from catalogsite.model.text.unicode import replace_surrogates
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.repositories.hosts import edit_url

_MOST_NAMES = 10


def safe_content(source: Source, html: str) -> tuple[str, tuple[TocEntry, ...]]:
    """The safe HTML of a page, and its headings; the title of a README is its first heading."""
    clean = sanitise(with_marked_schemes(html))
    if not source.is_readme:
        return clean, toc_of(source.page)
    clean, headings = with_heading_ids(clean)
    title = first_title(headings)
    if title and source.page.meta is not None:
        source.page.meta.setdefault("title", title)
    return clean, toc_of_headings(headings)


def fragment_of(
    conversion: Conversion, source: Source, html: str, toc: tuple[TocEntry, ...]
) -> Fragment:
    """The fragment of a page with this HTML, without its last change and its neighbours."""
    meta: dict[str, Any] = dict(source.page.meta or {})
    file = conversion.in_repository(source.file)
    return Fragment(
        path=source.path,
        title=title_of(source.page),
        html=html,
        toc=toc,
        sections=sections_of(html),
        description=_word(meta.get("description")),
        tags=tuple(map(_word, _list(meta.get("tags")))),
        file=file,
        edit_url=edit_url(conversion.repository, file),
        hide_toc="toc" in _list(meta.get("hide")),
        searchable=not _excluded(meta.get("search")),
    )


def problems_of(
    conversion: Conversion, source: Source, outcome: Outcome, html: str
) -> Iterator[Problem]:
    """The problems of a page that was converted into this HTML, which is not sanitised."""
    yield from _page_problems(conversion, source, html)
    if source.missing_snippet:
        quoted = re.search(r"'([^']+)'", source.missing_snippet)
        line = conversion.line(source.file, quoted[1]) if quoted else None
        at = conversion.location(source.file, line)
        yield _snippet_problem(conversion, source.missing_snippet, at)
    for name, lack in dict.fromkeys(source.unreplaced):
        at = conversion.location(source.file, conversion.line(source.file, name))
        if lack is Lack.NOT_IN_GIT:
            yield problem("docs-variable", "not-in-git", at=at, variable=name)
        elif lack is Lack.UNKNOWN:
            yield problem("docs-variable", at=at, variable=name)
        else:
            yield problem("docs-variable", "not-run", at=at, variable=name)

    def written(target: str) -> SourceLocation:
        return conversion.location(source.file, conversion.line(source.file, target))

    yield from link_problems(
        (_as_written(conversion, source, one) for one in outcome.reports), written
    )


def _page_problems(conversion: Conversion, source: Source, html: str) -> Iterator[Problem]:
    """What of a page itself is left out: elements, and settings that are no YAML."""
    # The host of a README leaves them out, too.
    names = () if source.is_readme else dropped_elements(html)
    if names:
        at = conversion.location(
            source.file, line_of_element(conversion.text(source.file), names[0])
        )
        elements = ", ".join(f"`<{name}>`" for name in names[:_MOST_NAMES])
        yield problem("docs-html", at=at, elements=elements)
    found = None if source.is_readme else front_matter_error(conversion.text(source.file))
    if found is not None:
        at = conversion.location(source.file, found.line)
        yield problem("docs-front-matter", at=at, reason=found.reason)


def _as_written(conversion: Conversion, source: Source, report: LinkReport) -> LinkReport:
    """The report with the link as its author wrote it: MkDocs has changed those it understood."""
    is_file = report.resolved.kind in {LinkKind.UNPUBLISHED, LinkKind.POINTER}
    if not is_file or conversion.line(source.file, report.target):
        return report
    folder = posixpath.dirname(conversion.in_repository(source.file)) or "."
    return report._replace(target=posixpath.relpath(report.resolved.detail, folder))


def _snippet_problem(conversion: Conversion, reason: str, at: SourceLocation) -> Problem:
    quoted = re.search(r"'([^']+)'", reason)
    name = quoted[1] if quoted else ""
    if name.startswith(("http://", "https://")):
        return problem("docs-snippet", "address", at=at, address=name)
    pointers = conversion.manifest.targets.pointers
    if name and any(f"/{path}".endswith(f"/{name}") for path in pointers):
        return problem("docs-lfs", "snippet", at=at, target=name)
    return problem("docs-snippet", at=at, reason=reason)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def _word(value: Any) -> str:
    return "" if value is None else str(replace_surrogates(str(value)))


def _excluded(value: Any) -> bool:
    return isinstance(value, dict) and value.get("exclude") is True
