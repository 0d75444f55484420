"""The MkDocs plugin: adds shells, single pages and assets, and pours the catalog after a build."""

# ruff: noqa: ARG002 - MkDocs passes every argument of a hook by name

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from mkdocs.config import config_options as option
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.utils import get_build_date

from catalogsite.docs.entity_links import broken_link_problems, resolve_entity_links
from catalogsite.errors import CatalogsiteError
from catalogsite.model.page import Asset, everything
from catalogsite.model.problem import Problem
from catalogsite.paths.inner_path import inner_path, write_inside
from catalogsite.render.shell import placeholders as slot
from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.search.fulltext import SearchPage
from catalogsite.site.write import write_marker
from catalogsite_mkdocs.serving import answer_requests, site_path
from catalogsite_mkdocs.shells import Shells, layout_of
from catalogsite_mkdocs.singles import NONE, find_singles, nav_with_singles, order, single_source
from catalogsite_mkdocs.snapshots import ByPath, Catalog, References, SnapshotCatalog
from catalogsite_mkdocs.theme import add_assets, dress
from catalogsite_mkdocs.words import search_page

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page as HumanPage
    from mkdocs.utils.templates import TemplateContext

log = get_plugin_logger("catalogsite")


class CatalogsiteConfig(Config):  # type: ignore[no-untyped-call]  # MkDocs' own is untyped
    """Options of the plugin in mkdocs.yml."""

    config_file = option.Type(str, default="catalogsite.yaml")
    state_dir = option.Type(str, default=".catalogsite")
    snapshot = option.Optional(option.Type(str))
    pour = option.Type(bool, default=True)


class CatalogsitePlugin(BasePlugin[CatalogsiteConfig]):  # type: ignore[no-untyped-call]  # MkDocs' own is untyped
    """Puts the catalog of a snapshot into a MkDocs site; it opens no socket."""

    def __init__(self) -> None:
        self.catalog: Catalog | None = None
        """Given instead of that of a snapshot; a plugin may live longer than its configuration."""
        self.created: date | None = None
        self.problems: list[Problem] = []
        self.words: list[SearchPage] = []
        self._shells = Shells()
        self._singles = NONE
        self._catalog: Catalog | None = None
        self._known_problems: tuple[Problem, ...] = ()
        self._serving = False
        self._waiting = False
        self._references = References()
        self._pourer: ShellRenderer | None = None
        self._served: ByPath | None = None

    @property
    def shells(self) -> dict[str, str]:
        """Built pages with placeholders, by layout name or by address."""
        return self._shells.html

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether this is `serve`; MkDocs keeps a plugin with this hook over rebuilds."""
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add our theme overrides, assets, and the tabs that the user's navigation lacks."""
        catalog = self._catalog = self.catalog or self._snapshot_catalog(config)
        self._shells, self._singles, self.problems, self.words = Shells(), NONE, [], []
        try:
            self._references = catalog.references()
        except CatalogsiteError as error:
            raise PluginError(str(error)) from error
        if self._references.url and not config.site_url:
            config.site_url = self._references.url.rstrip("/") + "/"
        self._waiting = self.config.pour and catalog.stamp() is None
        if self._waiting:
            log.warning("there is no snapshot yet, so only your own pages are built; %s", _FIX)
            return config
        dress(config)
        self._singles = find_singles(Path(config.docs_dir), config.nav)
        if config.nav is not None:
            config.nav = nav_with_singles(config.nav, self._singles.missing)
        return config

    def _snapshot_catalog(self, config: MkDocsConfig) -> SnapshotCatalog:
        base = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        state = base / self.config.state_dir
        snapshot = base / self.config.snapshot if self.config.snapshot else state / "snapshot.json"
        return SnapshotCatalog(snapshot, state, base / self.config.config_file, lambda: self.words)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add single pages, shells and assets as generated files."""
        if self._waiting:
            return files
        for path in self._singles.added:
            files.append(File.generated(config, path, content=single_source(path)))
        self._shells.add_files(files, config)
        add_assets(files, config)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Find the section that each layout's pages lie under."""
        self._shells.find_sections(files)
        if config.nav is None:
            order(nav)
        return nav

    # Late, so that what other plugins did to content and context stands in the shell.
    @event_priority(-90)
    def on_page_context(
        self,
        context: TemplateContext,
        *,
        page: HumanPage,
        config: MkDocsConfig,
        nav: Navigation,
    ) -> TemplateContext:
        """Fill shells with placeholders and put the body's placeholder into single pages."""
        source = page.file.src_uri
        layout = layout_of(source)
        if layout is not None:
            self._shells.place(page, layout, config)
        elif source in self._singles.addresses:
            page.content = self._singles.filled(source, page.content or "")
        return context

    @event_priority(-90)
    def on_page_content(
        self, html: str, *, page: HumanPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Resolve links to entities and documentation in a human page."""
        resolved, broken = resolve_entity_links(html, page.url, *self._references[:2])
        if self._waiting:
            return resolved
        if words := search_page(page, resolved):
            self.words.append(words)
        file = f"{Path(config.docs_dir).name}/{page.file.src_uri}"
        source = page.file.content_string
        for problem in broken_link_problems(broken, file=file, source=lambda: source):
            self.problems.append(problem)
            log.warning("%s:%s: %s", problem.file, problem.line or 1, problem.message)
        return resolved

    @event_priority(-90)
    def on_post_page(self, output: str, *, page: HumanPage, config: MkDocsConfig) -> str:
        """Keep the HTML of shells and single pages for the pour."""
        source = page.file.src_uri
        layout = layout_of(source)
        if layout is not None:
            self._shells.keep(page, layout, config, output)
        elif source in self._singles.addresses:
            self._shells.html[self._singles.addresses[source]] = output
        return output

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Keep shells out of the sitemap."""
        if template_name == "sitemap.xml":
            every: Any = context["pages"]
            # Shells too: the newest of all pages dates the compressed sitemap.
            self._date_pages(every)
            context["pages"] = [file for file in every if layout_of(file.src_uri) is None]
        return context

    def _date_pages(self, files: Iterable[File]) -> None:
        """Date pages by the snapshot, not by the clock: same snapshot, same bytes."""
        created = self.created or self._references.created
        for file in files:
            page = file.page
            if created and page is not None and page.update_date == get_build_date():
                page.update_date = created.isoformat()

    @event_priority(-90)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Delete the shells from the site, then pour every page, or get ready to on request."""
        if self._waiting:
            return
        site = Path(config.site_dir)
        shutil.rmtree(site / slot.SHELL_FOLDER, ignore_errors=True)
        (site / "search" / "search_index.json").unlink(missing_ok=True)
        if not self.config.pour:
            return
        try:
            if self._serving:
                self._pourer = ShellRenderer(self.shells)
                # A request during the next build must not see that build's half of them.
                self._known_problems = tuple(self.problems)
            else:
                self._write_all(site)
        except CatalogsiteError as error:
            raise PluginError(str(error)) from error

    def _write_all(self, site: Path) -> None:
        assert self._catalog is not None  # noqa: S101 - on_config has set it
        write_marker(site)
        lots = self._catalog.lots(self.problems)
        for path, content in ShellRenderer(self.shells).files(everything(lots)):
            write_inside(site, inner_path(path), content)

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any
    ) -> LiveReloadServer:
        """Pour pages when they are asked for; the snapshot is watched like a source."""
        if self.config.pour and self._catalog is not None:
            self._served = ByPath(self._catalog)
            answer_requests(server, self.answer)
            if isinstance(self._catalog, SnapshotCatalog) and self._catalog.snapshot.exists():
                server.watch(str(self._catalog.snapshot))
        return server

    def answer(self, request: str) -> bytes | None:
        """The content of a path of ours, None for any other."""
        if self._pourer is None or self._served is None:
            return None
        item = self._served.find(site_path(request), self._known_problems)
        if isinstance(item, Asset):
            return item.content
        if item is None or not self._pourer.owns(item):
            return None
        return self._pourer.html(item).encode()


_FIX = "run `catalogsite collect` beside mkdocs.yml, then build again"
