"""Secrets that stand in a configuration file itself, where every output of a run would show them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

import yaml

from catalogsite.collectors.protocol import NO_SECRETS
from catalogsite.config.yaml_file import scalars
from catalogsite.errors import ConfigError
from catalogsite.network.redaction import credentials_in

PUBLISHED = "remove it: every page shows the address"
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_CONNECTED = frozenset({"sources", "enrich"})


def refuse_secrets(file: Path, root: yaml.Node | None, keys: Collection[str] = ()) -> None:
    """Raise ConfigError where an address in a configuration file holds a secret.

    Only under the given top-level `keys`, where there are any.
    """
    if lines := list(_findings(file, root, keys)):
        fix = "a secret is never written into a file: see how-to/security.md"
        raise ConfigError("\n".join(lines), fix=fix)


def _findings(file: Path, root: yaml.Node | None, keys: Collection[str]) -> Iterator[str]:
    for path, node in scalars(root):
        if keys and path[:1] and path[0] not in keys:
            continue
        held = next(filter(None, map(credentials_in, _ADDRESS.findall(node.value))), None)
        if held is not None:
            fix = NO_SECRETS if _CONNECTED & set(path[:1]) else PUBLISHED
            place = ".".join(map(str, path))
            yield f"{file}:{node.start_mark.line + 1}: {place}: the address holds {held}: {fix}"
