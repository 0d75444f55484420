"""What changed in the messages and enums of .proto files."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.apis.differ.protobuf.fields import field_changes, lost
from catalogsite.apis.differ.protobuf.version import Declared
from catalogsite.apis.differ.worded_changes import change
from catalogsite.apis.formats.protobuf.declarations import (
    EnumDeclaration,
    MessageDeclaration,
    Reserved,
    ValueDeclaration,
)
from catalogsite.apis.formats.protobuf.options import is_deprecated
from catalogsite.apis.formats.protobuf.symbols import type_id
from catalogsite.model.api.change import ApiChange
from catalogsite.model.api.types import Place

_Type = MessageDeclaration | EnumDeclaration


def type_changes(was: Declared, now: Declared) -> Iterator[ApiChange]:
    """The changes of all types that a version shows."""
    for key, old in was.types.items():
        new = now.types.get(key)
        if new is None:
            place = was.place(old.full_name, old.line)
            yield change("proto-type-removed", f"`{key}`", type_id(old.full_name), place)
        else:
            yield from _changed(key, old, new, was, now)
    for key, new in now.types.items():
        if key not in was.types:
            place = now.place(new.full_name, new.line)
            yield change("proto-type-added", f"`{key}`", type_id(new.full_name), place)


def _changed(key: str, old: _Type, new: _Type, was: Declared, now: Declared) -> Iterator[ApiChange]:
    subject, place = type_id(new.full_name), now.place(new.full_name, new.line)
    if isinstance(old, MessageDeclaration) and isinstance(new, MessageDeclaration):
        yield from field_changes(old, new, was, now)
        gone = lost(old.extension_ranges, new.extension_ranges)
        more = lost(new.extension_ranges, old.extension_ranges)
        if gone:
            yield change("proto-extensions-removed", f"`{key}`", subject, place, gone)
        if more:
            yield change("proto-extensions-added", f"`{key}`", subject, place, "", more)
    elif isinstance(old, EnumDeclaration) and isinstance(new, EnumDeclaration):
        yield from _value_changes(key, old, new, now.place(new.full_name, 1).file)
    else:
        kinds = [
            "an enum" if isinstance(one, EnumDeclaration) else "a message" for one in (old, new)
        ]
        yield change("proto-kind-changed", f"`{key}`", subject, place, *kinds)
        return
    yield from _reserved(key, old.reserved, new.reserved, subject, place)
    if is_deprecated(old.options) != is_deprecated(new.options):
        rule = "proto-deprecated" if is_deprecated(new.options) else "proto-not-deprecated"
        yield change(rule, f"`{key}`", subject, place)


def _reserved(
    key: str, old: Reserved, new: Reserved, subject: str, place: Place
) -> Iterator[ApiChange]:
    before, after = [*old.ranges, *old.names], [*new.ranges, *new.names]
    if gone := lost(before, after):
        yield change("proto-reserved-removed", f"`{key}`", subject, place, gone)
    if more := lost(after, before):
        yield change("proto-reserved-added", f"`{key}`", subject, place, "", more)


def _value_changes(
    key: str, old: EnumDeclaration, new: EnumDeclaration, file: int
) -> Iterator[ApiChange]:
    """The changes of the values, matched by their numbers; an alias is a name of its own."""
    subject = type_id(new.full_name)
    before, after = _values(old), _values(new)
    names = {one.name for one in new.values}
    for number, one in before.items():
        place = Place(file=file, line=one.line)
        if number not in after:
            kept = any(first <= number <= last for first, last in new.reserved.ranges)
            kept = kept and one.name in new.reserved.names
            rule = "proto-reserved-value-removed" if kept else "proto-value-removed"
            yield change(rule, f"`{key}.{one.name}`", subject, place)
            continue
        other = after[number]
        place = place.model_copy(update={"line": other.line})
        if one.name not in names:
            yield change(
                "proto-value-renamed", f"`{key}.{one.name}`", subject, place, one.name, other.name
            )
        elif is_deprecated(one.options) != is_deprecated(other.options):
            rule = "proto-deprecated" if is_deprecated(other.options) else "proto-not-deprecated"
            yield change(rule, f"`{key}.{one.name}`", subject, place)
    for number, one in after.items():
        if number not in before:
            place = Place(file=file, line=one.line)
            yield change("proto-value-added", f"`{key}.{one.name}`", subject, place)


def _values(enum: EnumDeclaration) -> dict[int, ValueDeclaration]:
    return {one.number or 0: one for one in reversed(enum.values)}
