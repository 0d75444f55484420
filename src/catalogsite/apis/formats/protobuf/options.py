"""What the options of declarations mean for readers of the model."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from catalogsite.apis.formats.protobuf.declarations import Options, Word

_LONGEST = 120
_BEHAVIOURS = {
    "OUTPUT_ONLY": "output only",
    "INPUT_ONLY": "input only",
    "IMMUTABLE": "immutable",
    "IDENTIFIER": "identifier",
    "UNORDERED_LIST": "unordered",
    "NON_EMPTY_DEFAULT": "has a default",
}
_METHODS = ("get", "put", "post", "delete", "patch")
_TOLD_ELSEWHERE = frozenset({
    "deprecated", "default", "features", "json_name", "packed", "lazy", "unverified_lazy", "weak", "ctype", "jstype",
    "(google.api.http)", "(google.api.field_behavior)", "(google.api.method_signature)",
    "message_set_wire_format", "map_entry", "no_standard_descriptor_accessor", "allow_alias",
})  # fmt: skip


def is_deprecated(options: Options) -> bool:
    """Whether `deprecated = true` is among the options."""
    return options.get("deprecated") is True


def behaviours(options: Options) -> list[str]:
    """The words of `(google.api.field_behavior)`, such as `REQUIRED`."""
    value = options.get("(google.api.field_behavior)", [])
    return [str(one) for one in (value if isinstance(value, list) else [value])]


def behaviour_notes(options: Options) -> Iterator[str]:
    """Short labels of the behaviours of a field, but for being required or optional."""
    for one in behaviours(options):
        if one in _BEHAVIOURS:
            yield _BEHAVIOURS[one]


def json_value(value: object) -> str:
    """The value of an option as JSON, where a bare word is text."""
    return json.dumps(value, ensure_ascii=False)


def other_options(options: Options) -> Iterator[str]:
    """Options that nothing else tells, as they are written, each shortened."""
    for name, value in options.items():
        if name in _TOLD_ELSEWHERE or name.startswith(("features.", "(google.api.http)")):
            continue
        text = f"{name} = {_written(value)}"
        yield text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def http_bindings(options: Options) -> list[tuple[str, str]]:
    """The methods and paths of `(google.api.http)`, the main one first."""
    value = options.get("(google.api.http)")
    rule = dict(value) if isinstance(value, Mapping) else {}
    prefix = "(google.api.http)."
    rule |= {
        name.removeprefix(prefix): one for name, one in options.items() if name.startswith(prefix)
    }
    more = rule.get("additional_bindings", [])
    rules = [rule, *(more if isinstance(more, list) else [more])]
    return [found for one in rules if isinstance(one, Mapping) for found in _binding(one)]


def _binding(rule: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for method in _METHODS:
        if isinstance(path := rule.get(method), str):
            yield method.upper(), path
            return
    custom = rule.get("custom")
    if isinstance(custom, Mapping) and isinstance(path := custom.get("path"), str):
        yield str(custom.get("kind", "")).upper(), path


def _written(value: object) -> str:
    if isinstance(value, Word) or value is True or value is False:
        return str(value) if isinstance(value, Word) else str(value).lower()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_written(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
