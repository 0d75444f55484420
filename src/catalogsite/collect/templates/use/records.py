"""Reads the files in which scaffolding tools note the template of a repository.

Their addresses come from strangers: they are compared with those of known repositories, never followed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from catalogsite.errors import TemplateError
from catalogsite.model.facts.made_from import Tool
from catalogsite.model.value import Text, Value
from catalogsite.network.redaction import redact
from catalogsite.repositories.trees.tree import Tree
from catalogsite.scaffold.run.record import RECORD_FILE, read_record
from catalogsite.yaml12.documents import YamlError, parse_documents

CRUFT_FILE = ".cruft.json"
COPIER_ANSWERS = re.compile(r"\.copier-answers[\w.-]*\.ya?ml")
_MOST = 20
_LONGEST = 500
_MOST_BYTES = 1_000_000


class TemplateRecord(Value):
    """What a record says: the tool, the file, the template's name or reference, and its source.

    `source` is the id or address of the template's repository, `path` its file or folder there.
    """

    tool: Tool
    file: Text
    template: Text = ""
    source: Text = ""
    path: Text = ""
    version: Text = ""


def template_records(tree: Tree) -> tuple[TemplateRecord, ...]:
    """The records at the top of a repository, sorted by file; those that cannot be read are left out."""
    found = [path for path in tree.paths() if "/" not in path and _is_record(path)][:_MOST]
    contents = tree.read_many(found)
    return tuple(
        record
        for path in sorted(contents)
        if len(contents[path]) <= _MOST_BYTES
        for record in _records(path, contents[path])
    )


def _is_record(name: str) -> bool:
    return name in (RECORD_FILE, CRUFT_FILE) or COPIER_ANSWERS.fullmatch(name) is not None


def _records(path: str, content: bytes) -> Iterator[TemplateRecord]:
    if path == RECORD_FILE:
        yield from _own(content)
        return
    data = _data(path, content)
    source = _text(data.get("template" if path == CRUFT_FILE else "_src_path"))
    if path == CRUFT_FILE and source:
        yield TemplateRecord(
            tool="cruft",
            file=path,
            source=source,
            path=_text(data.get("directory")),
            version=_text(data.get("commit")),
        )
    elif source:
        version = _text(data.get("_commit"))
        yield TemplateRecord(tool="copier", file=path, source=source, version=version)


def _own(content: bytes) -> Iterator[TemplateRecord]:
    try:
        record = read_record(content)
    except TemplateError:
        return
    source = record.source
    yield TemplateRecord(
        tool="catalogsite",
        file=RECORD_FILE,
        template=_text(record.template),
        source=_text(source.repository),
        path=_text(source.path),
        version=_text(source.version),
    )


def _data(path: str, content: bytes) -> Mapping[str, Any]:
    try:
        text = content.decode("utf-8")
        found = json.loads(text) if path == CRUFT_FILE else parse_documents(text)[0].data
    except (ValueError, YamlError, IndexError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(value: object) -> str:
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    return redact(str(value))[:_LONGEST]
