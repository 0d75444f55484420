"""What changed in the fields and reserved numbers of a message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from catalogsite.apis.differ.protobuf.version import Declared
from catalogsite.apis.differ.worded_changes import change
from catalogsite.apis.formats.protobuf.declarations import FieldDeclaration, MessageDeclaration
from catalogsite.apis.formats.protobuf.examples import json_name
from catalogsite.apis.formats.protobuf.options import is_deprecated
from catalogsite.apis.formats.protobuf.symbols import type_id
from catalogsite.model.api.change import ApiChange
from catalogsite.model.api.types import Place

# Of one group all types are written alike on the wire and in JSON.
_ALIKE = (
    frozenset({"int32", "uint32"}),
    frozenset({"int64", "uint64"}),
    frozenset({"fixed32", "sfixed32"}),
    frozenset({"fixed64", "sfixed64"}),
)


class _Field(NamedTuple):
    """A field, what it is called in messages, and where it is."""

    one: FieldDeclaration
    what: str
    place: Place


def field_changes(
    old: MessageDeclaration, new: MessageDeclaration, was: Declared, now: Declared
) -> Iterator[ApiChange]:
    """The changes of the fields of a message, matched by their numbers."""
    subject = type_id(new.full_name)
    before, after = _fields(old, was), _fields(new, now)
    for number, field in before.items():
        if number in after:
            yield from _changed(field, after[number], (old, new), (was, now))
        else:
            kept = _reserves(new, number) and field.one.name in new.reserved.names
            rule = "proto-reserved-field-removed" if kept else "proto-field-removed"
            yield change(rule, field.what, subject, field.place)
    for number, field in after.items():
        if number not in before:
            needed = field.one.label == "required"
            rule = "proto-required-field-added" if needed else "proto-field-added"
            yield change(rule, field.what, subject, field.place)


def _fields(message: MessageDeclaration, version: Declared) -> dict[int, _Field]:
    key = version.key(message.full_name)
    return {
        one.number or 0: _Field(
            one, f"`{key}.{one.name}`", version.place(message.full_name, one.line)
        )
        for one in message.fields
    }


def _reserves(message: MessageDeclaration, number: int) -> bool:
    return any(first <= number <= last for first, last in message.reserved.ranges)


def _changed(
    old: _Field,
    new: _Field,
    messages: tuple[MessageDeclaration, MessageDeclaration],
    versions: tuple[Declared, Declared],
) -> Iterator[ApiChange]:
    subject = type_id(messages[1].full_name)
    types = _written(old.one, messages[0], versions[0]), _written(new.one, messages[1], versions[1])
    pairs = {
        "proto-field-renamed": (old.one.name, new.one.name),
        _type_rule(*types): types,
        _label_rule(old.one, new.one): (_label(old.one, versions[0]), _label(new.one, versions[1])),
        "proto-oneof-changed": (_oneof(old.one), _oneof(new.one)),
        "proto-json-name-changed": _json_names(old.one, new.one),
        "proto-default-changed": (_default(old.one), _default(new.one)),
    }
    if old.one.oneof or new.one.oneof or old.one.key:
        pairs.pop("proto-presence-changed", None)
    for rule, (before, after) in pairs.items():
        if before != after:
            yield change(rule, old.what, subject, new.place, before, after)
    deprecated = is_deprecated(new.one.options)
    if deprecated != is_deprecated(old.one.options):
        rule = "proto-deprecated" if deprecated else "proto-not-deprecated"
        yield change(rule, new.what, subject, new.place)


def _written(one: FieldDeclaration, message: MessageDeclaration, version: Declared) -> str:
    kind = version.type_key(one.type, message.full_name)
    return f"map<{one.key}, {kind}>" if one.key else kind


def _type_rule(old: str, new: str) -> str:
    alike = any({old, new} <= group for group in _ALIKE)
    return "proto-field-type-compatible" if alike else "proto-field-type-changed"


def _label_rule(old: FieldDeclaration, new: FieldDeclaration) -> str:
    strong = {old.label, new.label} & {"repeated", "required"}
    return "proto-label-changed" if strong else "proto-presence-changed"


def _label(one: FieldDeclaration, version: Declared) -> str:
    """The label; a field without one is optional in proto2 and singular in proto3."""
    return one.label or ("optional" if version.root.syntax == "proto2" else "singular")


def _oneof(one: FieldDeclaration) -> str:
    return f"oneof {one.oneof}" if one.oneof else "no oneof"


def _json_names(old: FieldDeclaration, new: FieldDeclaration) -> tuple[str, str]:
    """Both names in JSON; without given ones they follow from the names of the fields."""
    given = [one.options.get("json_name") for one in (old, new)]
    if given == [None, None]:
        return "", ""
    before, after = (
        name if isinstance(name, str) else json_name(one)
        for name, one in zip(given, (old, new), strict=True)
    )
    return before, after


def _default(one: FieldDeclaration) -> str:
    return str(one.options.get("default", ""))


def lost(old: Sequence[object], new: Sequence[object]) -> str:
    """What stands in the old list and not in the new one, written behind each other."""
    kept = set(new)
    return ", ".join(_range(one) for one in old if one not in kept)[:200]


def _range(one: object) -> str:
    if not isinstance(one, tuple):
        return str(one)
    return str(one[0]) if one[0] == one[1] else f"{one[0]} to {one[1]}"
