"""The view model of an API definition: its first lines, readable, and the file with all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalogsite.render.views.apis.indented_json import indented_json
from catalogsite.render.views.apis.source_files import is_json
from catalogsite.render.views.entity_link import EntityLink

_LIMIT = 6000
"""Characters that a page shows."""

_LINE = 80
"""JSON whose lines are longer on average was not written to be read."""

_LANGUAGES = {"openapi": "yaml", "asyncapi": "yaml", "graphql": "graphql", "grpc": "protobuf"}
_SUFFIX = {"yaml": "yaml", "json": "json", "graphql": "graphql", "protobuf": "proto"}


@dataclass(frozen=True, slots=True)
class Definition:
    """An API definition: its first lines, and the path of the file with all of it.

    `lines` are those of the file; `indented` says that the text has more, because it was one long line.
    """

    language: str
    text: str
    cut: bool
    lines: int
    href: str
    indented: bool


def definition(link: EntityLink, text: str | None) -> Definition | None:
    """The definition with its first lines, of at most 6,000 characters; None for an empty one."""
    if text is None or not text.strip():
        return None
    language = _LANGUAGES.get(link.type, "text")
    if text.lstrip("\ufeff \t\r\n")[:1] in {"{", "["} and is_json(text):
        language = "json"
    indented = language == "json" and len(text) > _LINE * (text.count("\n") + 1)
    head, cut = _head(indented_json(text) if indented else iter([text]))
    return Definition(
        language=language,
        text=head,
        cut=cut,
        lines=text.count("\n") + 1,
        href=f"definition.{_SUFFIX.get(language, 'txt')}",
        indented=indented,
    )


def _head(pieces: Iterator[str]) -> tuple[str, bool]:
    """The whole lines of the first characters, and whether something is left out."""
    taken: list[str] = []
    size = 0
    for piece in pieces:
        taken.append(piece)
        size += len(piece)
        if size > _LIMIT:
            head = "".join(taken)[:_LIMIT]
            return head.rpartition("\n")[0] or head, True
    return "".join(taken), False
