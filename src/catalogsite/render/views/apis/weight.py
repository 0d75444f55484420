"""About how much HTML each part of an API becomes, so that its pages are divided before they are made."""

from __future__ import annotations

from collections.abc import Iterable

from catalogsite.model.api.operations import (
    Channel,
    Content,
    Example,
    Message,
    Operation,
    Parameter,
    Response,
)
from catalogsite.model.api.types import Field, NamedType, TypeText

LONGEST_EXAMPLE = 6_000
"""Characters of an example that a page shows."""
DEEPEST = 12
"""Levels of fields within fields that a page shows."""

_FIELD, _VALUE, _LINK = 130, 40, 45


def operation_weight(one: Operation) -> int:
    """The characters of HTML of an operation, within a quarter or so."""
    return (
        950
        + _texts(one.description, one.summary, one.path, one.path, one.name, one.body_description)
        + _parameters(one.parameters)
        + _contents(one.body)
        + sum(_response(response) for response in one.responses)
        + _LINK * (len(one.messages) + len(one.callbacks) + 2 * len(one.security or ()))
        + _texts(*one.notes, *one.servers)
    )


def channel_weight(one: Channel) -> int:
    """The characters of HTML of a channel."""
    return (
        800
        + _texts(one.name, one.address, one.title, one.summary, one.description)
        + _parameters(one.parameters)
        + _LINK * len(one.messages)
        + sum(_VALUE + len(name) + len(value) for name, value in one.details)
    )


def message_weight(one: Message) -> int:
    """The characters of HTML of a message."""
    return (
        700
        + _texts(one.name, one.title, one.summary, one.description)
        + _fields(one.headers)
        + (_content(one.payload) if one.payload else 0)
        + sum(_VALUE + len(name) + len(value) for name, value in one.details)
    )


def type_weight(one: NamedType) -> int:
    """The characters of HTML of a named type."""
    return (
        600
        + _texts(one.name, one.name, one.description, *one.constraints)
        + _type(one.type)
        + _fields(one.fields)
        + sum(_VALUE + 20 + len(v.name) + len(v.description) for v in one.values)
        + sum(_type(variant) for variant in one.variants)
        + min(len(one.example or ""), LONGEST_EXAMPLE)
        + (_LINK + 30) * len(one.used_by)
    )


def _response(one: Response) -> int:
    return 260 + _texts(one.description) + _fields(one.headers) + _contents(one.contents)


def _contents(contents: Iterable[Content]) -> int:
    return sum(map(_content, contents))


def _content(one: Content) -> int:
    return 150 + _texts(one.description) + _type(one.type) + _fields(one.fields) + _examples(one)


def _examples(one: Content) -> int:
    return sum(map(_example, one.examples))


def _example(one: Example) -> int:
    return 160 + len(one.summary) + int(1.3 * min(len(one.text), LONGEST_EXAMPLE))


def _parameters(parameters: Iterable[Parameter]) -> int:
    return sum(80 + _field(one.field, DEEPEST) for one in parameters)


def _fields(fields: Iterable[Field], deepest: int = DEEPEST) -> int:
    return sum(_field(one, deepest) for one in fields)


def _field(one: Field, deepest: int) -> int:
    if deepest == 0:
        return _FIELD
    return (
        _FIELD
        + len(one.name)
        + len(one.description)
        + _type(one.type)
        + sum(_VALUE + len(value) for value in (*one.values, *one.constraints, *one.notes))
        + (_VALUE + len(one.default) if one.default else 0)
        + (_VALUE + len(one.example) if one.example else 0)
        + _fields(one.arguments, deepest - 1)
        + _fields(one.fields, deepest - 1)
    )


def _type(text: TypeText) -> int:
    return sum(len(written) + (_LINK + len(meant) if meant else 0) for written, meant in text)


def _texts(*texts: str) -> int:
    return sum(len(text) + 20 for text in texts if text)
