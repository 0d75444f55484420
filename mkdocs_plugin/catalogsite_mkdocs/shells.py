"""The shells of the layouts: pages full of placeholders that the theme renders as any other page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from catalogsite.render.shell import placeholders as slot
from catalogsite_mkdocs.singles import BODY

_FEATURES = ("navigation.path", "navigation.footer", "content.action.edit")
"""Features of the theme that generated pages have even where human pages do without."""


@dataclass(slots=True)
class Shells:
    """The shells of one build: rendered under their sections, then kept as HTML for the pour."""

    html: dict[str, str] = field(default_factory=dict)
    _sections: dict[str, Section] = field(default_factory=dict)
    _features: list[str] = field(default_factory=list)

    def add_files(self, files: Files, config: MkDocsConfig) -> None:
        """Add a page for each layout, outside the navigation."""
        for layout in slot.LAYOUTS:
            path, source = f"{slot.shell_path(layout)}index.md", _source()
            shell = File.generated(
                config, path, content=source, inclusion=InclusionLevel.NOT_IN_NAV
            )
            files.append(shell)

    def find_sections(self, files: Files) -> None:
        """Find the section that each layout's pages lie under."""
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


def layout_of(source: str) -> str | None:
    """The layout whose shell lies at a source path; None for any other page."""
    parts = source.split("/")
    return parts[1] if parts[0] == slot.SHELL_FOLDER and len(parts) > 1 else None


def _source() -> str:
    """The Markdown of a shell: all that is optional is there, and the pour deletes it."""
    return (
        f"---\ntitle: {slot.TITLE}\ndescription: {slot.DESCRIPTION}\n"
        "hide: [navigation, toc]\nsearch: {exclude: true}\n---\n"
    )


@dataclass(slots=True)
class _Neighbour:
    """Stands as the previous or next page of a shell; it is never written."""

    title: str
    url: str
    is_homepage: bool = False


def _place(page: Page, parent: Section | None) -> None:
    folder = page.url.removesuffix("index.html").rstrip("/").rpartition("/")[0]
    page.content = BODY
    page.toc = _toc()
    page.edit_url = slot.EDIT
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


def _toc() -> TableOfContents:
    title = AnchorLink(slot.HEADING, slot.SKIP, 1)
    title.children = [AnchorLink(slot.TOC, slot.ANCHOR, 2)]
    return TableOfContents([title])
