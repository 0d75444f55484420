"""Escapes what themes put into pages as it is written: texts of mkdocs.yml and of front matter."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from typing import TYPE_CHECKING, Any

from jinja2.filters import do_striptags
from markupsafe import escape

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure import StructureItem

_SITE = ("site_name", "site_description", "site_author", "repo_name")
_PAGE = ("title", "description", "author")
_LINK = ("name", "link")


def escape_config(config: MkDocsConfig) -> None:
    """Escape the texts of the configuration; a theme that escapes one finds it escaped."""
    for key in _SITE:
        if config[key]:
            config[key] = escape(config[key])
    _escape(config.extra, ("homepage",))
    for key in ("social", "alternate"):
        for item in _mappings(config.extra.get(key)):
            _escape(item, _LINK)
    palette = config.theme.get("palette")
    for scheme in _mappings(palette if isinstance(palette, list) else [palette]):
        for toggle in _mappings([scheme.get("toggle")]):
            _escape(toggle, ("name",))


def escape_titles(items: Iterable[StructureItem]) -> None:
    """Escape titles and addresses that the navigation states; a page without one has that of its text."""
    for item in items:
        _escape(vars(item), ("title",))
        if item.is_link:
            _escape(vars(item), ("url",))
        escape_titles(getattr(item, "children", None) or ())


def escape_front_matter(meta: MutableMapping[str, Any]) -> None:
    """Escape the texts of a page's front matter that stand in its head."""
    _escape(meta, _PAGE)


def escape_filters(env: Environment) -> None:
    """Let `striptags`, which also undoes escapes, give text that is escaped: themes put it into pages."""
    env.filters["striptags"] = lambda value: escape(do_striptags(value))


def _mappings(items: object) -> Iterable[MutableMapping[str, Any]]:
    return (one for one in items if isinstance(one, dict)) if isinstance(items, list) else ()


def _escape(texts: MutableMapping[str, Any], keys: Iterable[str]) -> None:
    for key in keys:
        if isinstance(texts.get(key), str):
            texts[key] = escape(texts[key])
