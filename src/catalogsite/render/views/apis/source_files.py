"""The files of an API definition, divided into pages of so many lines each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from catalogsite.model.api.api import ApiDefinition, ApiModel
from catalogsite.render.filters import slug
from catalogsite.render.views.apis.indented_json import indented_json

LINES = 1000
"""Lines on one page."""
SOURCE = "source/"
ZIP = "definition.zip"
"""All files of a definition that has several."""
_LINE = 120
"""JSON whose lines are longer on average was not written to be read."""
_LANGUAGES = {
    "json": "json",
    "yaml": "yaml",
    "yml": "yaml",
    "graphql": "graphql",
    "graphqls": "graphql",
    "gql": "graphql",
    "proto": "protobuf",
    "ts": "typescript",
    "tsx": "typescript",
    "js": "typescript",
}
_BY_FORMAT = {
    "openapi": "yaml",
    "asyncapi": "yaml",
    "mcp": "yaml",
    "graphql": "graphql",
    "grpc": "protobuf",
    "protobuf": "protobuf",
    "trpc": "typescript",
}


class SourcePlace(NamedTuple):
    """A line of the source: its words (`openapi.yaml:12`) and its address."""

    words: str
    href: str


@dataclass(frozen=True)
class SourceFile:
    """A file of a definition: its path in the repository, and the address of its pages.

    `shown` is its text, with a line for each value where that was minified JSON (`indented`).
    """

    path: str
    at: str
    language: str
    shown: str
    indented: bool

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rsplit("/", 1)[-1]

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text that is shown."""
        return self.shown.removesuffix("\n").split("\n")

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return max(1, -(-len(self.lines) // LINES))

    def page_of(self, line: int) -> str:
        """The address of the page with a line, below that of the reference."""
        number = (max(1, line) - 1) // LINES + 1
        return self.at if number == 1 else f"{self.at}{number}/"


def source_files(
    definition: ApiDefinition, kind: str, read: Callable[[str], bytes]
) -> tuple[SourceFile, ...]:
    """The files of a definition, the root first; `kind` is the type of the API."""
    taken: set[str] = set()
    files = []
    for number, (path, digest) in enumerate(definition.files.items()):
        text = read(digest).decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        at = SOURCE if number == 0 else f"{SOURCE}{_free(path, taken)}/"
        files.append(source_file(path, text, at, definition.format or kind))
    return tuple(files)


def source_file(path: str, text: str, at: str, written_as: str) -> SourceFile:
    """One file; its language is that of its text, of its name or of the format."""
    suffix = path.rsplit(".", 1)[-1].lower()
    language = _LANGUAGES.get(suffix) or _BY_FORMAT.get(written_as.lower(), "text")
    # What is written in a descriptor may be of any language.
    if path.endswith(("catalog-info.yaml", "catalog-info.yml")):
        language = _BY_FORMAT.get(written_as.lower(), "text")
    long_lines = len(text) > _LINE * (text.count("\n") + 1)
    starts_as_json = text.lstrip("\ufeff \t\n")[:1] in {"{", "["}
    if starts_as_json and (long_lines or language != "json") and is_json(text):
        language = "json"
    indented = language == "json" and long_lines
    shown = "".join(indented_json(text)) if indented else text
    return SourceFile(path, at, language, shown, indented)


def is_json(text: str) -> bool:
    """Whether the text is a JSON document."""
    try:
        json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return False
    return True


def _free(path: str, taken: set[str]) -> str:
    """The path as part of an address that no other has; digits alone are pages."""
    wanted = slug(path)[-60:].strip("-")
    if wanted.isdigit():
        wanted = f"file-{wanted}"
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    taken.add(found)
    return found


def files_by_number(model: ApiModel, files: tuple[SourceFile, ...]) -> Mapping[int, SourceFile]:
    """The files by the number that places of the model have."""
    return dict(_numbered(model, {file.path: file for file in files}))


def _numbered(
    model: ApiModel, by_path: Mapping[str, SourceFile]
) -> Iterator[tuple[int, SourceFile]]:
    for number, path in enumerate(model.files):
        if path in by_path:
            yield number, by_path[path]
