"""Builds or serves the human pages of a portal with MkDocs."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.commands.serve import serve
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.utils import CountHandler
from mkdocs.utils.yaml import yaml_load

from catalogsite.errors import ConfigError
from catalogsite.execution.temporary import temporary_folder
from catalogsite.render.content_policy import NO_FURTHER_SOURCES, ContentPolicy
from catalogsite.site.mkdocs_files import builtin_config
from catalogsite.site.portal_build import EXTRA_KEY, HumanSite, LinkTargets, PortalBuild
from catalogsite.site.published_addresses import refuse_written_secrets

PLUGIN = "catalogsite"
NO_TARGETS = LinkTargets()


def build_portal(
    mkdocs_config: Path | None,
    site_dir: Path,
    *,
    title: str | None = None,
    url: str | None = None,
    targets: LinkTargets = NO_TARGETS,
    policy: ContentPolicy = NO_FURTHER_SOURCES,
    notice: str = "",
    strict: bool = False,
) -> HumanSite:
    """Build the human pages into `site_dir`, and return the shells of the generated ones.

    With the user's mkdocs.yml, or with the built-in one where `mkdocs_config` is None. `title` and
    `url` are used where the file itself has none; links in human pages may refer to `targets`,
    whose day dates the pages; every page takes `policy`, and says
    `notice` in a banner. Raises ConfigError with MkDocs' own message.
    """
    site_dir.mkdir(parents=True, exist_ok=True)
    file = mkdocs_config or builtin_config()
    built: list[HumanSite] = []
    try:
        given = _settings(file, title, url, {})
        config = load_config(str(file), site_dir=str(site_dir.resolve()), **given)
        config.strict = config.strict or strict
        config.extra[EXTRA_KEY] = PortalBuild(
            targets, deliver=built.append, policy=policy, notice=notice
        )
        build(config)
    except MkDocsException as error:
        raise ConfigError(str(error), where=str(file), fix="see MkDocs' messages above") from error
    return built[-1]


@contextmanager
def counted_warnings() -> Iterator[CountHandler]:
    """Counts the warnings and errors that MkDocs and its plugins log in the block, by level."""
    logger, counter = logging.getLogger("mkdocs"), CountHandler(level=logging.WARNING)
    logger.addHandler(counter)
    try:
        yield counter
    finally:
        logger.removeHandler(counter)


def serve_portal(
    mkdocs_config: Path | None,
    address: str,
    *,
    title: str | None = None,
    url: str | None = None,
    state_dir: Path | None = None,
    config_file: Path | None = None,
) -> None:
    """Serve with MkDocs' live reload until interrupted; generated pages are made on request."""
    file = mkdocs_config or builtin_config()
    given = _settings(file, title, url, _paths(state_dir, config_file))
    try:
        with _temporary_files():
            serve(str(file), dev_addr=address, **given)
    except MkDocsException as error:
        raise ConfigError(str(error), where=str(file), fix="see MkDocs' messages above") from error


@contextmanager
def _temporary_files() -> Iterator[None]:
    """A folder for temporary files of this process: MkDocs leaves its own behind when it is
    interrupted while it starts.
    """
    before = tempfile.tempdir
    with temporary_folder() as folder:
        tempfile.tempdir = str(folder)
        try:
            yield
        finally:
            tempfile.tempdir = before


def _paths(state_dir: Path | None, config_file: Path | None) -> dict[str, Any]:
    named = {"state_dir": state_dir, "config_file": config_file}
    return {name: str(path.resolve()) for name, path in named.items() if path is not None}


def _settings(
    file: Path, title: str | None, url: str | None, options: dict[str, Any]
) -> dict[str, Any]:
    """What overrides the file: plugins with ours among them, and title and address it lacks."""
    try:
        with file.open("rb") as source:
            stated = yaml_load(source)
    except (OSError, MkDocsException) as error:
        raise ConfigError(str(error), where=str(file)) from error
    refuse_written_secrets(file)
    if not isinstance(stated, dict):
        raise ConfigError("expected keys such as `site_name:`", where=str(file))
    if not isinstance(stated.get("plugins"), list | dict | None):
        raise ConfigError("expected a list under `plugins:`", where=str(file))
    given: dict[str, Any] = {"plugins": _with_plugin(stated.get("plugins", ["search"]), options)}
    if title and file == builtin_config():
        given["site_name"] = title
    if url and not stated.get("site_url"):
        given["site_url"] = url.rstrip("/") + "/"
    return given


class _Plugins(list[dict[str, Any]]):
    """Plugins that can be read again at each reload: MkDocs empties the mappings that it reads."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (dict(entry) if isinstance(entry, dict) else entry for entry in super().__iter__())


def _with_plugin(stated: Any, options: dict[str, Any]) -> list[Any]:
    """The plugins as MkDocs takes them (a list, or a mapping to options), with ours at the end."""
    entries = (
        [{name: value} for name, value in stated.items()] if isinstance(stated, dict) else stated
    )
    plugins: list[Any] = []
    own: dict[str, Any] = {}
    for entry in entries or []:
        if not (isinstance(entry, str) or (isinstance(entry, dict) and len(entry) == 1)):
            plugins.append(entry)  # what is neither a name nor one with options, MkDocs tells
            continue
        name, value = next(iter(entry.items())) if isinstance(entry, dict) else (entry, None)
        if name == PLUGIN:
            own = value or {}
        else:
            plugins.append({name: value or {}})
    return _Plugins([*plugins, {PLUGIN: {**own, **options}}])


def configured_address(config: MkDocsConfig, url: str | None, *, serving: bool = False) -> str:
    """The address at which the site will be, which ends in a slash; empty where there is none.

    MkDocs' configuration goes before `url`. In `mkdocs serve`, its file does: there `site_url` of
    the configuration is the address of this machine.
    """
    stated: Mapping[str, Any] = config
    if serving and config.config_file_path:
        with Path(config.config_file_path).open("rb") as file:
            stated = yaml_load(file)
    found = str(stated.get("site_url") or url or "")
    return found.rstrip("/") + "/" if found else ""
