"""Files of configuration as settings: the path of the key, the value, and the line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from catalogsite.inference.artifacts.yaml_files import fields_of, readable_documents
from catalogsite.yaml12.documents import Document, Path

_FILES = re.compile(
    r"(?:application|bootstrap)(?:-[\w-]+)?\.(?:ya?ml|properties)"
    r"|appsettings(?:\.[\w-]+)?\.json"
    r"|\.env(?:\.[\w.-]+)?|[\w-]+\.env(?:\.(?:example|sample|template|dist))?"
)
_FOLDERS = frozenset({"config", "conf"})
_IN_FOLDERS = re.compile(r"[\w.-]+\.(?:ya?ml|json|properties|env)")
_COMMENT = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|(//[^\n]*|/\*.*?\*/)", re.DOTALL)
_PAIR = re.compile(r"\s*(?:-\s+)?(?:export\s+)?[\"']?(?P<key>[\w.-]+)[\"']?\s*[:=]\s*(?P<value>.*)")


class Setting(NamedTuple):
    """A value with the path of its key, joined by dots, and its line."""

    key: str
    value: str
    line: int


def is_named(path: str) -> bool:
    """Whether a file has a name that only configurations have."""
    return _FILES.fullmatch(path.rpartition("/")[2]) is not None


def is_in_folder(path: str) -> bool:
    """Whether a file of a common form lies in a folder of configurations."""
    *folders, name = path.split("/")
    return bool(folders) and folders[-1] in _FOLDERS and bool(_IN_FOLDERS.fullmatch(name))


def settings_of(text: str, file: str) -> Iterator[Setting]:
    """Every setting of a file, in its order; none of one that cannot be read."""
    if file.endswith((".yml", ".yaml", ".json")):
        plain = _COMMENT.sub(_blank, text) if file.endswith(".json") else text
        for document in readable_documents(plain):
            yield from settings_in(document, document.data)
    else:
        yield from pairs_in(text, 1)


def settings_in(document: Document, data: object, base: Path = ()) -> Iterator[Setting]:
    """The texts below a value of a document; those of several lines as settings of their own."""
    for place, value in fields_of(data, base):
        if isinstance(value, str):
            line = document.position(place).line
            if "\n" in value:
                # A block begins on the line below its key.
                yield from pairs_in(value, line + 1)
            else:
                yield Setting(".".join(map(str, place)), value, line)


def pairs_in(text: str, first: int) -> Iterator[Setting]:
    """The pairs `key=value` and `key: value` of a text, a line each; comments are left out."""
    for number, line in enumerate(text.split("\n"), start=first):
        if line.lstrip().startswith(("#", "!", "//", ";")):
            continue
        found = _PAIR.match(line[:5_000])
        if found:
            value = found["value"].strip()
            if value[:1] in {'"', "'"} and value[-1:] == value[:1]:
                value = value[1:-1]
            yield Setting(found["key"], value, number)


def _blank(found: re.Match[str]) -> str:
    """A comment as space, so that lines stay where they are; a text as it is."""
    return re.sub(r"[^\n]", " ", found[1]) if found[1] else found[0]
