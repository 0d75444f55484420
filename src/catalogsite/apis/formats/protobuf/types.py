"""The messages, enums and extensions of .proto files as named types of the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalogsite.apis.formats.protobuf.declarations import (
    EnumDeclaration,
    Extension,
    FieldDeclaration,
    MessageDeclaration,
    Reserved,
)
from catalogsite.apis.formats.protobuf.options import (
    behaviour_notes,
    behaviours,
    is_deprecated,
    json_value,
    other_options,
)
from catalogsite.apis.formats.protobuf.symbols import Symbols, type_id
from catalogsite.model.api.types import EnumValue, Field, NamedType, Place, TypeText

_LARGEST_NUMBER = 536_870_911
_MOST_SHOWN = 50


def message_type(message: MessageDeclaration, symbols: Symbols) -> NamedType:
    """A message with its fields in the order in which they are written."""
    place = symbols.place(message.full_name, message.line)
    return NamedType(
        id=type_id(message.full_name),
        name=symbols.shown(message.full_name),
        kind="message",
        description=message.comment,
        fields=fields_of(message.fields, message.full_name, place.file, symbols),
        constraints=(
            *_oneofs(message),
            *_reserved(message.reserved),
            *_numbers("extension", message.extension_ranges),
            *other_options(message.options),
        ),
        deprecated=is_deprecated(message.options),
        place=place,
    )


def enum_type(enum: EnumDeclaration, symbols: Symbols) -> NamedType:
    """An enum with its values and their numbers."""
    place = symbols.place(enum.full_name, enum.line)
    return NamedType(
        id=type_id(enum.full_name),
        name=symbols.shown(enum.full_name),
        kind="enum",
        description=enum.comment,
        values=tuple(
            EnumValue(
                name=one.name,
                description=one.comment,
                deprecated=is_deprecated(one.options),
                number=one.number,
                place=Place(file=place.file, line=one.line),
            )
            for one in enum.values
        ),
        constraints=(*_reserved(enum.reserved), *other_options(enum.options)),
        deprecated=is_deprecated(enum.options),
        place=place,
    )


def extension_type(extension: Extension, file: int, number: int, symbols: Symbols) -> NamedType:
    """The fields that a file adds to a message; `number` tells it from the others."""
    target = symbols.type_text(extension.extends, extension.scope)
    return NamedType(
        id=f"extension-{number}",
        name=f"extend {target[0][0]}",
        kind="extension",
        description=extension.comment,
        type=(("extends ", ""), *target),
        fields=fields_of(extension.fields, extension.scope, file, symbols),
        place=Place(file=file, line=extension.line),
    )


def fields_of(
    fields: Sequence[FieldDeclaration], scope: str, file: int, symbols: Symbols
) -> tuple[Field, ...]:
    """Fields whose types are looked up in a scope."""
    return tuple(
        Field(
            name=one.name,
            type=field_type(one, scope, symbols),
            required=one.label == "required" or "REQUIRED" in behaviours(one.options),
            description=one.comment,
            constraints=tuple(other_options(one.options)),
            default=json_value(one.options["default"]) if "default" in one.options else None,
            deprecated=is_deprecated(one.options),
            number=one.number,
            notes=tuple(_notes(one)),
            place=Place(file=file, line=one.line),
        )
        for one in fields
    )


def field_type(one: FieldDeclaration, scope: str, symbols: Symbols) -> TypeText:
    """The written type of a field, such as `map<string, Payment>`."""
    text = symbols.type_text(one.type, scope)
    return ((f"map<{one.key}, ", ""), *text, (">", "")) if one.key else text


def _notes(one: FieldDeclaration) -> Iterator[str]:
    if one.label in {"repeated", "optional"}:
        yield one.label
    if one.is_group:
        yield "group"
    if one.oneof:
        yield f"one of {one.oneof}"
    yield from behaviour_notes(one.options)
    if isinstance(name := one.options.get("json_name"), str):
        yield f"in JSON {name}"


def _oneofs(message: MessageDeclaration) -> Iterator[str]:
    members: dict[str, list[str]] = {name: [] for name in message.oneofs}
    for one in message.fields:
        if one.oneof in members:
            members[one.oneof].append(one.name)
    for name, comment in message.oneofs.items():
        text = f"at most one of {', '.join(members[name][:_MOST_SHOWN])} ({name})"
        yield f"{text}: {' '.join(comment.split())}" if comment else text


def _reserved(reserved: Reserved) -> Iterator[str]:
    yield from _numbers("reserved", reserved.ranges)
    if reserved.names:
        names = ", ".join(reserved.names[:_MOST_SHOWN])
        yield f"reserved name{'s' if len(reserved.names) > 1 else ''} {names}"


def _numbers(word: str, ranges: Sequence[tuple[int, int]]) -> Iterator[str]:
    if ranges:
        shown = [
            str(first)
            if first == last
            else f"{first} to {last if last < _LARGEST_NUMBER else 'max'}"
            for first, last in ranges[:_MOST_SHOWN]
        ]
        several = len(shown) > 1 or "to" in shown[0]
        yield f"{word} number{'s' if several else ''} {', '.join(shown)}"
