"""The automatic fixes by rule: each function returns an edit of a field, or None."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from catalogsite.catalog.kinds.core_kinds import VERSIONS
from catalogsite.catalog.kinds.formats import is_namespace, is_tag, suggest_tag
from catalogsite.commands.check.fixing.source import Edit, Field, Source
from catalogsite.yaml12.documents import parse_documents
from catalogsite.yaml12.positions import Path

Repair = Callable[[Source, Field], Edit | None]

_KINDS = {kind.lower(): kind for kind in VERSIONS}
_ROOTS = {key.lower(): key for key in ("apiVersion", "kind", "metadata", "spec")}
_EMPTY_LISTS = {"Group": "children", "User": "memberOf"}
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.+/-]*")
_WORD = re.compile(r"[A-Za-z0-9_.+/-]+")
_NOTHING = re.compile(
    r"(?P<key>[ ]*[\w./-]+[ ]*:)[ ]*(?:~|null|Null|NULL|file)?[ ]*(?P<comment>#.*)?\r?\n?"
)
_TABS = re.compile(r"(?m)^ *\t[ \t]*(?=\S)")
_PROPERTIES = ("&", "!", "*")


def _tag(source: Source, field: Field) -> Edit | None:
    """Correct a tag to the nearest valid one, unless the list has that already."""
    better = suggest_tag(field.data) if isinstance(field.data, str) else ""
    written = [node.value for node in field.parent.value]
    if not is_tag(better) or better in written or field.path[:-1] != ("metadata", "tags"):
        return None
    return _rewritten(source, field, better)


def _namespace(source: Source, field: Field) -> Edit | None:
    """Write a namespace in lower case, as references are resolved."""
    better = str(field.data).lower()
    return _rewritten(source, field, better) if is_namespace(better) else None


def _kind(source: Source, field: Field) -> Edit | None:
    """Correct the case of a kind."""
    better = _KINDS.get(str(field.data).lower())
    return _rewritten(source, field, better) if better and better != field.data else None


def _api_version(source: Source, field: Field) -> Edit | None:
    """Correct the case of an apiVersion."""
    versions = VERSIONS.get(field.document.data.get("kind"), ())
    better = next((one for one in versions if one.lower() == str(field.data).lower()), None)
    return _rewritten(source, field, better) if better and better != field.data else None


def _root(source: Source, field: Field) -> Edit | None:
    """Correct the case of a root field."""
    better = _ROOTS.get(str(field.path[0]).lower())
    if field.key is None or better is None or better in field.document.data:
        return None
    start, end = source.span(field.key, field.offset)
    return Edit(start, end, better, ((field.path[0],), (better,)))


def _type(source: Source, field: Field) -> Edit | None:
    """Convert a value of the wrong type whose meaning is unambiguous."""
    data = field.data
    if data is None:
        return _without(source, field)
    if isinstance(data, bool | int | float):
        return _quoted(source, field)
    if isinstance(data, list):
        return _only_item(source, field)
    return _as_list(source, field) if isinstance(data, str) else None


def _without(source: Source, field: Field) -> Edit | None:
    """Remove an optional field that is empty; a comment after it stays."""
    mark = field.key.start_mark if field.key is not None else None
    if mark is None:
        return None
    start, end = source.line(mark.line + field.offset)
    found = _NOTHING.fullmatch(source.text[start:end])
    if found is None:
        return None
    indent = " " * mark.column
    kept = f"{indent}{found['comment']}\n" if found["comment"] else ""
    # A mapping with this field alone becomes empty, so it changes too.
    touched = field.path if len(field.parent.value) > 1 else field.path[:-1]
    return Edit(start, end, kept, (touched,))


def _quoted(source: Source, field: Field) -> Edit | None:
    """Quote a number or a boolean, so that it is the text that its author wrote."""
    written = source.written(field.value, field.offset)
    if not re.fullmatch(r"[\w.+-]+", written):
        return None
    return _replaced(source, field, f'"{written}"')


def _only_item(source: Source, field: Field) -> Edit | None:
    """Replace a list with one item by that item, where a text is required."""
    if len(field.data) != 1 or not isinstance(field.data[0], str) or field.key is None:
        return None
    item = source.written(field.value.value[0], field.offset)
    if "\n" in item or item.startswith(_PROPERTIES):
        return None
    _, key_end = source.span(field.key, field.offset)
    start, end = source.span(field.value, field.offset)
    if source.text[start] != "[":
        _, end = source.span(field.value.value[0], field.offset)
    if not re.fullmatch(r":\s*", source.text[key_end:start]):
        return None
    return Edit(key_end, end, f": {item}", (field.path,))


def _as_list(source: Source, field: Field) -> Edit | None:
    """One word as a list of it."""
    written = source.written(field.value, field.offset)
    if not _WORD.fullmatch(written.strip("\"'")):
        return None
    return _replaced(source, field, f"[{written}]")


def _default(source: Source, field: Field) -> Edit | None:
    """The empty list that a Group and a User must have, as the first field of the spec."""
    name = _EMPTY_LISTS.get(field.document.data.get("kind"))
    spec = field.value
    if field.path != ("spec",) or name is None or not isinstance(spec, yaml.MappingNode):
        return None
    if not spec.value or name in field.data:
        return None
    start, _ = source.span(spec.value[0][0], field.offset)
    line, _ = source.line(spec.value[0][0].start_mark.line + field.offset)
    before = source.text[line:start]
    if not before.strip():
        return Edit(start, start, f"{name}: []\n{before}", (("spec", name),))
    if before.rstrip().endswith("{"):
        return Edit(start, start, f"{name}: [], ", (("spec", name),))
    return None


def as_told(source: Source, field: Field, fix: str) -> Edit | None:
    """A text in the letters that the problem itself proposes, and in no others."""
    found = re.fullmatch(r"write `([^`]+)`", fix)
    better = found[1] if found else ""
    if not isinstance(field.data, str) or field.data.lower() != better.lower():
        return None
    return _rewritten(source, field, better)


def _location_type(source: Source, field: Field) -> Edit | None:
    """The type of a Location, which says no more than how it was read."""
    return _without(source, field) if field.data == "file" else None


def _rewritten(source: Source, field: Field, text: str) -> Edit | None:
    """Another text in the quotes of the first one, or with quotes where it needs some."""
    written = source.written(field.value, field.offset)
    if written.startswith(_PROPERTIES) or "\n" in written:
        return None
    if written[:1] in {'"', "'"}:
        return _replaced(source, field, f"{written[0]}{text}{written[0]}")
    return _replaced(source, field, text if _is_plain(text) else json.dumps(text))


def _replaced(source: Source, field: Field, text: str) -> Edit | None:
    start, end = source.span(field.value, field.offset)
    if source.text[start:end].startswith(_PROPERTIES):
        return None
    return Edit(start, end, text, (field.path,))


def _is_plain(text: str) -> bool:
    """Whether a text means itself without quotes."""
    return bool(_PLAIN.fullmatch(text)) and _value_of(text) == text


def _value_of(text: str) -> Any:
    return parse_documents(f"a: {text}")[0].data["a"]


FIXABLE: Mapping[str, Repair] = {
    "api-version-format": _api_version,
    "field-missing": _default,
    "field-type": _type,
    "kind-format": _kind,
    "location-type": _location_type,
    "namespace-format": _namespace,
    "root-field": _root,
    "tag-format": _tag,
    "unknown-api-version": _api_version,
    "unknown-kind": _kind,
}
"""The repair of each rule that has one."""


def without_tabs(source: Source, line: int) -> Edit | None:
    """The document of a line that is indented with tabs, indented with spaces."""
    start, end = source.line(line - 1)
    if not _TABS.match(source.text[start:end]):
        return None
    for document in source.documents:
        if document.error is not None and document.error.position.line == line:
            at = source.text.find(document.text)
            spaced = _TABS.sub(lambda found: found[0].replace("\t", "  "), document.text)
            everything: Path = ()
            return Edit(at, at + len(document.text), spaced, (everything,))
    return None
