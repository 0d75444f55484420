"""The pages that the plugin adds to a MkDocs site: single pages and the shells of the layouts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from catalogsite.render import placeholders as slot

SINGLES = {
    "catalog": "Catalog",
    "docs": "Docs",
    "create": "Create",
    "scorecards": "Scorecards",
    "problems": "Problems",
}
"""Folder and default tab title of each generated page that lies in the user's navigation."""

SHELL_FEATURES = ("navigation.path", "navigation.footer", "content.action.edit")
"""Features of the theme that generated pages have even where human pages do without."""

BODY = f"<h1>{slot.BODY}</h1>"


def marker(name: str) -> str:
    """The comment by which a page of the user says where the generated part goes."""
    return f"<!-- catalogsite:{name} -->"


def single_source(title: str) -> str:
    """The Markdown of a single page."""
    return (
        f"---\ntitle: {title}\ndescription: {slot.DESCRIPTION}\n"
        "hide: [navigation, toc, path]\nsearch: {exclude: true}\n---\n"
    )


def shell_source() -> str:
    """The Markdown of a shell: all that is optional is there, and the pour deletes it."""
    return (
        f"---\ntitle: {slot.TITLE}\ndescription: {slot.DESCRIPTION}\n"
        "hide: [navigation, toc]\nsearch: {exclude: true}\n---\n"
    )


def nav_with_singles(nav: list[Any], missing: dict[str, str]) -> list[Any]:
    """The navigation with `missing` (address to title) at its end as top tabs.

    A bare entry such as `Catalog: catalog/index.md` becomes a section of one page, so that the
    pages under it can have it as their parent.
    """
    wanted = {f"{name}/index.md" for name in SINGLES}
    items = [_as_section(item, wanted) for item in nav]
    return [*items, *({title: [path]} for path, title in missing.items())]


def _as_section(item: Any, wanted: set[str]) -> Any:
    if isinstance(item, str) and item in wanted:
        return {SINGLES[item.split("/")[0]]: [item]}
    if isinstance(item, dict):
        return {
            title: [value] if isinstance(value, str) and value in wanted else value
            for title, value in item.items()
        }
    return item


def in_order(items: list[Any]) -> list[Any]:
    """A navigation made from the files, with our tabs last and in their own order."""
    names = list(SINGLES)

    def rank(item: Any) -> int:
        first = item.children[0] if item.children else item
        folder = first.file.src_uri.partition("/index.md")[0] if isinstance(first, Page) else ""
        return names.index(folder) + 1 if folder in names else 0

    return sorted(items, key=rank)


def nav_paths(nav: Any) -> Iterator[str]:
    """Every address that a navigation names."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, list):
        for item in nav:
            yield from nav_paths(item)
    elif isinstance(nav, dict):
        for item in nav.values():
            yield from nav_paths(item)


@dataclass(slots=True)
class Neighbour:
    """Stands as the previous or next page of a shell; it is never written."""

    title: str
    url: str
    is_homepage: bool = False


def place_shell(page: Page, parent: Section | None) -> None:
    """Give a shell everything optional, and its place under `parent` while it is rendered."""
    folder = page.url.removesuffix("index.html").rstrip("/").rpartition("/")[0]
    page.content = BODY
    page.toc = _shell_toc()
    page.edit_url = slot.EDIT
    crumb = Section(slot.CRUMB, [page])
    crumb.parent = parent
    page.parent = crumb
    if parent is not None:
        parent.children.append(page)
        page.active = True
    previous: Any = Neighbour(slot.PREVIOUS_TITLE, f"{folder}/{slot.PREVIOUS}/")
    following: Any = Neighbour(slot.FOLLOWING_TITLE, f"{folder}/{slot.FOLLOWING}/")
    page.previous_page, page.next_page = previous, following


def remove_shell(page: Page) -> None:
    """Take a rendered shell out of the navigation again."""
    section = page.parent.parent if page.parent is not None else None
    if section is not None and page in section.children:
        page.active = False
        section.children.remove(page)


def _shell_toc() -> TableOfContents:
    title = AnchorLink(slot.HEADING, slot.SKIP, 1)
    title.children = [AnchorLink(slot.TOC, slot.ANCHOR, 2)]
    return TableOfContents([title])
