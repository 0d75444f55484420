"""The options of `.pages` (awesome-pages) and `.nav.yml` (awesome-nav): names, and values that they take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from catalogsite.problems.create import Finding, finding
from catalogsite.problems.suggest import nearest
from catalogsite.yaml12.positions import Path

_FLAG = "`true` or `false`"
_TEXT = "a text"
_LIST = "a list"
_PATTERNS = "a pattern, or a list of patterns"

Kind = str | tuple[str, ...] | Mapping[str, Any]
"""What a value must be: one of the above, one of several words, or an object with options."""

_SORT: Final = MappingProxyType(
    {
        "by": ("path", "filename", "title"),
        "direction": ("asc", "desc"),
        "type": ("natural", "alphabetical"),
        "sections": ("first", "last", "mixed"),
        "ignore_case": _FLAG,
    }
)
_INHERITED: Final[Mapping[str, Kind]] = {
    "flatten_single_child_sections": _FLAG,
    "preserve_directory_names": _FLAG,
    "append_unmatched": _FLAG,
    "sort": _SORT,
    "ignore": _PATTERNS,
}
AWESOME_PAGES: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "title": _TEXT,
        "nav": _LIST,
        "arrange": _LIST,
        "hide": _FLAG,
        "collapse": _FLAG,
        "collapse_single_pages": _FLAG,
        "ignore_case": _FLAG,
        "order": ("asc", "desc"),
        "sort_type": ("natural",),
        "order_by": ("filename", "title"),
    }
)
AWESOME_NAV: Final[Mapping[str, Kind]] = MappingProxyType(
    {"title": _TEXT, "nav": _LIST, "hide": _FLAG, "use_index_title": _FLAG, **_INHERITED}
)
GLOB_ENTRY: Final[Mapping[str, Kind]] = MappingProxyType(
    {"glob": _TEXT, "ignore_no_matches": _FLAG, **_INHERITED}
)


class NavOptions(NamedTuple):
    """The options that can be used, and what is wrong with the others."""

    options: dict[str, Any]
    findings: tuple[Finding, ...]


def read_nav_options(
    data: Mapping[Any, Any], kinds: Mapping[str, Kind], name: str, path: Path = ()
) -> NavOptions:
    """The options of an object at a path of the file `name`."""
    options = {key: value for key, value in data.items() if _fits(value, kinds.get(key))}
    for key, kind in kinds.items():
        if isinstance(kind, Mapping) and isinstance(options.get(key), Mapping):
            options[key] = {k: v for k, v in options[key].items() if _fits(v, kind.get(k))}
    return NavOptions(options, tuple(_findings(data, kinds, name, path)))


def _findings(
    data: Mapping[Any, Any], kinds: Mapping[str, Kind], name: str, path: Path
) -> Iterator[Finding]:
    for key, value in data.items():
        kind, at, option = kinds.get(key), (*path, key), str(key)
        if kind is None:
            near = nearest(option, kinds)
            yield finding("docs-option", at, "unknown", name=name, option=option, suggestion=near)
        elif isinstance(kind, Mapping) and isinstance(value, Mapping):
            yield from _findings(value, kind, f"{option}` of `{name}", at)
        elif not _fits(value, kind):
            wanted = _words(kind)
            yield finding("docs-option", at, "shape", name=name, option=option, wanted=wanted)


def _fits(value: Any, kind: Kind | None) -> bool:
    if value is None:
        return kind is not None
    if isinstance(kind, tuple):
        return value in kind
    if isinstance(kind, Mapping):
        return isinstance(value, Mapping)
    is_text = isinstance(value, str) and bool(value)
    return {
        _FLAG: isinstance(value, bool),
        _TEXT: is_text,
        _LIST: isinstance(value, list),
        _PATTERNS: is_text
        or (isinstance(value, list) and all(isinstance(one, str) for one in value)),
    }.get(kind or "", False)


def _words(kind: Kind) -> str:
    if isinstance(kind, tuple):
        return " or ".join(f"`{word}`" for word in kind)
    return "an object" if isinstance(kind, Mapping) else kind
