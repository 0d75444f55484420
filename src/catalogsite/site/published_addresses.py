"""The addresses of MkDocs' configuration that every page shows, which must hold no secret."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from mkdocs.utils.yaml import yaml_load

from catalogsite.config.written_secrets import PUBLISHED, refuse_secrets
from catalogsite.errors import ConfigError
from catalogsite.network.redaction import credentials_in

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

_KEYS = ("site_url", "repo_url", "edit_uri", "edit_uri_template")


def refuse_written_secrets(file: Path) -> None:
    """Raise ConfigError, with the line, where an address in a mkdocs.yml holds a secret."""
    refuse_secrets(file, yaml.compose(file.read_bytes(), Loader=yaml.SafeLoader), _KEYS)


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


def refuse_secret_addresses(config: Mapping[str, Any]) -> None:
    """Raise ConfigError where an address holds a secret, from whatever file or variable it comes."""
    for key in _KEYS:
        held = credentials_in(str(config.get(key) or ""))
        if held is not None:
            raise ConfigError(
                f"the address holds {held}", where=f"mkdocs.yml: {key}", fix=PUBLISHED
            )
