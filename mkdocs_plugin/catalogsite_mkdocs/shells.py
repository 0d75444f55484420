"""The shells of the layouts as pages of a MkDocs build: their place in its navigation, and their HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from catalogsite.render.shell import placeholders as slot
from catalogsite.site.placeholder_pages import BODY, shell_source

_FEATURES = ("navigation.path", "navigation.footer", "content.action.edit")
"""Features of the theme that generated pages have even where human pages do without."""


@dataclass(slots=True)
class Shells:
    """The shells of one build: rendered under their sections, then kept as HTML."""

    html: dict[str, str] = field(default_factory=dict)
    _sections: dict[str, Section] = field(default_factory=dict)
    _features: list[str] = field(default_factory=list)

    def add_files(self, files: Files, config: MkDocsConfig) -> None:
        """Add a page for each layout, outside the navigation."""
        for layout in slot.LAYOUTS:
            path, level = f"{slot.shell_path(layout)}index.md", InclusionLevel.NOT_IN_NAV
            files.append(File.generated(config, path, content=shell_source(), inclusion=level))

    def find_sections(self, files: Files) -> None:
        """Find the section that each layout's pages belong to."""
        for layout in slot.LAYOUTS:
            file = files.get_file_from_path(f"{layout}/index.md")
            if file is not None and file.page is not None and file.page.parent is not None:
                self._sections[layout] = file.page.parent

    def place(self, page: Page, layout: str, config: MkDocsConfig) -> None:
        """Give a shell everything optional, and its place in the navigation while it is rendered."""
        _place(page, self._sections.get(layout))
        self._features = list(config.theme.get("features") or ())
        more = [name for name in _FEATURES if name not in self._features]
        config.theme["features"] = [*self._features, *more]

    def keep(self, page: Page, layout: str, config: MkDocsConfig, html: str) -> None:
        """Keep a rendered shell, and take it out of the navigation again."""
        _remove(page)
        config.theme["features"] = self._features
        self.html[layout] = html


@dataclass(slots=True)
class _Neighbour:
    """The previous or next page of a shell; it is never written."""

    title: str
    url: str
    is_homepage: bool = False


def _place(page: Page, parent: Section | None) -> None:
    folder = page.url.removesuffix("index.html").rstrip("/").rpartition("/")[0]
    title = AnchorLink(slot.HEADING, slot.SKIP, 1)
    title.children = [AnchorLink(slot.TOC, slot.ANCHOR, 2)]
    page.content, page.toc, page.edit_url = BODY, TableOfContents([title]), slot.EDIT
    crumb = Section(slot.CRUMB, [page])
    crumb.parent = parent
    page.parent = crumb
    if parent is not None:
        parent.children.append(page)
        page.active = True
    previous: Any = _Neighbour(slot.PREVIOUS_TITLE, f"{folder}/{slot.PREVIOUS}/")
    following: Any = _Neighbour(slot.FOLLOWING_TITLE, f"{folder}/{slot.FOLLOWING}/")
    page.previous_page, page.next_page = previous, following


def _remove(page: Page) -> None:
    section = page.parent.parent if page.parent is not None else None
    if section is not None and page in section.children:
        page.active = False
        section.children.remove(page)
