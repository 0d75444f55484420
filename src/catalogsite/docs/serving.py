"""`mkdocs serve` for a portal: live reload of human pages, generated ones poured on request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from mkdocs.commands.serve import serve
from mkdocs.exceptions import MkDocsException
from mkdocs.utils.yaml import yaml_load

from catalogsite.docs.portal import PLUGIN, builtin_config
from catalogsite.errors import ConfigError


def serve_portal(
    mkdocs_config: Path | None,
    address: str,
    *,
    title: str,
    url: str | None,
    state_dir: Path,
) -> None:
    """Serve until interrupted. Raises ConfigError with MkDocs' own message."""
    file = (mkdocs_config or builtin_config()).resolve()
    try:
        with file.open("rb") as stream:
            raw = yaml_load(stream)
        if mkdocs_config is None or not _has_plugin(raw):
            file = _wrapper(file, raw, title if mkdocs_config is None else None, url, state_dir)
        serve(str(file), dev_addr=address)
    except (MkDocsException, OSError) as error:
        raise ConfigError(str(error), where=str(file), fix="run `mkdocs serve`") from error


def _has_plugin(raw: dict[str, Any]) -> bool:
    plugins = raw.get("plugins") or ()
    return any(PLUGIN == item or (isinstance(item, dict) and PLUGIN in item) for item in plugins)


def _wrapper(
    file: Path, raw: dict[str, Any], title: str | None, url: str | None, state_dir: Path
) -> Path:
    """A configuration that inherits the real one and adds the plugin with absolute paths."""
    state = str(state_dir.resolve())
    plugins = [p for p in raw.get("plugins") or () if p != PLUGIN and not _has_plugin({"plugins": [p]})]
    settings: dict[str, Any] = {
        "INHERIT": str(file),
        "docs_dir": str((file.parent / raw.get("docs_dir", "docs")).resolve()),
        "plugins": [*plugins, {PLUGIN: {"state_dir": state}}],
    }
    if title:
        settings["site_name"] = title
    if url and not raw.get("site_url"):
        settings["site_url"] = url
    path = state_dir / "serve.yml"
    path.write_text(yaml.safe_dump(settings, sort_keys=False), "utf-8")
    return path.resolve()
