"""The pages full of placeholders that MkDocs builds for the generated ones: shells and single pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalogsite.render.page_outputs import SITE_PAGES
from catalogsite.render.shell import placeholders as slot

TABS = {page.at.strip("/"): page.tab for page in SITE_PAGES if page.tab}
"""Folder and default title of each generated page that is a tab of the user's navigation."""

HOME = "index.md"
BODY = f"<h1>{slot.BODY}</h1>"
"""HTML that becomes the body of a generated page."""


@dataclass(frozen=True, slots=True)
class SinglePages:
    """The single pages of one build: generated pages that are filled where they are.

    `addresses` is by source path; `added` are those that the user has not written; `missing` are
    those that the user's navigation does not name, with their titles.
    """

    addresses: dict[str, str]
    added: tuple[str, ...]
    missing: dict[str, str]

    def with_body(self, source: str, html: str) -> str:
        """The HTML of a single page with the body's placeholder at the user's marker."""
        mark = marker(self.addresses[source].strip("/") or "home")
        return html.replace(mark, BODY, 1) if mark in html else html + BODY


NO_SINGLE_PAGES = SinglePages({}, (), {})
"""Without a catalog there is nothing to fill."""


def find_single_pages(docs: Path, nav: Any) -> SinglePages:
    """Which single pages are to be added, and which the user wrote; `nav` is that of mkdocs.yml."""
    addresses = {f"{name}/index.md": f"{name}/" for name in TABS}
    added = [path for path in addresses if not (docs / path).exists()]
    home = docs / HOME
    if not home.exists() and not (docs / "README.md").exists():
        added.append(HOME)
    if HOME in added or _has_marker(home):
        addresses[HOME] = ""
    named = set() if nav is None else set(nav_paths(nav))
    missing = {
        f"{name}/index.md": title
        for name, title in TABS.items()
        if nav is not None and f"{name}/index.md" not in named
    }
    return SinglePages(addresses, tuple(sorted(added)), missing)


def marker(name: str) -> str:
    """The comment by which a page of the user says where the generated part goes."""
    return f"<!-- catalogsite:{name} -->"


def single_source(path: str) -> str:
    """The Markdown of a single page that the user has not written."""
    title = TABS.get(path.removesuffix("/index.md"), "Home")
    return _source(title, hide="navigation, toc, path")


def shell_source() -> str:
    """The Markdown of a shell, in which everything optional is present; filling removes it."""
    return _source(slot.TITLE, hide="navigation, toc")


def _source(title: str, hide: str) -> str:
    return (
        f"---\ntitle: {title}\ndescription: {slot.DESCRIPTION}\n"
        f"hide: [{hide}]\nsearch: {{exclude: true}}\n---\n"
    )


def layout_of(source: str) -> str | None:
    """The layout whose shell has this source path; None for any other page."""
    parts = source.split("/")
    return parts[1] if parts[0] == slot.SHELL_FOLDER and len(parts) > 1 else None


def nav_with_single_pages(nav: list[Any], missing: dict[str, str]) -> list[Any]:
    """The navigation with `missing` (source path to title) at its end as tabs.

    A bare entry such as `Catalog: catalog/index.md` becomes a section of one page, so that the
    pages under it can have it as their parent.
    """
    wanted = {f"{name}/index.md" for name in TABS}
    items = [_as_section(item, wanted) for item in nav]
    below = {path: title for path, title in missing.items() if _parent(path) in TABS}
    items += [{title: [path]} for path, title in missing.items() if path not in below]
    for path, title in below.items():
        _add_below(items, f"{_parent(path)}/index.md", {title: path})
    return items


def _parent(path: str) -> str:
    """The folder of the tab that a page below a tab belongs to; empty for a tab itself."""
    return path.removesuffix("/index.md").rpartition("/")[0]


def _add_below(items: list[Any], tab: str, entry: dict[str, str]) -> None:
    """Add an entry to the section that begins with a tab, else at the end."""
    for item in items:
        for section in item.values() if isinstance(item, dict) else ():
            if isinstance(section, list) and tab in section:
                section.append(entry)
                return
    items.append(entry)


def tab_order(source: str | None) -> int:
    """Sort key of a navigation that was made from the files: tabs last, in their own order."""
    names = list(TABS)
    folder = (source or "").partition("/index.md")[0]
    return names.index(folder) + 1 if folder in names else 0


def tab_title(source: str | None) -> str:
    """The title of a tab by the source of its page; empty for any other page."""
    return TABS.get((source or "").partition("/index.md")[0], "")


def nav_paths(nav: Any) -> Iterator[str]:
    """Every source path that a navigation names."""
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
        return {TABS[item.removesuffix("/index.md")]: [item]}
    if isinstance(item, dict):
        return {
            title: [value] if isinstance(value, str) and value in wanted else value
            for title, value in item.items()
        }
    return item


def _has_marker(file: Path) -> bool:
    return file.exists() and marker("home") in file.read_text("utf-8", "replace")
