"""Writes `catalogsite.yaml`: one line for each entry, with a comment that names its origin."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from catalogsite.commands.migration.notes import Draft, Note, Source

_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")
_PLAIN = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./ -]*")


def write_config(
    settings: Mapping[str, Any],
    draft: Draft,
    notes: Sequence[Note],
    files: Sequence[Path],
) -> str:
    """The text of the configuration."""
    return "\n".join(_lines(settings, draft, notes, files)) + "\n"


def _lines(
    settings: Mapping[str, Any],
    draft: Draft,
    notes: Sequence[Note],
    files: Sequence[Path],
) -> Iterator[str]:
    yield f"# Made from {', '.join(file.name for file in files)}."
    yield "# Every key is described by `catalogsite schema config`."
    for key in ("title", "url"):
        if settings.get(key):
            yield f"{key}: {flow(settings[key])}"
    yield ""
    yield "sources:" if draft.sources else "sources: []"
    yield from _entries(draft.sources)
    if draft.enrichments:
        yield ""
        yield "enrich:"
        yield from _entries(draft.enrichments)
    yield from _catalog(settings.get("catalog") or {})
    if notes:
        yield ""
        yield "# Not carried over, or not word by word:"
        for note in notes:
            text = f"{_here(note.where)}: {note.key}: {note.message}"
            yield f"# - {' '.join(text.split())}"


def _entries(entries: Sequence[Source]) -> Iterator[str]:
    for entry in entries:
        yield f"  # {_here(entry.where)}"
        yield f"  - {flow(entry.settings)}"


def _here(where: str) -> str:
    """A file and line without the folder, which differs from machine to machine."""
    return where.rpartition("/")[2]


def _catalog(catalog: Mapping[str, Any]) -> Iterator[str]:
    if not catalog:
        return
    yield ""
    yield "catalog:"
    for key, value in catalog.items():
        if key == "rules":
            yield "  # Which repositories may bring which kinds; without rules, each may bring all."
            yield "  rules:"
            yield from (f"    - {flow(rule)}" for rule in value)
        else:
            yield f"  {key}: {flow(value)}"


def flow(value: Any) -> str:
    """A value in YAML flow style on one line, quoted only if necessary."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{flow(key)}: {flow(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and _is_itself(value):
        return value
    # JSON is YAML, except for characters that YAML requires to be escaped.
    return _UNPRINTABLE.sub(_escaped, json.dumps(value, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    return found[0] if found[0].isprintable() else f"\\U{ord(found[0]):08x}"


def _is_itself(text: str) -> bool:
    """Whether a plain scalar is read as the same text, unlike `yes`, numbers and dates."""
    loaded: object = yaml.safe_load(f"[{text}]")
    return loaded == [text]
