"""The pages of tools that the annotations of an entity name, as its page lists them."""

from __future__ import annotations

import json
import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from catalogsite.catalog.tools.pages import NamedPage, named_pages
from catalogsite.catalog.tools.table import tool_of, tools
from catalogsite.model.entity import EntityData, annotations_of
from catalogsite.render.filters import safe_url
from catalogsite.render.portal.portal import Portal
from catalogsite.repositories.hosts import tree_url

_DECISIONS = "backstage.io/adr-location"
_PLAIN = re.compile(r"[A-Za-z][\w.-]*")
_MOST_LINKS = 20
_MOST_WANTED = 6
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class ToolLink:
    """What is named in a tool, as plain text, empty for a secret; `url` is safe, or empty."""

    what: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class ToolRow:
    """A tool with all that an entity names in it; `more` counts what is left out."""

    title: str
    icon: str
    links: tuple[ToolLink, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ToolList:
    """The tools of an entity; `wanted` is the YAML of addresses that would make more links."""

    rows: tuple[ToolRow, ...]
    wanted: str


def tool_list(
    portal: Portal, ref: str, entity: EntityData, linked: Collection[str]
) -> ToolList | None:
    """The tools that the entity names, without the addresses that its page has already; None without any."""
    annotations = annotations_of(entity)
    taken = set(map(_comparable, filter(None, linked)))
    rows: list[ToolRow] = []
    wanted: dict[str, None] = {}
    if pages := portal.once(_named_pages, ref):
        wanted = {page.wanted: None for page in pages if page.wanted}
        rows += _rows(pages, taken)
    if decisions := _decisions(portal, ref, annotations.get(_DECISIONS, "")):
        rows += _row("Decisions", "docs", [decisions], taken)
    return ToolList(tuple(rows), _wanted_yaml(wanted)) if rows else None


def _named_pages(portal: Portal, ref: str) -> tuple[NamedPage, ...]:
    """The pages of tools that the annotations of the entity name."""
    annotations = annotations_of(portal.entities[ref])
    if not any(map(tool_of, annotations)):
        return ()
    found = portal.repository(ref)
    repository = (found.web_url or "", found.host or "") if found else ("", "")
    return tuple(named_pages(annotations, portal.snapshot.tools, repository))


def _rows(pages: Iterable[NamedPage], taken: set[str]) -> Iterator[ToolRow]:
    by_tool: defaultdict[str, list[ToolLink]] = defaultdict(list)
    for page in pages:
        by_tool[page.tool.id].append(ToolLink(page.what, _short(page.text), safe_url(page.url)))
    for tool_id in sorted(by_tool, key=_place):
        tool = tools()[tool_id]
        yield from _row(tool.title, tool.icon, by_tool[tool_id], taken)


def _place(tool_id: str) -> int:
    return _places()[tool_id]


@cache
def _places() -> dict[str, int]:
    """The place of each tool on a page, by its id."""
    return {tool_id: place for place, tool_id in enumerate(tools())}


def _row(title: str, icon: str, links: Iterable[ToolLink], taken: set[str]) -> Iterator[ToolRow]:
    """The row of a tool, unless the page has all of its links already."""
    kept = []
    for link in links:
        key = _comparable(link.url) if link.url else f"{title} {link.what} {link.text}"
        if key not in taken:
            taken.add(key)
            kept.append(link)
    if kept:
        yield ToolRow(title, icon, tuple(kept[:_MOST_LINKS]), max(len(kept) - _MOST_LINKS, 0))


def _decisions(portal: Portal, ref: str, stated: str) -> ToolLink | None:
    """The folder of decisions, relative to the descriptor, or at an address."""
    text = stated.strip()
    if not text or "{{" in text:
        return None
    if "://" in text:
        return ToolLink("", _short(text), safe_url(text))
    folder = posixpath.dirname(portal.origin(ref).file or "")
    path = posixpath.normpath(posixpath.join(folder, text))
    repository = portal.repository(ref)
    outside = path.startswith(("/", ".."))
    url = (tree_url(repository, path) or "") if repository and not outside else ""
    return ToolLink("", _short(text), safe_url(url))


def _short(text: str) -> str:
    """One line: of an address only host and path."""
    if text.startswith(("https://", "http://")):
        text = re.split(r"[?#]", text.split("://", 1)[1], maxsplit=1)[0]
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


@lru_cache(maxsize=4096)
def _comparable(url: str) -> str:
    """A text that is the same for two ways to write one address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    path = unquote(parts.path).rstrip("/")
    return f"{parts.netloc.lower()} {path} {parse_qsl(parts.query)} {parts.fragment}"


def _wanted_yaml(wanted: Iterable[str]) -> str:
    """The addresses to add to the configuration, as YAML in one line; empty where none is wanted."""
    servers: defaultdict[str, list[str]] = defaultdict(list)
    for key in wanted:
        tool, _, instance = key.partition("/")
        servers[tool] += [instance] if instance else []
    entries = [f"{tool}: {_address_yaml(names)}" for tool, names in servers.items()]
    more = ", …" if len(entries) > _MOST_WANTED else ""
    return f"catalog: {{tools: {{{', '.join(entries[:_MOST_WANTED])}{more}}}}}" if entries else ""


def _address_yaml(names: list[str]) -> str:
    if not names:
        return "https://…"
    quoted = (name if _PLAIN.fullmatch(name) else json.dumps(name) for name in names)
    return f"{{{', '.join(f'{name}: https://…' for name in quoted)}}}"
