"""Adds our overrides, styles, scripts and search to the user's theme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import Environment, TemplateError
from mkdocs.config import config_options as option
from mkdocs.config.base import Config
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from catalogsite.paths.package_data import resource_dir
from catalogsite.render.shell.landmarks import SKIP_WORDS
from catalogsite.site.placeholder_pages import tab_order, tab_title
from catalogsite.site.portal_assets import entry_scripts, entry_styles, portal_assets
from catalogsite_mkdocs.texts import escape_config

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


_FOREIGN = frozenset({"mkdocs", "readthedocs"})


class DialogSearchConfig(Config):  # type: ignore[no-untyped-call]  # MkDocs' own is untyped
    """The option of Material's search plugin that its header reads."""

    enabled = option.Type(bool, default=True)


class DialogSearch(BasePlugin[DialogSearchConfig]):  # type: ignore[no-untyped-call]  # MkDocs' own is untyped
    """A stand-in for Material's search plugin, so that its header shows our search; builds no index."""


def set_up_theme(config: MkDocsConfig) -> None:
    """Add our overrides (after the user's own), search, styles and scripts to the theme."""
    if config.theme.name in _FOREIGN:
        raise PluginError(
            f"the theme {config.theme.name} has no place for generated pages; "
            "write `theme: material` in mkdocs.yml, or a theme that extends it"
        )
    escape_config(config)
    index = 1 if config.theme.custom_dir else 0
    config.theme.dirs.insert(index, str(resource_dir("site_templates") / "overrides"))
    features = config.theme.get("features")
    if isinstance(features, list) and "navigation.indexes" not in features:
        features.append("navigation.indexes")
    if not {"search", "material/search"} & set(config.plugins):
        stand_in = DialogSearch()
        stand_in.load_config({})
        config.plugins["material/search"] = stand_in
    _link_assets(config)


def add_assets(files: Files, config: MkDocsConfig) -> None:
    """Add our files to the site; a file of the user at the same path stays."""
    for asset in portal_assets():
        if files.get_file_from_path(asset.path) is None:
            files.append(File.generated(config, asset.path, abs_src_path=str(asset.source)))


def skip_words(env: Environment, config: MkDocsConfig) -> str:
    """The theme's words for the link past the navigation, as plain text."""
    try:
        translations: Any = env.get_template("partials/language.html").make_module(
            {"config": config}
        )
        return str(translations.t("action.skip")).strip() or SKIP_WORDS
    except (TemplateError, AttributeError):
        return SKIP_WORDS  # a theme that is not Material


def order_tabs(nav: Navigation) -> None:
    """Put our tabs last and in their own order where the navigation was made from the files.

    MkDocs made their titles of the names of folders.
    """

    def source(item: Any) -> str | None:
        first = item.children[0] if item.children else item
        return first.file.src_uri if isinstance(first, Page) else None

    for item in nav.items:
        # A page has its title only after it was read: what it has not yet must not be fixed here.
        if title := tab_title(source(item)):
            item.title = title
    nav.items.sort(key=lambda item: tab_order(source(item)))


def _link_assets(config: MkDocsConfig) -> None:
    assets = portal_assets()
    config.extra_css[:0] = [path for path in entry_styles(assets) if path not in config.extra_css]
    known = {str(script) for script in config.extra_javascript}
    for path, module in entry_scripts(assets):
        if path not in known:
            script = ExtraScriptValue(path)
            script.type = "module" if module else ""
            config.extra_javascript.append(script)
