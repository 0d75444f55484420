"""Resolves links to entities (`entity:component/payments`) and their docs (`docs:...`) in HTML.

On HTML, not on Markdown, so that it covers reference links and raw HTML as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Final

from catalogsite.docs.fragments import Fragments
from catalogsite.docs.written_lines import line_of_link
from catalogsite.model.documentation.shared_documentation import DocumentationLink
from catalogsite.model.problem import Problem
from catalogsite.model.urls import docs_path, entity_path, relative
from catalogsite.problems.create import SourceLocation, problem

_LINK = re.compile(
    r"<a\b([^>]*?)\bhref=(?:\"((?:entity|docs):[^\"]*)\"|'((?:entity|docs):[^']*)')([^>]*)>(.*?)</a>",
    re.DOTALL | re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(entity|docs):(?:([\w.-]+):)?(?:([\w.-]+)/)?([\w.-]+)((?:/[^#?]*)?)(#.*)?\Z",
    re.IGNORECASE,
)
KINDS: Final = frozenset(
    {"component", "api", "resource", "system", "domain", "group", "user", "location", "template"}
)

Documented = Mapping[str, Collection[str]]
"""The addresses of the pages of each documentation, by the reference of its entity."""

Shared = Callable[[str], DocumentationLink | None]
"""The documentation that an entity shows, which may be that of another entity."""

_NOTHING: Documented = {}


def shows_its_own(_: str) -> None:
    """No entity shows the documentation of another."""


def page_addresses(fragments: Mapping[str, Fragments]) -> Documented:
    """The addresses of all pages, former ones too, for links from one documentation to another."""
    return {ref: found.addresses for ref, found in fragments.items()}


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link to no entity, or to no page of its documentation (`known`).

    `href` is as it was written, or made of an address of Backstage, such as `/docs/default/api/x`.
    """

    href: str
    known: bool = False

    @property
    def reason(self) -> str:
        """What is wrong with it."""
        what = (
            "a page that this documentation does not have"
            if self.known
            else "nothing in the catalog"
        )
        return f"this link refers to {what}"


def resolve_entity_links(
    html: str,
    page_path: str,
    entities: Collection[str],
    documented: Documented = _NOTHING,
    shared: Shared = shows_its_own,
) -> tuple[str, tuple[BrokenLink, ...]]:
    """The HTML with each link made relative to the page, and the broken links.

    It is as safe as `html` was.

    A broken link becomes marked text.
    """
    if "entity:" not in html and "docs:" not in html:
        return html, ()
    broken: list[BrokenLink] = []

    def replace(match: re.Match[str]) -> str:
        before, double, single, after, text = match.groups()
        href = unescape(double or single)
        target = _target(href, entities, documented, shared)
        if isinstance(target, BrokenLink):
            broken.append(target)
            title = escape(target.reason)
            return f'<span class="cs-broken-link" title="{title}">{text}</span>'
        path, fragment = target
        link = escape(relative(page_path, path) + fragment)
        return f'<a{before}href="{link}"{after}>{text}</a>'

    return _LINK.sub(replace, html), tuple(broken)


def _target(
    href: str, entities: Collection[str], documented: Documented, shared: Shared
) -> tuple[str, str] | BrokenLink:
    match = _REFERENCE.fullmatch(href.strip())
    if match is None:
        return BrokenLink(href)
    scheme, kind, namespace, name, rest, fragment = match.groups()
    ref = _find(kind, namespace, name, entities)
    if ref is None:
        return BrokenLink(href)
    link = shared(ref) if scheme.lower() == "docs" and ref not in documented else None
    if link is not None and not rest.strip("/"):
        return docs_path(link.ref, link.page), fragment or link.part
    ref = link.ref if link is not None else ref
    if scheme.lower() != "docs" or ref not in documented:
        return entity_path(ref), fragment or ""
    page = _page(rest, documented, ref)
    return BrokenLink(href, known=True) if page is None else (docs_path(ref, page), fragment or "")


def _page(rest: str, documented: Documented, ref: str) -> str | None:
    """The address of a page, however its end is written; the first page needs no look."""
    words = rest.strip("/").removesuffix(".md").removesuffix("index").strip("/")
    address = f"{words}/" if words else ""
    return address if not address or address in documented[ref] else None


def _find(
    kind: str | None, namespace: str | None, name: str, entities: Collection[str]
) -> str | None:
    """`component:default/x` is exact; the first word of `component/x` may be kind or namespace."""
    candidates = [f"{kind or 'component'}:{namespace or 'default'}/{name}"]
    if kind is None and namespace is not None and namespace.lower() in KINDS:
        candidates.insert(0, f"{namespace}:default/{name}")
    lowered = (candidate.lower() for candidate in candidates)
    return next((ref for ref in lowered if ref in entities), None)


def broken_link_problems(
    broken: Iterable[BrokenLink],
    *,
    at: SourceLocation,
    source: str | Callable[[], str],
) -> tuple[Problem, ...]:
    """A problem for each broken link, with the line of the source text where it is written.

    `at` is the page.
    """
    links = tuple(broken)
    text = "" if not links else source() if callable(source) else source
    return tuple(_problem(link, at, text) for link in links)


def _problem(link: BrokenLink, at: SourceLocation, text: str) -> Problem:
    address = _address_of_backstage(link.href, text)
    written = address[0] if address else link.href
    at = at._replace(line=line_of_link(text, written))
    if address and address["kind"].lower() not in KINDS:
        reason = f"neither a file of the repository, nor an entity of the kind `{address['kind']}`"
        return problem("broken-link", at=at, target=written, reason=reason)
    if link.known:
        return problem("broken-entity-link", "page", at=at, link=written)
    return problem("broken-entity-link", "entity", at=at, link=written)


def _address_of_backstage(href: str, text: str) -> re.Match[str] | None:
    """The address in a source text that a reference was made of; None where it is written itself."""
    match = _REFERENCE.fullmatch(href.strip())
    if match is None or href in text or match[2] is None or match[3] is None:
        return None
    area = "docs" if match[1].lower() == "docs" else "(?:docs|catalog)"
    names = [re.escape(match[number]) for number in (3, 2, 4)]
    path = rf"/{area}/{names[0]}/(?P<kind>{names[1]})/{names[2]}(?![\w.-])[^\s)\"'<>\]]*"
    return re.search(path, text, re.IGNORECASE)
