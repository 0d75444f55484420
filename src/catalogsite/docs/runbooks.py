"""The runbooks in a stored documentation: that of the whole, and those of alerts by name."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from catalogsite.docs.mkdocs_config import read_config
from catalogsite.model.documentation.documentation import Documentation, TreeManifest
from catalogsite.model.entity import EntityData

_WORD = re.compile(r"(?:\d+[\s._-]*)?(?:run[\s_-]?books?|play[\s_-]?books?)", re.IGNORECASE)
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_MARKUP = re.compile(r"\{[^{}]*\}\s*$|[`*]|\[([^\[\]]*)\]\([^()]*\)")
_MOST_PAGES = 500
_MOST_HEADINGS = 200
_LONGEST = 200_000

Read = Callable[[str], bytes]
"""The content of a blob by its hash."""


def is_runbook_word(text: str) -> bool:
    """Whether a title or the name of a file or folder says runbook: `Runbooks`, `03-run-book`."""
    return _WORD.fullmatch(text.removesuffix(".html").strip()) is not None


def stated_runbook(entity: EntityData) -> str:
    """The web address of the first link of a descriptor that says runbook; empty without one."""
    links = entity["metadata"].get("links")
    for link in links if isinstance(links, list) else ():
        if not isinstance(link, dict):
            continue
        words = " ".join(str(link.get(key) or "") for key in ("title", "type", "icon"))
        url = str(link.get("url") or "").strip()
        if "runbook" in words.lower() and url.lower().startswith(("https://", "http://")):
            return url
    return ""


def alert_key(name: str) -> str:
    """The letters and digits of a name, by which an alert and its page are compared."""
    return "".join(re.findall(r"[^\W_]+", name.casefold()))


class RunbookPage(NamedTuple):
    """A page by its file in the repository; `part` is the heading in it, empty for the page."""

    file: str
    part: str = ""


@dataclass(frozen=True)
class Runbooks:
    """The runbook of a documentation, and the pages and headings that are called like alerts."""

    page: RunbookPage | None = None
    by_alert: Mapping[str, RunbookPage] = field(default_factory=dict)

    def of_alert(self, name: str) -> RunbookPage | None:
        """The page or heading that is called like an alert."""
        return self.by_alert.get(alert_key(name))


class _Page(NamedTuple):
    """A page below the root of the documentation; `sections` are those of the navigation above it."""

    path: str
    title: str
    sections: tuple[str, ...]
    headings: tuple[str, ...]

    @property
    def stem(self) -> str:
        return posixpath.splitext(posixpath.basename(self.path))[0]

    def is_named(self, owner: str) -> bool:
        """Whether it is called runbook, with or without the name of its owner before it."""
        title = self.title.casefold().removeprefix(owner.casefold()).strip(" :-")
        return is_runbook_word(self.stem) or is_runbook_word(title)

    @property
    def is_inside(self) -> bool:
        folders = posixpath.dirname(self.path).split("/")
        return any(map(is_runbook_word, (*folders, *self.sections)))


def documented_runbooks(
    documentation: Documentation, tree: TreeManifest, read: Read, part: str = "", owner: str = ""
) -> Runbooks:
    """The runbooks of a stored documentation, or of the `part` of it that an entity shows.

    The runbook is the page that is called so by its file, its title or in the navigation, else the
    first below a folder or section that is. An alert's is a page below such a folder or section
    whose name or title equals that of the alert, else a heading that does, in any of these pages.
    `owner` is the title of the entity, with which the title of a page may begin.
    """
    pages = [
        page
        for page in _pages(documentation, tree, read)
        if page.path.removeprefix(f"{documentation.docs_dir}/").startswith(part)
    ]
    inside = [page for page in pages if page.is_inside]
    named = [page for page in pages if page.is_named(owner)]
    by_alert: dict[str, RunbookPage] = {}
    for page in inside:
        for name in (page.stem, page.title, *page.headings[:1]):
            by_alert.setdefault(alert_key(name), _runbook(documentation, page))
    for page in (*named, *inside):
        for heading in page.headings:
            by_alert.setdefault(alert_key(heading), _runbook(documentation, page, heading))
    by_alert.pop("", None)
    first = next(iter((*named, *inside)), None)
    return Runbooks(_runbook(documentation, first) if first else None, by_alert)


def _runbook(documentation: Documentation, page: _Page, part: str = "") -> RunbookPage:
    return RunbookPage(posixpath.join(documentation.root, page.path), part)


def _pages(documentation: Documentation, tree: TreeManifest, read: Read) -> Iterator[_Page]:
    """The Markdown files, those of the navigation first."""
    entry = tree.files.get(documentation.config or "")
    nav: Any = ()
    if entry is not None:
        nav = read_config(read(entry.blob).decode(errors="replace"), "mkdocs.yml").nav
    listed = {
        posixpath.normpath(posixpath.join(documentation.docs_dir, file)): titles
        for file, titles in _entries(nav, ())
    }
    found = [path for path in tree.files if path.endswith((".md", ".markdown"))]
    others = sorted(set(found).difference(listed), key=lambda path: (path.count("/"), path))
    paths = [*(path for path in listed if path in tree.files), *others]
    for path in paths[:_MOST_PAGES]:
        titles = listed.get(path, ("",))
        headings = tuple(islice(_headings(read(tree.files[path].blob)), _MOST_HEADINGS))
        yield _Page(path, titles[-1] or next(iter(headings), ""), titles[:-1], headings)


def _entries(nav: Any, above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The files of a navigation, each with its title after those of its sections."""
    for entry in nav if isinstance(nav, list | tuple) else ():
        if isinstance(entry, str):
            yield entry, (*above, "")
        elif isinstance(entry, dict):
            for title, value in entry.items():
                titles = (*above, str(title))
                if isinstance(value, str):
                    yield value, titles
                else:
                    yield from _entries(value, titles)


def _headings(content: bytes) -> Iterator[str]:
    text = _FENCE.sub("", content[:_LONGEST].decode(errors="replace"))
    for found in _HEADING.finditer(text):
        yield " ".join(_MARKUP.sub(r"\1", found[2]).split())
