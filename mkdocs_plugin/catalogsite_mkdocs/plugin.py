"""The MkDocs plugin: adds shells, single pages and assets, and the generated pages after a build."""

# ruff: noqa: ARG002  (MkDocs passes every argument of a hook by name)

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from mkdocs.config import config_options as option
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.utils import get_build_date

from catalogsite.errors import CatalogsiteError
from catalogsite.model.problem import Problem
from catalogsite.render.shell.file_links import marked, with_file_links_of_site
from catalogsite.render.shell.landmarks import SKIP_WORDS, with_landmarks
from catalogsite.render.shell.lean import lean_html
from catalogsite.render.shell.notice import with_notice
from catalogsite.render.shell.placeholders import SHELL_FOLDER
from catalogsite.render.shell.preloads import with_preloads
from catalogsite.search.fulltext import SearchPage
from catalogsite.site.content_security import secure_files
from catalogsite.site.human.page import HumanPage, search_page, with_links
from catalogsite.site.page_server import PageServer
from catalogsite.site.placeholder_pages import (
    NO_SINGLE_PAGES,
    SinglePages,
    find_single_pages,
    layout_of,
    nav_with_single_pages,
    single_source,
)
from catalogsite.site.portal import configured_address
from catalogsite.site.portal_build import EXTRA_KEY, HumanSite, PortalBuild
from catalogsite.site.published_addresses import refuse_secret_addresses
from catalogsite.site.snapshot_pages import build_of_files, write_generated
from catalogsite_mkdocs.compiled_templates import CompiledTemplates
from catalogsite_mkdocs.live_reload import serve_pages
from catalogsite_mkdocs.shells import Shells
from catalogsite_mkdocs.texts import escape_filters, escape_front_matter, escape_titles
from catalogsite_mkdocs.theme import add_assets, order_tabs, set_up_theme, skip_words

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

log = get_plugin_logger("catalogsite")

_NO_SNAPSHOT = (
    "there is no snapshot yet, so only your own pages are built; "
    "run `catalogsite collect` beside mkdocs.yml, then build again"
)


class CatalogsiteConfig(Config):  # type: ignore[no-untyped-call]  # MkDocs' own is untyped
    """Options of the plugin in mkdocs.yml."""

    config_file = option.Type(str, default="catalogsite.yaml")
    state_dir = option.Type(str, default=".catalogsite")
    snapshot = option.Optional(option.Type(str))
    generated_pages = option.Type(bool, default=True)


@dataclass(slots=True)
class _Build:
    """One build; `waiting` says that there is no catalog yet, so that only human pages are built."""

    request: PortalBuild
    waiting: bool = False
    singles: SinglePages = NO_SINGLE_PAGES
    shells: Shells = field(default_factory=Shells)
    problems: list[Problem] = field(default_factory=list)
    words: list[SearchPage] = field(default_factory=list)
    skip_words: str = SKIP_WORDS
    url: str = ""

    def result(self) -> HumanSite:
        """What this build leaves for the generated pages."""
        return HumanSite(dict(self.shells.html), tuple(self.problems), tuple(self.words), self.url)


class CatalogsitePlugin(BasePlugin[CatalogsiteConfig]):  # type: ignore[no-untyped-call]  # MkDocs' own is untyped
    """Puts the catalog of a snapshot into a MkDocs site; it opens no socket."""

    def __init__(self) -> None:
        self._serving = False
        self._build = _Build(PortalBuild())
        self._server: PageServer | None = None
        self._templates = CompiledTemplates()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether this is `serve`; MkDocs keeps a plugin with this hook over rebuilds."""
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add our theme overrides, assets, and the tabs that the user's navigation lacks."""
        request = _request(config, self.config)
        self._build = build = _Build(request)
        if request.url and not config.site_url:
            config.site_url = request.url.rstrip("/") + "/"
        build.url = configured_address(config, request.url, serving=self._serving)
        try:
            refuse_secret_addresses(config)
        except CatalogsiteError as error:
            raise PluginError(str(error)) from error
        build.waiting = request.generated is not None and request.generated.stamp() is None
        if build.waiting:
            log.warning(_NO_SNAPSHOT)
            return config
        set_up_theme(config)
        build.singles = find_single_pages(Path(config.docs_dir), config.nav)
        if config.nav is not None:
            config.nav = nav_with_single_pages(config.nav, build.singles.missing)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add single pages, shells and assets as generated files."""
        if self._build.waiting:
            return files
        for path in self._build.singles.added:
            files.append(File.generated(config, path, content=single_source(path)))
        self._build.shells.add_files(files, config)
        add_assets(files, config)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Find the section that each layout's pages belong to."""
        self._build.shells.find_sections(files)
        if config.nav is None:
            order_tabs(nav)
        escape_titles(nav.items)
        return nav

    @event_priority(-90)
    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Escape the front matter, after other plugins have read it."""
        escape_front_matter(page.meta)
        return markdown

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Take the theme's words for the link past the navigation, and let its texts be escaped.

        What `serve` compiled for one build serves the next ones.
        """
        if self._serving:
            env.bytecode_cache = self._templates
        self._build.skip_words = skip_words(env, config)
        escape_filters(env)
        return env

    # Late, so that what other plugins did to content and context is in the shell.
    @event_priority(-90)
    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Fill shells with placeholders, and put the body's placeholder into single pages."""
        source = page.file.src_uri
        layout = layout_of(source)
        if layout is not None:
            self._build.shells.place(page, layout, config)
        elif source in self._build.singles.addresses:
            page.content = self._build.singles.with_body(source, page.content or "")
        return context

    @event_priority(-90)
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Resolve links to entities and documentation in a human page."""
        build, human = self._build, _human_page(page, html, config)
        linked = with_links(human, build.request.targets, names_files=not config.use_directory_urls)
        if build.waiting:
            return linked.html
        if words := search_page(human, linked.html):
            build.words.append(words)
        build.problems.extend(linked.problems)
        for problem in linked.problems:
            log.warning("%s:%s: %s", problem.file, problem.line or 1, problem.message)
        return linked.html

    @event_priority(-90)
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Name the parts of the page; keep the HTML of shells and single pages."""
        source, build = page.file.src_uri, self._build
        if not config.use_directory_urls:
            output = marked(output)
        if build.waiting:
            return output
        output = with_preloads(lean_html(with_landmarks(output, build.skip_words)))
        output = with_notice(output, build.request.notice)
        layout = layout_of(source)
        if layout is not None:
            build.shells.keep(page, layout, config, output)
        elif source in build.singles.addresses:
            build.shells.html[build.singles.addresses[source]] = output
        return output

    @event_priority(-90)
    def on_post_template(
        self, output_content: str, *, template_name: str, config: MkDocsConfig
    ) -> str:
        """Name the parts of a page that is not made from Markdown, such as `404.html`."""
        if not template_name.endswith(".html"):
            return output_content
        if not config.use_directory_urls:
            root = urlsplit(config.site_url or "").path.rstrip("/") + "/"
            output_content = with_file_links_of_site(marked(output_content), root)
        if self._build.waiting:
            return output_content
        output_content = lean_html(with_landmarks(output_content, self._build.skip_words))
        output_content = with_preloads(output_content)
        return with_notice(output_content, self._build.request.notice)

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Keep shells out of the sitemap, and date its pages by the snapshot."""
        if template_name == "sitemap.xml":
            every: Any = context["pages"]
            created = self._build.request.targets.created
            # Shells too: the newest of all pages dates the compressed sitemap.
            for page in (file.page for file in every):
                if created and page is not None and page.update_date == get_build_date():
                    page.update_date = created.isoformat()
            context["pages"] = [file for file in every if layout_of(file.src_uri) is None]
        return context

    @event_priority(-90)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Remove the shells from the site, and deliver, write or serve what belongs into them."""
        if self._build.waiting:
            return
        build, site = self._build, Path(config.site_dir)
        result, generated = build.result(), build.request.generated
        shutil.rmtree(site / SHELL_FOLDER, ignore_errors=True)
        (site / "search" / "search_index.json").unlink(missing_ok=True)
        if not self._serving:
            # Not where MkDocs serves: its script for live reload is inline.
            secure_files(site, build.request.policy)
        build.request.deliver(result)
        try:
            if generated is not None and self._serving:
                self._server = self._server or PageServer()
                self._server.use(result, generated)
            elif generated is not None:
                write_generated(generated.outputs(result), result, site, build.request.policy)
        except CatalogsiteError as error:
            raise PluginError(str(error)) from error

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any
    ) -> LiveReloadServer:
        """Make pages when they are requested; the snapshot is watched like a source."""
        generated = self._build.request.generated
        if generated is not None:
            self._server = self._server or PageServer()
            serve_pages(server, self._server)
            if generated.file is not None and generated.file.exists():
                server.watch(str(generated.file))
        return server


def _request(config: MkDocsConfig, options: CatalogsiteConfig) -> PortalBuild:
    """The build that `catalogsite build` asks for, else the one of the files beside mkdocs.yml."""
    request = config.extra.get(EXTRA_KEY)
    if isinstance(request, PortalBuild):
        return request
    base = Path(config.config_file_path or "mkdocs.yml").resolve().parent
    state = base / options.state_dir
    snapshot = base / options.snapshot if options.snapshot else state / "snapshot.json"
    try:
        return build_of_files(
            snapshot, state, base / options.config_file, generated=options.generated_pages
        )
    except CatalogsiteError as error:
        raise PluginError(str(error)) from error


def _human_page(page: Page, html: str, config: MkDocsConfig) -> HumanPage:
    file = f"{Path(config.docs_dir).name}/{page.file.src_uri}"
    text = page.file.content_string
    return HumanPage(page.url, str(page.title or ""), page.meta, html, file, text)
