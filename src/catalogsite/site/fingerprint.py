"""A fingerprint of all that makes pages besides the catalog: code, templates, libraries, shells."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, entry_points, version
from importlib.util import find_spec
from pathlib import Path

from catalogsite.model.facts.installed import GROUP
from catalogsite.paths.package_data import resource_dir
from catalogsite.render.content_policy import NO_FURTHER_SOURCES, ContentPolicy

_LIBRARIES = ("jinja2", "markupsafe", "markdown", "pymdown-extensions", "nh3")
_SKIPPED = frozenset({"node_modules", "vendor", "schemas", "__pycache__"})
"""Folders of libraries for the browser, and of what Python compiled."""


def builder_fingerprint(
    shells: Mapping[str, str],
    template_dirs: Iterable[Path],
    policy: ContentPolicy = NO_FURTHER_SOURCES,
) -> str:
    """A hash that changes where the same catalog may become other pages.

    `shells` are built pages by layout name or address, `template_dirs` the user's templates, and
    `policy` is that of every page.
    """
    digest = hashlib.sha256(own_code())
    for folder in template_dirs:
        digest.update(folder_digest(folder))
    for name, html in sorted(shells.items()):
        _add(digest, (name, html))
    _add(digest, (repr(policy),))
    return digest.hexdigest()


@cache
def own_code() -> bytes:
    """A hash of the code, the templates and the libraries that make pages."""
    digest = hashlib.sha256()
    for folder in own_folders():
        digest.update(folder_digest(folder, _SKIPPED))
    _add(digest, map(_version, _LIBRARIES))
    _add(digest, _packages())
    return digest.digest()


def own_folders() -> list[Path]:
    """The folders with the code and the templates of catalogsite and of its plugin of MkDocs."""
    plugin = find_spec("catalogsite_mkdocs")
    places = plugin.submodule_search_locations if plugin else None
    data = (resource_dir(name) for name in ("site_templates", "scaffolds"))
    return [Path(__file__).parents[1], *data, *map(Path, places or ())]


def _packages() -> Iterator[str | bytes]:
    """The installed modules that may bring kinds of facts, with their content."""
    for point in sorted(entry_points(group=GROUP), key=lambda one: (one.name, one.value)):
        yield point.value
        try:
            found = find_spec(point.module)
            yield Path(found.origin).read_bytes() if found and found.origin else b""
        except (ImportError, OSError, ValueError):
            yield b""  # what cannot be imported brings nothing


def folder_digest(folder: Path, skipped: frozenset[str] = frozenset()) -> bytes:
    """A hash of the paths and contents of all files below a folder, also of one that is a link.

    Folders of the names `skipped` are left out. Raises OSError.
    """
    digest = hashlib.sha256()
    for file in sorted(_files(folder, skipped)):
        _add(digest, (file.relative_to(folder).as_posix(), file.read_bytes()))
    return digest.digest()


def _files(folder: Path, skipped: frozenset[str]) -> Iterator[Path]:
    known = set()
    for place, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(place)
        # A link may lead to a folder that it is in.
        folders[:] = [] if real in known else sorted(set(folders) - skipped)
        known.add(real)
        yield from (file for name in names if (file := Path(place, name)).is_file())


def _add(digest: hashlib._Hash, parts: Iterable[str | bytes]) -> None:
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        # With its length, so that no two lists of parts are the same bytes.
        digest.update(len(data).to_bytes(8, "big") + data)


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
