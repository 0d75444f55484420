"""The record that a run leaves in the new repository: the template, its version and the answers.

Its text is made of plain JSON values alone, so that a page writes the same bytes (`record.js`).
It holds no time and no secret.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogsite.errors import TemplateError
from catalogsite.repositories.trees.visible_paths import SCAFFOLD_RECORD
from catalogsite.scaffold.parameters.ui import is_secret
from catalogsite.scaffold.run.workspace import Workspace
from catalogsite.scaffold.templates.source import TemplateSource, source_without_history
from catalogsite.scaffold.templates.template import Template
from catalogsite.yaml12.documents import YamlError, parse_documents
from catalogsite.yaml12.js_numbers import number_text

RECORD_FILE = SCAFFOLD_RECORD
"""The name of the record, at the top of the new repository."""

SCHEMA = 1
_HEADING = "# Written by `catalogsite new`. `catalogsite new --update` reads and renews it.\n"
_MOST_BYTES = 1_000_000
_MOST_LEVELS = 20
# What YAML does not read literally in quotes, and halves of letters.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_PARTS = ("allOf", "anyOf", "oneOf", "if", "then", "else")


@dataclass(frozen=True, slots=True)
class Record:
    """What a run was made from. `values` are the answers without secrets."""

    template: str
    source: TemplateSource
    values: Mapping[str, Any] = field(default_factory=dict)


def record_of(template: Template, values: Mapping[str, Any]) -> Record:
    """The record of a run of a template with these answers, from which secrets are left out."""
    kept = without_secret_values(template.pages, values)
    return Record(template.ref, template.source or source_without_history(template.file), kept)


def write_record(workspace: Workspace, template: Template, values: Mapping[str, Any]) -> None:
    """Put the record into a workspace that has files: at the end, and before they are published."""
    if workspace.files():
        text = record_text(record_of(template, values))
        workspace.write(RECORD_FILE, text.encode("utf-8"), 0o644, True)


def record_text(record: Record) -> str:
    """The text of a record: one line a field and an answer, each value as JSON on its line."""
    source = record.source
    head = {
        "schema": SCHEMA,
        "template": record.template,
        "repository": source.repository,
        "path": source.path,
        "version": source.version,
    }
    lines = [f"{name}: {canonical_json(value)}\n" for name, value in head.items()]
    answers = [
        f"  {canonical_json(k)}: {canonical_json(record.values[k])}\n"
        for k in _sorted(record.values)
    ]
    return "".join([_HEADING, *lines, *(["values:\n", *answers] if answers else ["values: {}\n"])])


def read_record(content: bytes, where: str = RECORD_FILE) -> Record:
    """The record of a text. Raises TemplateError where it is none."""
    data = _mapping(content, where)
    texts = [data.get(name) for name in ("template", "repository", "path", "version")]
    values = data.get("values")
    if data.get("schema") != SCHEMA:
        raise TemplateError(f"not a record with schema {SCHEMA}", where=where)
    if not all(isinstance(text, str) for text in texts) or not isinstance(values, dict):
        fix = "restore it from the history of the repository"
        raise TemplateError("the record of the template is not complete", where=where, fix=fix)
    template, repository, path, version = map(str, texts)
    return Record(template, TemplateSource(repository, path, version), values)


def _mapping(content: bytes, where: str) -> dict[str, Any]:
    if len(content) > _MOST_BYTES:
        raise TemplateError("the record of the template is too large", where=where)
    try:
        documents = parse_documents(content.decode("utf-8"))
    except (YamlError, UnicodeDecodeError) as error:
        raise TemplateError(f"cannot be read: {error}", where=where) from None
    data = documents[0].data if len(documents) == 1 and not documents[0].error else None
    if not isinstance(data, dict):
        raise TemplateError("cannot be read: one mapping is expected", where=where)
    return data


def canonical_json(value: Any) -> str:
    """The one JSON text of a value: on one line, keys sorted, numbers as JavaScript writes them."""
    if isinstance(value, Mapping):
        members = (f"{canonical_json(str(k))}: {canonical_json(value[k])}" for k in _sorted(value))
        return "{" + ", ".join(members) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(canonical_json, value)) + "]"
    if isinstance(value, int | float) and not isinstance(value, bool):
        text = number_text(value)
        return "null" if text[-1] in "yN" else text
    return _ESCAPED.sub(
        lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False)
    )


def _sorted(value: Mapping[Any, Any]) -> list[Any]:
    """The keys in the order of JavaScript's `sort`, which compares UTF-16 units."""
    return sorted(value, key=lambda key: str(key).encode("utf-16-be", "surrogatepass"))


def without_secret_values(pages: Iterable[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers, but those whose schema hides them in any of its parts."""
    kept = _kept([*pages], values, 0)
    return dict(kept) if isinstance(kept, Mapping) else {}


def _kept(schemas: list[Any], value: Any, level: int) -> Any:
    known = [*_with_parts(schemas, level)]
    if isinstance(value, Mapping) and level < _MOST_LEVELS:
        inner = {key: _properties(known, key) for key in value}
        shown = (key for key in value if not any(map(is_secret, _with_parts(inner[key], level))))
        return {key: _kept(inner[key], value[key], level + 1) for key in shown}
    if isinstance(value, list) and level < _MOST_LEVELS:
        items = [one.get("items") for one in known]
        if any(map(is_secret, _with_parts(items, level))):
            return []
        return [_kept(items, one, level + 1) for one in value]
    return None if isinstance(value, Mapping | list) else value


def _properties(schemas: list[dict[str, Any]], key: str) -> list[Any]:
    stated = (one.get("properties") for one in schemas)
    return [
        properties[key]
        for properties in stated
        if isinstance(properties, Mapping) and key in properties
    ]


def _with_parts(schemas: Iterable[Any], level: int) -> Iterator[dict[str, Any]]:
    """Schemas, and those that hold for the same value under some condition."""
    for schema in schemas:
        if not isinstance(schema, dict) or level > _MOST_LEVELS:
            continue
        yield schema
        stated = [schema.get(word) for word in _PARTS]
        dependencies = schema.get("dependencies")
        stated += dependencies.values() if isinstance(dependencies, dict) else []
        parts = (part for one in stated for part in (one if isinstance(one, list) else [one]))
        yield from _with_parts(parts, level + 1)
