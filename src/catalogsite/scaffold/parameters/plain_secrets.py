"""Parameters that are secrets by their name, although the form shows what is typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from catalogsite.scaffold.parameters.ui import custom_field, is_asked, is_secret, type_of
from catalogsite.yaml12.documents import Path

_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_VALUES = frozenset({"const", "default", "enum", "examples", "if", "required"})
_MOST_LEVELS = 30
_SECRETS = frozenset({"apikey", "passphrase", "passwd", "password", "pwd", "secret", "token"})
_KEYS = frozenset({"access", "account", "api", "private", "secret"})


def plain_secrets(schema: Any, path: Path, level: int = 0) -> Iterator[Path]:
    """The paths of the properties that ask for a secret and show it, at any depth of a schema."""
    if level > _MOST_LEVELS:
        return
    if isinstance(schema, list):
        for index, part in enumerate(schema):
            yield from plain_secrets(part, (*path, index), level + 1)
    elif isinstance(schema, Mapping):
        properties = schema.get("properties")
        for name, part in (properties if isinstance(properties, Mapping) else {}).items():
            if isinstance(part, Mapping) and _is_plain_secret(str(name), part):
                yield (*path, "properties", name)
        for key, part in schema.items():
            if key not in _VALUES and not str(key).startswith("ui:"):
                yield from plain_secrets(part, (*path, key), level + 1)


def _is_plain_secret(name: str, property_: Mapping[str, Any]) -> bool:
    """Whether a property asks for a secret and shows it: `apiToken`, but not `tokenName`.

    One with a default has the name of a secret, as of Kubernetes, but is none.
    """
    asked = is_asked(property_) and type_of(property_) == "string" and "enum" not in property_
    if property_.get("default"):
        return False
    if not asked or is_secret(property_) or custom_field(property_):
        return False
    words = [word.lower() for word in _WORDS.findall(name)]
    if not words:
        return False
    return words[-1] in _SECRETS or (words[-1] == "key" and bool(_KEYS.intersection(words[-2:-1])))
