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
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Section
from mkdocs.utils import get_build_date

from catalogsite.errors import CatalogsiteError
from catalogsite.model import Problem
from catalogsite.page import Asset
from catalogsite.render import placeholders as slot
from catalogsite.render.links import broken_link_problems, resolve_entity_links
from catalogsite.render.pour import Pourer
from catalogsite.resources import resource_dir
from catalogsite_mkdocs import pages
from catalogsite_mkdocs.assets import entry_scripts, entry_styles, portal_assets
from catalogsite_mkdocs.serving import answer_requests, site_path
from catalogsite_mkdocs.snapshots import ByPath, Catalog, References, SnapshotCatalog

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page as HumanPage
    from mkdocs.utils.templates import TemplateContext

log = get_plugin_logger("catalogsite")


class DialogSearchConfig(Config):  # type: ignore[no-untyped-call]
    """What Material's header asks of its search plugin."""

    enabled = option.Type(bool, default=True)


class DialogSearch(BasePlugin[DialogSearchConfig]):  # type: ignore[no-untyped-call]
    """Stands for Material's search plugin, so that its header shows our search; builds no index."""


class CatalogsiteConfig(Config):  # type: ignore[no-untyped-call]
    """Options of the plugin in mkdocs.yml."""

    config_file = option.Type(str, default="catalogsite.yaml")
    state_dir = option.Type(str, default=".catalogsite")
    snapshot = option.Optional(option.Type(str))
    pour = option.Type(bool, default=True)


class CatalogsitePlugin(BasePlugin[CatalogsiteConfig]):  # type: ignore[no-untyped-call]
    """Puts the catalog of a snapshot into a MkDocs site; it opens no socket."""

    def __init__(self) -> None:
        self.catalog: Catalog | None = None
        self.created: date | None = None
        self.shells: dict[str, str] = {}
        self.problems: list[Problem] = []
        self._serving = False
        self._references = References()
        self._singles: dict[str, str] = {}
        self._added: set[str] = set()
        self._sections: dict[str, Section] = {}
        self._pourer: Pourer | None = None
        self._served: ByPath | None = None
        self._features: list[str] = []

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether this is `serve`; MkDocs keeps a plugin with this hook over rebuilds."""
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add our theme overrides, assets, and the tabs that the user's navigation lacks."""
        if self.catalog is None:
            self.catalog = self._snapshot_catalog(config)
        self._references = self.catalog.references()
        self.shells, self.problems = {}, []
        config.theme.dirs.insert(
            self._override_index(config), str(resource_dir("site_templates") / "overrides")
        )
        features = config.theme.get("features")
        if isinstance(features, list) and "navigation.indexes" not in features:
            features.append("navigation.indexes")
        if not {"search", "material/search"} & set(config.plugins):
            stand_in = DialogSearch()
            stand_in.load_config({})
            config.plugins["material/search"] = stand_in
        self._add_assets(config)
        self._find_singles(config)
        return config

    def _snapshot_catalog(self, config: MkDocsConfig) -> SnapshotCatalog:
        base = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        state = base / self.config.state_dir
        snapshot = base / self.config.snapshot if self.config.snapshot else state / "snapshot.json"
        return SnapshotCatalog(snapshot, state, base / self.config.config_file)

    def _override_index(self, config: MkDocsConfig) -> int:
        """After the user's own overrides, before the theme."""
        return 1 if config.theme.custom_dir else 0

    def _add_assets(self, config: MkDocsConfig) -> None:
        assets = portal_assets()
        config.extra_css[:0] = [
            path for path in entry_styles(assets) if path not in config.extra_css
        ]
        known = {str(script) for script in config.extra_javascript}
        for path, module in entry_scripts(assets):
            if path not in known:
                script = ExtraScriptValue(path)
                script.type = "module" if module else ""
                config.extra_javascript.append(script)

    def _find_singles(self, config: MkDocsConfig) -> None:
        """Which single pages are ours to add, and which the user wrote with a marker in it."""
        docs = Path(config.docs_dir)
        self._singles, self._added = {}, set()
        missing = {}
        for name, title in pages.SINGLES.items():
            path = f"{name}/index.md"
            self._singles[path] = f"{name}/"
            if not (docs / path).exists():
                self._added.add(path)
            if config.nav is not None and path not in set(pages.nav_paths(config.nav)):
                missing[path] = title
        home = docs / "index.md"
        if not home.exists() and not (docs / "README.md").exists():
            self._added.add("index.md")
        if "index.md" in self._added or _has_marker(home):
            self._singles["index.md"] = ""
        if config.nav is not None:
            config.nav = pages.nav_with_singles(config.nav, missing)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add single pages, shells and assets as generated files."""
        for path in sorted(self._added):
            title = pages.SINGLES.get(path.partition("/")[0], "Home")
            files.append(File.generated(config, path, content=pages.single_source(title)))
        for layout in slot.LAYOUTS:
            path = f"{slot.shell_path(layout)}index.md"
            content = pages.shell_source()
            shell = File.generated(
                config, path, content=content, inclusion=InclusionLevel.NOT_IN_NAV
            )
            files.append(shell)
        for asset in portal_assets():
            if files.get_file_from_path(asset.path) is None:
                files.append(File.generated(config, asset.path, abs_src_path=str(asset.source)))
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Find the section that each layout's pages lie under."""
        self._sections = {}
        for layout in slot.LAYOUTS:
            file = files.get_file_from_path(f"{layout}/index.md")
            if file is not None and file.page is not None and file.page.parent is not None:
                self._sections[layout] = file.page.parent
        if config.nav is None:
            nav.items[:] = pages.in_order(nav.items)
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
        layout = _layout(page.file.src_uri)
        if layout is not None:
            pages.place_shell(page, self._sections.get(layout))
            self._features = list(config.theme.get("features") or ())
            more = [name for name in pages.SHELL_FEATURES if name not in self._features]
            config.theme["features"] = [*self._features, *more]
        elif page.file.src_uri in self._singles:
            name = self._singles[page.file.src_uri].strip("/") or "home"
            content, mark = page.content or "", pages.marker(name)
            if mark in content:
                page.content = content.replace(mark, pages.BODY, 1)
            else:
                page.content = content + pages.BODY
        return context

    @event_priority(-90)
    def on_page_content(
        self, html: str, *, page: HumanPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Resolve links to entities and documentation in a human page."""
        resolved, broken = resolve_entity_links(html, page.url, *self._references)
        file = f"{Path(config.docs_dir).name}/{page.file.src_uri}"
        source = page.file.content_string
        for problem in broken_link_problems(broken, file=file, source=lambda: source):
            self.problems.append(problem)
            log.warning("%s:%s: %s", problem.file, problem.line or 1, problem.message)
        return resolved

    @event_priority(-90)
    def on_post_page(self, output: str, *, page: HumanPage, config: MkDocsConfig) -> str:
        """Keep the HTML of shells and single pages for the pour."""
        uri = page.file.src_uri
        layout = _layout(uri)
        if layout is not None:
            pages.remove_shell(page)
            config.theme["features"] = self._features
            self.shells[layout] = output
        elif uri in self._singles:
            self.shells[self._singles[uri]] = output
        return output

    def on_template_context(
        self,
        context: TemplateContext,
        *,
        template_name: str,
        config: MkDocsConfig,
    ) -> TemplateContext:
        """Keep shells out of the sitemap."""
        if template_name == "sitemap.xml":
            listed: Any = [f for f in context["pages"] if _layout(f.src_uri) is None]
            self._date_pages(listed)
            context["pages"] = listed
        return context

    def _date_pages(self, files: Iterable[File]) -> None:
        """Date pages by the snapshot, not by the clock: same snapshot, same bytes."""
        for file in files:
            page = file.page
            if self.created and page is not None and page.update_date == get_build_date():
                page.update_date = self.created.isoformat()

    @event_priority(-90)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Delete the shells from the site, then pour every page, or get ready to on request."""
        site = Path(config.site_dir)
        shutil.rmtree(site / slot.SHELL_FOLDER, ignore_errors=True)
        (site / "search" / "search_index.json").unlink(missing_ok=True)
        if not self.config.pour:
            return
        try:
            if self._serving:
                self._pourer = Pourer(self.shells)
            else:
                self._write_all(site)
        except CatalogsiteError as error:
            raise PluginError(str(error)) from error

    def _write_all(self, site: Path) -> None:
        assert self.catalog is not None  # noqa: S101 - on_config has set it
        for path, content in Pourer(self.shells).files(self.catalog.content(self.problems)):
            file = site / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any
    ) -> LiveReloadServer:
        """Pour pages when they are asked for; the snapshot is watched like a source."""
        if self.config.pour and self.catalog is not None:
            self._served = ByPath(self.catalog)
            answer_requests(server, self.answer)
            if isinstance(self.catalog, SnapshotCatalog) and self.catalog.snapshot.exists():
                server.watch(str(self.catalog.snapshot))
        return server

    def answer(self, request: str) -> bytes | None:
        """The content of a path of ours, None for any other."""
        if self._pourer is None or self._served is None:
            return None
        item = self._served.find(site_path(request))
        if isinstance(item, Asset):
            return item.content
        if item is None or not self._pourer.owns(item):
            return None
        return self._pourer.html(item).encode()


def _layout(uri: str) -> str | None:
    parts = uri.split("/")
    return parts[1] if parts[0] == slot.SHELL_FOLDER and len(parts) > 1 else None


def _has_marker(file: Path) -> bool:
    return file.exists() and pages.marker("home") in file.read_text("utf-8", "replace")
