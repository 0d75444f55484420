"""The generated pages that lie in the user's navigation: which there are, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from catalogsite.render.shell import placeholders as slot

TITLES = {
    "catalog": "Catalog",
    "docs": "Docs",
    "create": "Create",
    "scorecards": "Scorecards",
    "problems": "Problems",
}
"""Folder and default tab title of each generated page that lies in the user's navigation."""

HOME = "index.md"
BODY = f"<h1>{slot.BODY}</h1>"


@dataclass(frozen=True, slots=True)
class Singles:
    """The single pages of one build.

    `addresses` is by source path; `added` are those that the user has not written; `missing` are
    those that the user's navigation does not name, with their titles.
    """

    addresses: dict[str, str]
    added: tuple[str, ...]
    missing: dict[str, str]

    def filled(self, source: str, content: str) -> str:
        """The content of a single page with the body's placeholder at the user's marker."""
        mark = marker(self.addresses[source].strip("/") or "home")
        return content.replace(mark, BODY, 1) if mark in content else content + BODY


NONE = Singles({}, (), {})
"""Without a snapshot there is nothing to fill."""


def find_singles(docs: Path, nav: Any) -> Singles:
    """Which single pages are ours to add, and which the user wrote with a marker in it."""
    addresses = {f"{name}/index.md": f"{name}/" for name in TITLES}
    added = [path for path in addresses if not (docs / path).exists()]
    home = docs / HOME
    if not home.exists() and not (docs / "README.md").exists():
        added.append(HOME)
    if HOME in added or _has_marker(home):
        addresses[HOME] = ""
    named = set() if nav is None else set(nav_paths(nav))
    missing = {
        f"{name}/index.md": title
        for name, title in TITLES.items()
        if nav is not None and f"{name}/index.md" not in named
    }
    return Singles(addresses, tuple(sorted(added)), missing)


def marker(name: str) -> str:
    """The comment by which a page of the user says where the generated part goes."""
    return f"<!-- catalogsite:{name} -->"


def single_source(path: str) -> str:
    """The Markdown of a single page."""
    title = TITLES.get(path.partition("/")[0], "Home")
    return (
        f"---\ntitle: {title}\ndescription: {slot.DESCRIPTION}\n"
        "hide: [navigation, toc, path]\nsearch: {exclude: true}\n---\n"
    )


def nav_with_singles(nav: list[Any], missing: dict[str, str]) -> list[Any]:
    """The navigation with `missing` (address to title) at its end as top tabs.

    A bare entry such as `Catalog: catalog/index.md` becomes a section of one page, so that the
    pages under it can have it as their parent.
    """
    wanted = {f"{name}/index.md" for name in TITLES}
    items = [_as_section(item, wanted) for item in nav]
    return [*items, *({title: [path]} for path, title in missing.items())]


def order(nav: Navigation) -> None:
    """Put our tabs last and in their own order where the navigation was made from the files."""
    names = list(TITLES)

    def rank(item: Any) -> int:
        first = item.children[0] if item.children else item
        folder = first.file.src_uri.partition("/index.md")[0] if isinstance(first, Page) else ""
        return names.index(folder) + 1 if folder in names else 0

    nav.items.sort(key=rank)


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


def _as_section(item: Any, wanted: set[str]) -> Any:
    if isinstance(item, str) and item in wanted:
        return {TITLES[item.split("/")[0]]: [item]}
    if isinstance(item, dict):
        return {
            title: [value] if isinstance(value, str) and value in wanted else value
            for title, value in item.items()
        }
    return item


def _has_marker(file: Path) -> bool:
    return file.exists() and marker("home") in file.read_text("utf-8", "replace")
