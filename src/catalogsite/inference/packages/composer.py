"""composer.json: PHP packages, what they replace, and what they require.

The rules are those of Composer's schema: https://getcomposer.org/doc/04-schema.md
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from catalogsite.inference.inferred import Dependency, Package, Scope
from catalogsite.inference.manifest import Manifest, ManifestError, line_of, purl_of
from catalogsite.model.text.unicode import replace_surrogates

FILES = re.compile(r"composer\.json")

_SECTIONS: Mapping[str, Scope] = {"require": "runtime", "require-dev": "build"}
_SERVERS = frozenset(
    {"laravel/framework", "symfony/http-kernel", "slim/slim", "laminas/laminas-mvc"}
)


class ComposerFile(NamedTuple):
    """A manifest as JSON, and its text."""

    path: str
    text: str
    data: dict[str, Any]


def parse(text: str, file: str) -> ComposerFile:
    """The content of a composer.json. Raises ManifestError."""
    try:
        data = replace_surrogates(json.loads(text))
    except json.JSONDecodeError as error:
        raise ManifestError(error.lineno, "JSON", error.msg) from error
    if not isinstance(data, dict):
        raise ManifestError(1, "a composer.json", "it is not an object")
    return ComposerFile(file, text, data)


def manifests(parsed: Mapping[str, ComposerFile], _repository: str) -> Iterator[Manifest]:
    """The packages of each file; what one replaces is a package of its own name where there is one."""
    named = {str(file.data.get("name", "")).lower() for file in parsed.values()}
    for file in parsed.values():
        packages = tuple(_packages(file, named))
        yield Manifest(
            ecosystem="composer",
            file=file.path,
            name=packages[0].name if packages else None,
            description=_text(file.data.get("description")),
            license=_text(file.data.get("license")),
            packages=packages,
            dependencies=tuple(_dependencies(file, packages)),
            tags=tuple(one for one in _items(file.data.get("keywords")) if isinstance(one, str)),
            marks=frozenset(_marks(file.data)),
        )


def _packages(file: ComposerFile, named: Iterable[str]) -> Iterator[Package]:
    name = _text(file.data.get("name"))
    purl = purl_of("composer", name.lower()) if name else None
    if name is None or purl is None:
        return
    version = _text(file.data.get("version"))
    line = line_of(file.text, '"name"')
    yield Package(purl=purl, name=name.lower(), version=version, file=file.path, line=line)
    for replaced in _mapping(file.data.get("replace")):
        purl = purl_of("composer", replaced.lower())
        if purl is not None and replaced.lower() not in named:
            line = line_of(file.text, f'"{replaced}"', after='"replace"')
            yield Package(purl=purl, name=replaced.lower(), file=file.path, line=line)


def _dependencies(file: ComposerFile, packages: tuple[Package, ...]) -> Iterator[Dependency]:
    for key, scope in _SECTIONS.items():
        for name, constraint in _mapping(file.data.get(key)).items():
            purl = purl_of("composer", name.lower())
            # php, ext-json and composer-plugin-api are the platform.
            if purl is None or "/" not in name:
                continue
            yield Dependency(
                purl=purl,
                name=name.lower(),
                requirement=_text(constraint),
                scope=scope,
                file=file.path,
                line=line_of(file.text, f'"{name}"', after=f'"{key}"'),
                package=packages[0].purl if packages else None,
            )


def _marks(data: Mapping[str, Any]) -> Iterator[str]:
    if _SERVERS & {name.lower() for name in _mapping(data.get("require"))}:
        yield "server"
    elif data.get("type") == "library":
        yield "library"
    if data.get("bin"):
        yield "command"


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
