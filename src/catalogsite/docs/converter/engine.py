"""MkDocs as a library: one documentation tree in, rendered pages and navigation out.

Nothing of the repository's own configuration reaches MkDocs but its navigation and plain
options of Markdown extensions; no plugin, hook, theme or template of it is ever loaded.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents
from pymdownx.snippets import SnippetMissingError

from catalogsite.docs.converter.markdown import Options, extensions, without_options
from catalogsite.docs.converter.navigation import FileEntry, missing_entries, nav_entries
from catalogsite.docs.converter.placement import Replaced, address_of, place_files, places_of
from catalogsite.docs.converter.syntax.github.render import to_html
from catalogsite.docs.converter.syntax.hugo import without_hugo
from catalogsite.docs.converter.syntax.preprocess import list_indent, prepare
from catalogsite.docs.converter.syntax.snippets import SnippetFolders
from catalogsite.docs.converter.syntax.variables import Unreplaced, Variables
from catalogsite.docs.converter.valid_addresses import VALID_ADDRESSES, valid_nav
from catalogsite.docs.file_paths import below
from catalogsite.docs.fragments import NavEntry
from catalogsite.docs.includes import Layout
from catalogsite.docs.mkdocs_config import Nav

# MkDocs only wants its folders to exist; nothing in this one is read.
_HERE = Path(__file__).parent
_LISTS = "mdx_truly_sane_lists"
_SNIPPETS = "pymdownx.snippets"
_HEADING = re.compile(r"^# +(.{1,200})$", re.MULTILINE)
_BEGINNING = 5_000
# GitHub cuts it off there, too.
_MOST_README = 500 * 1024

CANNOT_CONVERT = "This page could not be converted"
TAKES_TOO_LONG = "This page takes too much time to convert"
"""Titles of the note on a page that shows its source."""


@dataclass(slots=True)
class Source:
    """A page while it is converted; `file` is its path in the tree, `path` its address.

    `is_readme` means that it is written for the repository's host, not for MkDocs.
    """

    page: Page
    file: str
    path: str
    is_readme: bool = False
    missing_snippet: str | None = None
    unreplaced: list[Unreplaced] = field(default_factory=list)


@dataclass(slots=True)
class Engine:
    """The rendering of one documentation tree; `unsafe` are files whose address is refused.

    `replaced` are pages that another one of the same address replaces, by their place.
    """

    config: MkDocsConfig
    files: Files
    navigation: Navigation
    sources: list[Source]
    assets: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    snippets: SnippetFolders | None = None
    unsafe: list[str] = field(default_factory=list)
    replaced: Mapping[str, Replaced] = field(default_factory=dict)
    list_indent: int | None = None
    variables: Variables | None = None
    configured: bool = True

    def render(self, source: Source) -> str:
        """HTML of one page, not sanitised. Raises whatever MkDocs and the extensions raise."""
        page = source.page
        page.read_source(self.config)
        if source.is_readme:
            if len(page.markdown or "") > _MOST_README:
                raise ValueError(f"it has more than {_MOST_README >> 10} KiB")
            page.content = to_html(page.markdown or "")
            return page.content
        page.markdown = prepare(self._with_values(source))
        self._set_page_options(source)
        self._convert(source)
        return page.content or ""

    def _with_values(self, source: Source) -> str:
        """The Markdown of a page with the values of its variables."""
        page, markdown = source.page, source.page.markdown or ""
        if not self.configured:
            plain = without_hugo(markdown)
            markdown, page.meta = plain.markdown, {**plain.meta, **(page.meta or {})}
        if self.variables is not None:
            place, meta = page.file.src_uri, page.meta or {}
            markdown, source.unreplaced = self.variables.replaced(
                markdown, source.file, place, meta
            )
        return markdown

    def show_source(self, source: Source, text: str, reason: str) -> str:
        """HTML with the source of a page, for one that is not converted; `reason` is its title."""
        page = source.page
        page.toc = TableOfContents([])
        page.meta = page.meta or {}
        source.missing_snippet = None
        if "title" not in vars(page):
            page.title = str(page.meta.get("title") or "") or _first_heading(text) or page.file.name
        return _notice(text, reason)

    def _set_page_options(self, source: Source) -> None:
        """Give extensions the options that differ from page to page."""
        options = self.config.mdx_configs
        if _LISTS in options or _LISTS in self.config.markdown_extensions:
            indent = self.list_indent or list_indent(source.page.markdown or "")
            options[_LISTS] = options.get(_LISTS, {}) | {"nested_indent": indent}
        if self.snippets:
            options[_SNIPPETS]["base_path"] = self.snippets.for_page(source.file)

    def _convert(self, source: Source) -> None:
        try:
            source.page.render(self.config, self.files)
        except SnippetMissingError as error:
            source.missing_snippet = str(error)
            options = self.config.mdx_configs[_SNIPPETS]
            options["check_paths"] = False
            try:
                source.page.render(self.config, self.files)
            finally:
                options["check_paths"] = True

    def nav(self, file_entry: FileEntry) -> tuple[NavEntry, ...]:
        """The navigation; titles that it lacks come from the rendered pages."""
        addresses = {id(source.page): source.path for source in self.sources}
        return tuple(nav_entries(self.navigation.items, addresses, file_entry))

    def missing(self) -> Iterator[str]:
        """Entries of the navigation that are neither pages nor addresses, as written."""
        yield from missing_entries(self.navigation.items)


def start_engine(
    layout: Layout,
    only: str | None,
    start: str | None,
    contents: Mapping[str, bytes],
    files: Iterable[str],
    snippets: SnippetFolders | None,
) -> Engine:
    """An engine for a tree: `contents` are the bytes of its pages, `files` the paths of all its files.

    `only` is the one page of a documentation that is just a README, `start` a README that is the
    start page of others.
    """
    config, refused = _config(layout, snippets)
    places = {only: "index.md"} if only else places_of(layout, sorted(files))
    if start:
        places[start] = "index.md"
    readme = only or (start if not _is_inside(start, layout) else None)
    placement = place_files(places, contents)
    placed = placement.files
    found = Files([file for file, _ in placed.values()])
    navigation = get_navigation(found, config)
    sources: list[Source] = []
    assets: dict[str, str] = {}
    for file, path in placed.values():
        if file.is_documentation_page():
            page = file.page or Page(None, file, config)
            sources.append(Source(page, path, address_of(file), is_readme=path == readme))
        else:
            assets[file.dest_uri] = path
    return Engine(
        config=config,
        files=found,
        navigation=navigation,
        sources=sources,
        assets=assets,
        refused=refused,
        snippets=snippets,
        unsafe=placement.unsafe,
        replaced=placement.replaced,
        list_indent=_asked_indent(layout),
    )


def _asked_indent(layout: Layout) -> int | None:
    """By how many spaces lists are nested where the configuration says so."""
    asked = layout.config.extensions.get(_LISTS, {}).get("nested_indent")
    return asked if isinstance(asked, int) and asked > 0 else None


def _is_inside(path: str | None, layout: Layout) -> bool:
    return path is not None and any(below(path, mount.docs_dir) for mount in layout.mounts)


def _config(layout: Layout, snippets: SnippetFolders | None) -> tuple[MkDocsConfig, list[str]]:
    """The first configuration that MkDocs accepts, and why it refused those with more settings."""
    listed = extensions(layout.config, snippets)
    config, errors = _validated(layout, layout.nav, listed)
    if not errors:
        return config, []
    accepted, refused = without_options(listed)
    config, others = _validated(layout, layout.nav, accepted)
    if others:
        config, _ = _validated(layout, None, accepted)
    return config, [*refused, *others]


def _validated(
    layout: Layout, nav: Nav | None, listed: list[dict[str, Options]]
) -> tuple[MkDocsConfig, list[str]]:
    config = MkDocsConfig(config_file_path=str(_HERE / "none" / "mkdocs.yml"))
    config.load_dict(
        {
            "site_name": layout.config.site_name or "Documentation",
            "docs_dir": str(_HERE),
            "site_dir": "/nonexistent",
            "nav": valid_nav(nav) or None,
            # No theme: its settings would be parsed once for each documentation.
            "theme": {"name": None, "custom_dir": str(_HERE)},
            "plugins": [],
            # MkDocs takes the objects apart.
            "markdown_extensions": [dict(entry) for entry in listed],
        }
    )
    errors, _ = config.validate()
    config.markdown_extensions.append(VALID_ADDRESSES)
    return config, [f"{key}: {error}" for key, error in errors]


def _first_heading(text: str) -> str:
    found = _HEADING.search(text[:_BEGINNING])
    return found[1].strip() if found else ""


def _notice(markdown: str, reason: str) -> str:
    return (
        f'<div class="admonition failure"><p class="admonition-title">{reason}</p>'
        "<p>Its source follows.</p></div>"
        f"<pre><code>{html.escape(markdown)}</code></pre>"
    )
