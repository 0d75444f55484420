"""The addresses of MkDocs' configuration that every page shows, which must hold no secret."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from catalogsite.config.written_secrets import PUBLISHED, refuse_secrets
from catalogsite.errors import ConfigError
from catalogsite.network.redaction import credentials_in

_KEYS = ("site_url", "repo_url", "edit_uri", "edit_uri_template")


def refuse_written_secrets(file: Path) -> None:
    """Raise ConfigError, with the line, where an address in a mkdocs.yml holds a secret."""
    refuse_secrets(file, yaml.compose(file.read_bytes(), Loader=yaml.SafeLoader), _KEYS)


def refuse_secret_addresses(config: Mapping[str, Any]) -> None:
    """Raise ConfigError where an address holds a secret, from whatever file or variable it comes."""
    for key in _KEYS:
        held = credentials_in(str(config.get(key) or ""))
        if held is not None:
            raise ConfigError(
                f"the address holds {held}", where=f"mkdocs.yml: {key}", fix=PUBLISHED
            )
