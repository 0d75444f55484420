"""What the human pages of a portal are made from, as a key: as long as it is the same, so are they."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from catalogsite.docs.configuration.foreign_yaml import InvalidYamlError, parse_foreign_yaml
from catalogsite.paths.package_data import resource_dir

_PLUGINS = frozenset({"search", "material/search", "catalogsite", "tags", "material/tags", "meta"})
"""Plugins that read nothing but the configuration and the pages."""

_EXTENSIONS = frozenset(
    [
        "abbr",
        "admonition",
        "attr_list",
        "codehilite",
        "def_list",
        "extra",
        "fenced_code",
        "footnotes",
        "md_in_html",
        "meta",
        "nl2br",
        "sane_lists",
        "smarty",
        "tables",
        "toc",
        "wikilinks",
    ]
)
_FOREIGN_FILES = frozenset({"pymdownx.b64", "pymdownx.pathconverter"})
"""Extensions that put other files into pages; `pymdownx.snippets` does where a page has its mark."""

_OTHER_INPUTS = ("INHERIT", "hooks")
_OTHER_FILES = (b"auto_append", b"custom_icons")
"""Options of extensions that put files from elsewhere into pages."""

_PAGES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""MkDocs makes pages of files that end so."""

_TAGS = (b"!ENV", b"!relative", b"!!python/object", b"!!python/module")
_FOREIGN_NAME = re.compile(rb"!!python/name:(?!pymdownx\.|material\.|materialx\.)")
_CLOCK = (b"build_date", b"update_date")
"""What a template of the user asks the clock for."""

_SNIPPET = b"8<"
_LINKS = (b"entity:", b"docs:")
_PACKAGES = ("mkdocs", "mkdocs-material", "pymdown-extensions", "markdown", "pygments", "jinja2")


def human_pages_key(
    mkdocs_config: Path, given: Iterable[object], catalog: Callable[[], object]
) -> str | None:
    """A hash of all that the pages are made from; None where they may depend on something else.

    Other plugins may ask the clock, git or the network, and hooks are code. `given` is what the
    command adds to the configuration; `catalog` stands for what links to entities and documentation
    may find, and is asked for where a page has such a link.
    """
    try:
        raw = mkdocs_config.read_bytes()
        settings = parse_foreign_yaml(raw.decode("utf-8-sig")).data
        if not isinstance(settings, dict) or not _is_plain(raw, settings):
            return None
        folders = _folders(mkdocs_config.parent, settings)
        parts: list[object] = [raw, str(mkdocs_config.resolve())]
        parts += [repr(one) for one in given]
        has_links = False
        for folder in folders:
            for name, content in _contents(folder):
                if not _is_known(name, content):
                    return None
                has_links = has_links or (name.endswith(_PAGES) and _has(content, _LINKS))
                parts += [name, content]
    except (OSError, InvalidYamlError, UnicodeDecodeError):
        return None
    if has_links:
        parts.append(repr(catalog()))
    return _digest(parts)


def _is_plain(raw: bytes, settings: Mapping[str, Any]) -> bool:
    """Whether the configuration names nothing that reads more than itself and the pages."""
    if (
        _has(raw, (*_TAGS, *_OTHER_FILES))
        or _FOREIGN_NAME.search(raw)
        or any(settings.get(name) for name in _OTHER_INPUTS)
    ):
        return False
    theme = settings.get("theme")
    name = theme.get("name") if isinstance(theme, dict) else theme
    if name != "material":
        return False
    plugins = _names(settings.get("plugins"))
    extensions = _names(settings.get("markdown_extensions"))
    return (
        plugins is not None
        and extensions is not None
        and plugins <= _PLUGINS
        and all(map(_is_pure_extension, extensions))
    )


def _is_pure_extension(name: str) -> bool:
    name = name.removeprefix("markdown.extensions.")
    known = name in _EXTENSIONS or name.startswith(("pymdownx.", "material.extensions."))
    return known and name not in _FOREIGN_FILES


def _names(stated: Any) -> set[str] | None:
    """The names of plugins or extensions, which a list or a mapping states; None for another shape."""
    if stated is None:
        return set()
    if isinstance(stated, dict):
        return set(map(str, stated))
    if not isinstance(stated, list):
        return None
    names = [next(iter(one)) if isinstance(one, dict) and one else one for one in stated]
    return set(names) if all(isinstance(name, str) for name in names) else None


def _folders(base: Path, settings: Mapping[str, Any]) -> list[Path]:
    theme = settings.get("theme")
    own = theme.get("custom_dir") if isinstance(theme, dict) else None
    docs = base / str(settings.get("docs_dir") or "docs")
    templates = resource_dir("site_templates")
    ours = [templates / name for name in ("overrides", "assets", "vendor")]
    return [docs, *([base / str(own)] if own else []), *ours]


def _contents(folder: Path) -> Iterable[tuple[str, bytes]]:
    for file in sorted(folder.rglob("*")):
        if file.is_dir() and file.is_symlink():
            raise NotADirectoryError(f"{file} is a link, which MkDocs follows")
        if file.is_file():
            yield file.relative_to(folder).as_posix(), file.read_bytes()


def _is_known(name: str, content: bytes) -> bool:
    """Whether a file is no template that asks the clock, and no page with the content of others."""
    if name.startswith("sitemap.xml"):
        return False
    if name.endswith(_PAGES):
        return _SNIPPET not in content
    return not (name.endswith((".html", ".xml")) and _has(content, _CLOCK))


def _has(content: bytes, marks: Iterable[bytes]) -> bool:
    return any(mark in content for mark in marks)


def library_versions() -> tuple[str, ...]:
    """The versions of the libraries that make human pages."""
    return tuple(map(_version, _PACKAGES))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _digest(parts: Iterable[object]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        # With its length, so that no two lists of parts are the same bytes.
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
