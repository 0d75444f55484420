"""Variables in pages: dates of git, and plain values of the configuration. No template is run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, NamedTuple

from catalogsite.docs.converter.git_dates import GitDates
from catalogsite.docs.converter.workspace import Conversion
from catalogsite.docs.variable_data import variable_data
from catalogsite.model.documentation.documentation import TreeEntry

_TOKEN = re.compile(
    r"(?P<raw>\{%-?\s*raw\s*-?%\}(?P<inner>.*?)\{%-?\s*endraw\s*-?%\})"
    r"|\{\{-?\s*(?P<name>[A-Za-z_]\w*(?:\.\w+)*)\s*-?\}\}"
    r"|(?P<other>\{\{[^\n{}]*\}\}|\{%[^\n{}]*%\})",
    re.DOTALL,
)
_CODE = re.compile(
    r"^(?P<indent>[ >]*)(?P<fence>`{3,}|~{3,}).*?(?:^(?P=indent)(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)",
    re.DOTALL | re.MULTILINE,
)
_MAX_GROWTH = 1_000_000


class Lack(Enum):
    """Why a variable has no value."""

    NOT_IN_GIT = auto()
    UNKNOWN = auto()
    NOT_RUN = auto()


class Unreplaced(NamedTuple):
    """A variable or template that has no value, as written."""

    written: str
    lack: Lack


@dataclass(slots=True)
class Variables:
    """The variables of the pages of one documentation; `data` is None where no plugin has any."""

    entries: Mapping[str, TreeEntry]
    dates: GitDates | None = None
    data: Mapping[str, Any] | None = None
    only_asked: bool = False

    @classmethod
    def of(cls, conversion: Conversion) -> Variables:
        """The variables that the configuration of a documentation turns on."""
        config, files = conversion.layout.config, conversion.manifest.files
        data = variable_data(conversion.layout, files.keys(), conversion.text)
        by_default = config.plugins.get("macros", {}).get("render_by_default")
        dates = GitDates.of(config, files)
        return cls(files, dates, data, only_asked=by_default is False)

    def depends_on(self, file: str, content: bytes) -> Iterator[str]:
        """What the values of a page come from beside its content and the configuration."""
        if self.dates is not None and b"git_" in content.lower():
            entry = self.entries[file]
            yield repr((entry.changed, entry.author, self.dates.site))

    def replaced(
        self, markdown: str, file: str, place: str, meta: Mapping[str, Any]
    ) -> tuple[str, list[Unreplaced]]:
        """The Markdown with the values in it, and what has none."""
        if (self.dates is None and self.data is None) or (
            "{{" not in markdown and "{%" not in markdown
        ):
            return markdown, []
        dates = self.dates if self.dates and not self.dates.excluded.matches(place) else None
        data = self.data
        if data is not None and self.only_asked and meta.get("render_macros") is not True:
            data = None
        if data is not None and meta.get("render_macros") is False:
            data = None
        page = _Page(self.entries[file], dates, data, meta, _code_spans(markdown))
        return _TOKEN.sub(page.value, markdown), page.lacks


@dataclass(slots=True)
class _Page:
    entry: TreeEntry
    dates: GitDates | None
    data: Mapping[str, Any] | None
    meta: Mapping[str, Any]
    code: list[tuple[int, int]]
    lacks: list[Unreplaced] = field(default_factory=list)
    grown: int = 0

    def value(self, token: re.Match[str]) -> str:
        """The text in the place of a token."""
        if token["raw"]:
            return str(token["inner"] if self.data is not None else token[0])
        value = self._known(token["name"], token[0]) if token["name"] else None
        if value is not None and self.grown + len(value) <= _MAX_GROWTH:
            self.grown += len(value)
            return value
        if self.data is not None and not self._in_code(token.start()):
            lack = Lack.UNKNOWN if token["name"] else Lack.NOT_RUN
            self.lacks.append(Unreplaced(token[0], lack))
        return token[0]

    def _known(self, name: str, written: str) -> str | None:
        date = self.dates.value(name, self.entry) if self.dates else None
        if date == "":
            self.lacks.append(Unreplaced(written, Lack.NOT_IN_GIT))
        if date is not None or self.data is None:
            return date
        path = name.removeprefix("page.meta.").removeprefix("config.extra.")
        for values in (self.meta, self.data):
            found = _at(values, path.split("."))
            if isinstance(found, str | int | float):
                return str(found)
        return None

    def _in_code(self, position: int) -> bool:
        return any(start <= position < end for start, end in self.code)


def _at(values: Any, path: list[str]) -> Any:
    for step in path:
        values = values.get(step) if isinstance(values, Mapping) else None
    return values


def _code_spans(markdown: str) -> list[tuple[int, int]]:
    return [match.span() for match in _CODE.finditer(markdown)]
