"""The kinds of values that options have, and what is wrong with a value of another kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from catalogsite.docs.configuration.foreign_yaml import NoValue, PythonObject, RelativeFolder
from catalogsite.docs.configuration.python_names import (
    KNOWN_FENCES,
    KNOWN_GENERATORS,
    KNOWN_INDEXES,
    KNOWN_INLINE_FORMATS,
    KNOWN_SLUGS,
    FenceFormat,
    emoji_index,
    fence_format,
    is_emoji_generator,
    is_inline_format,
    slug_style,
)
from catalogsite.problems.create import Finding, finding
from catalogsite.yaml12.positions import Path


class Fence(NamedTuple):
    """A fence with a name of its own, of `pymdownx.superfences`."""

    name: str
    css_class: str
    format: FenceFormat


class InlineFormat(NamedTuple):
    """A language name of inline code that is shown as math, of `pymdownx.inlinehilite`."""

    name: str
    css_class: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The options of one extension or plugin while they are read, and what is wrong with them.

    `path` is the place of the options in the file; the paths that its methods take begin with the
    name of an option.
    """

    name: str
    path: Path
    findings: list[Finding] = field(default_factory=list)

    def unknown(self, path: Path, suggestion: str | None) -> None:
        """Report an option that does not exist."""
        option, place = _option(path), (*self.path, *path)
        self.findings.append(
            finding(
                "docs-option",
                place,
                "unknown",
                name=self.name,
                option=option,
                suggestion=suggestion,
            )
        )

    def left_out(self, path: Path, reason: str) -> None:
        """Report an option that is not obeyed."""
        option, place = _option(path), (*self.path, *path)
        self.findings.append(
            finding("docs-option", place, "left-out", name=self.name, option=option, reason=reason)
        )

    def no_value(self, path: Path, value: NoValue) -> None:
        """Report a tag that has no value here."""
        option, place, written = _option(path), (*self.path, *path), value.written
        self.findings.append(
            finding("docs-option", place, "no-value", name=self.name, option=option, value=written)
        )

    def function(self, path: Path, value: PythonObject, known: Iterable[str] = ()) -> None:
        """Report a function that is not known."""
        option, place, last = _option(path), (*self.path, *path), value.name.rpartition(".")[2]
        near = next((name for name in known if name.rpartition(".")[2] == last), None)
        self.findings.append(
            finding(
                "docs-option",
                place,
                "function",
                name=self.name,
                option=option,
                value=value.name,
                suggestion=near if near != value.name else None,
            )
        )

    def shape(self, path: Path, wanted: str) -> None:
        """Report a value of another kind."""
        option, place = _option(path), (*self.path, *path)
        self.findings.append(
            finding("docs-option", place, "shape", name=self.name, option=option, wanted=wanted)
        )


def _option(path: Path) -> str:
    return ".".join(step for step in path if isinstance(step, str))


def _plain(value: Any, reading: Reading, path: Path) -> Any:
    if isinstance(value, str | int | float | bool):
        return value
    _other(value, reading, path, "a text, a number, `true` or `false`")
    return None


def _other(value: Any, reading: Reading, path: Path, wanted: str) -> None:
    """Report a value of another kind, unless it is null, which is the default of most options."""
    if isinstance(value, NoValue):
        reading.no_value(path, value)
    elif isinstance(value, PythonObject):
        reading.function(path, value)
    elif isinstance(value, RelativeFolder) or value is not None:
        reading.shape(path, wanted)


def _data(value: Any, reading: Reading, path: Path) -> Any:
    if isinstance(value, Mapping):
        pairs = ((key, _data(item, reading, (*path, key))) for key, item in value.items())
        return {key: item for key, item in pairs if item is not None and isinstance(key, str | int)}
    if isinstance(value, list | tuple):
        items = (_data(item, reading, (*path, index)) for index, item in enumerate(value))
        return [item for item in items if item is not None]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    _other(value, reading, path, "plain data")
    return None


def _slug(value: Any, reading: Reading, path: Path) -> Any:
    if isinstance(value, PythonObject):
        style = slug_style(value)
        if style is None:
            reading.function(path, value, KNOWN_SLUGS)
        return style
    _other(value, reading, path, "a slug function, such as `!!python/name:pymdownx.slugs.uslugify`")
    return None


def _folders(value: Any, reading: Reading, path: Path) -> Any:
    items = value if isinstance(value, list | tuple) else [value]
    found: list[str | RelativeFolder] = []
    for index, item in enumerate(items):
        if isinstance(item, str | RelativeFolder):
            found.append(item)
        else:
            _other(
                item, reading, (*path, index) if items is value else path, "the path of a folder"
            )
    return found or None


def _encoding(value: Any, reading: Reading, path: Path) -> Any:
    if isinstance(value, str) and _is_text_encoding(value):
        return value
    _other(
        "" if isinstance(value, str) else value, reading, path, "a text encoding, such as `utf-8`"
    )
    return None


def _is_text_encoding(name: str) -> bool:
    try:
        "".encode(name)
    except (LookupError, ValueError):
        return False
    return True


def _emoji_index(value: Any, reading: Reading, path: Path) -> Any:
    if isinstance(value, PythonObject):
        found = emoji_index(value)
        if found is None:
            reading.function(path, value, KNOWN_INDEXES)
        return found
    _other(value, reading, path, "a function that lists emoji")
    return None


def _emoji_generator(value: Any, reading: Reading, path: Path) -> Any:
    if not isinstance(value, PythonObject):
        _other(value, reading, path, "a function that draws emoji")
    elif not is_emoji_generator(value):
        reading.function(path, value, KNOWN_GENERATORS)
    return None


def _fences(value: Any, reading: Reading, path: Path) -> Any:
    found: list[Fence] = []
    for index, item in enumerate(value if isinstance(value, list | tuple) else []):
        named = _named(item, reading, (*path, index))
        if named is None:
            continue
        written = item.get("format")
        kind: FenceFormat | None = "code"
        if isinstance(written, PythonObject):
            kind = fence_format(written)
            if kind is None:
                reading.function((*path, index, "format"), written, KNOWN_FENCES)
        elif written is not None:
            _other(written, reading, (*path, index, "format"), "a function that formats a fence")
        found.append(Fence(*named, kind or "code"))
    if not isinstance(value, list | tuple):
        _other(value, reading, path, "a list of fences")
    return found


def _inline_formats(value: Any, reading: Reading, path: Path) -> Any:
    found: list[InlineFormat] = []
    for index, item in enumerate(value if isinstance(value, list | tuple) else []):
        named = _named(item, reading, (*path, index))
        written = item.get("format") if named else None
        if named and isinstance(written, PythonObject) and is_inline_format(written):
            found.append(InlineFormat(*named))
        elif isinstance(written, PythonObject):
            reading.function((*path, index, "format"), written, KNOWN_INLINE_FORMATS)
    if not isinstance(value, list | tuple):
        _other(value, reading, path, "a list of formats")
    return found or None


def _named(item: Any, reading: Reading, path: Path) -> tuple[str, str] | None:
    """The name and the class of a fence or format; a problem where it has none."""
    if isinstance(item, Mapping) and isinstance(item.get("name"), str):
        css_class = item.get("class", item["name"])
        return item["name"], css_class if isinstance(css_class, str) else item["name"]
    reading.shape(path, "an object with `name`, `class` and `format`")
    return None


def _languages(value: Any, reading: Reading, path: Path) -> Any:
    """The languages of `i18n`; what one of them would change of the settings is reported."""
    pairs = value.items() if isinstance(value, Mapping) else enumerate(value or ())
    for place, language in pairs if isinstance(value, Mapping | list | tuple) else ():
        for name in _OF_LANGUAGE if isinstance(language, Mapping) else ():
            if language.get(name):
                reading.left_out((*path, place, name), _ONE_CONFIGURATION)
    return _data(value, reading, path)


_OF_LANGUAGE = ("nav", "nav_translations", "admonition_translations", "site_name", "extra")
_ONE_CONFIGURATION = "all languages have the settings of the documentation"

KINDS: Final[Mapping[str, Callable[[Any, Reading, Path], Any]]] = {
    "plain": _plain,
    "data": _data,
    "slug": _slug,
    "folders": _folders,
    "encoding": _encoding,
    "fences": _fences,
    "inline_formats": _inline_formats,
    "emoji_index": _emoji_index,
    "emoji_generator": _emoji_generator,
    "languages": _languages,
    "plugins": lambda value, _reading, _path: value,
}
"""What reads the value of an option; None where no value is left."""
