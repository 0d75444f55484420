"""Builds the human pages of a portal with MkDocs, and brings back the shells of the generated ones."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from catalogsite.errors import ConfigError
from catalogsite.model import Problem
from catalogsite.resources import resource_dir

PLUGIN = "catalogsite"


@dataclass(frozen=True, slots=True)
class Portal:
    """The human site in `site_dir`; `shells` are built pages by layout name or by address."""

    site_dir: Path
    shells: dict[str, str]
    problems: tuple[Problem, ...] = ()


def build_portal(
    mkdocs_config: Path | None,
    site_dir: Path,
    *,
    title: str | None = None,
    url: str | None = None,
    created: date | None = None,
    entities: Collection[str] = (),
    documented: Collection[str] = (),
    strict: bool = False,
) -> Portal:
    """Build with the user's mkdocs.yml, or with the built-in one where `mkdocs_config` is None.

    `title` and `url` are used where the file itself says none; `created` dates the pages, and
    `entities` and `documented` are the references that links in human pages may name. Raises
    ConfigError with MkDocs' own message.
    """
    site_dir.mkdir(parents=True, exist_ok=True)
    try:
        config = _load(mkdocs_config, site_dir, title, url)
        config.strict = config.strict or strict
        plugin: Any = config.plugins[PLUGIN]
        plugin.config["pour"] = False
        plugin.created, plugin.entities, plugin.documented = created, entities, documented
        build(config)
    except MkDocsException as error:
        where = str(mkdocs_config) if mkdocs_config else None
        raise ConfigError(str(error), where=where, fix="run `mkdocs build` for details") from error
    return Portal(site_dir, dict(plugin.shells), tuple(plugin.problems))


def builtin_config() -> Path:
    """The mkdocs.yml of portals that have none of their own."""
    return resource_dir("site_templates") / "portal" / "mkdocs.yml"


def _load(file: Path | None, site_dir: Path, title: str | None, url: str | None) -> MkDocsConfig:
    given: dict[str, Any] = {"site_dir": str(site_dir.resolve())}
    if file is None and title:
        given["site_name"] = title
    config = load_config(str(file or builtin_config()), **given)
    if url and not config.site_url:
        config.site_url = url.rstrip("/") + "/"
    if PLUGIN not in config.plugins:
        _add_plugin(config)
    return config


def _add_plugin(config: MkDocsConfig) -> None:
    """What `plugins: [catalogsite]` would have done, for a mkdocs.yml that does not say it."""
    option: Any = dict(config._schema)["plugins"]  # noqa: SLF001 - MkDocs has no public way
    option.plugins = config.plugins
    config.plugins[PLUGIN] = option.load_plugin(PLUGIN, {})


def quiet() -> None:
    """Keep MkDocs' log to warnings and errors."""
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
