"""What a .proto file declares, as it stands there: names of types are not resolved yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple


class Word(str):
    """A value that is a bare word, such as that of an enum; a text is a plain `str`."""

    __slots__ = ()


Options = dict[str, object]
"""By name as written (`deprecated`, `(google.api.http)`): text, number, bool, `Word`, map or list."""


class Import(NamedTuple):
    """An import: the path as written, and whether it is `public`, `weak` or an `option`."""

    path: str
    line: int
    modifier: str = ""


class FieldDeclaration(NamedTuple):
    """A field; `key` is the type of the keys of a map, `oneof` the name of the one that it is in."""

    name: str
    type: str
    number: int | None
    line: int
    label: Literal["", "optional", "required", "repeated"]
    comment: str
    key: str
    oneof: str
    is_group: bool
    options: Options


class ValueDeclaration(NamedTuple):
    """A value of an enum."""

    name: str
    number: int | None
    line: int
    comment: str
    options: Options


@dataclass(slots=True)
class Reserved:
    """Numbers, as first and last, and names that must not be used."""

    ranges: list[tuple[int, int]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


@dataclass(slots=True)
class EnumDeclaration:
    """An enum, and its full name without a dot in front."""

    name: str
    full_name: str
    line: int
    comment: str = ""
    values: list[ValueDeclaration] = field(default_factory=list)
    reserved: Reserved = field(default_factory=Reserved)
    options: Options = field(default_factory=dict)


@dataclass(slots=True)
class Extension:
    """Fields that are added to another message, and the scope in which its name is looked up."""

    extends: str
    scope: str
    line: int
    comment: str = ""
    fields: list[FieldDeclaration] = field(default_factory=list)


@dataclass(slots=True)
class MessageDeclaration:
    """A message with what is declared in it; `oneofs` are the comments of each by name."""

    name: str
    full_name: str
    line: int
    comment: str = ""
    fields: list[FieldDeclaration] = field(default_factory=list)
    oneofs: dict[str, str] = field(default_factory=dict)
    messages: list[MessageDeclaration] = field(default_factory=list)
    enums: list[EnumDeclaration] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    reserved: Reserved = field(default_factory=Reserved)
    extension_ranges: list[tuple[int, int]] = field(default_factory=list)
    options: Options = field(default_factory=dict)


class Rpc(NamedTuple):
    """A method of a service, with its types as written."""

    name: str
    request: str
    response: str
    line: int
    request_streams: bool
    response_streams: bool
    comment: str
    options: Options


@dataclass(slots=True)
class Service:
    """A service and its methods."""

    name: str
    full_name: str
    line: int
    comment: str = ""
    rpcs: list[Rpc] = field(default_factory=list)
    options: Options = field(default_factory=dict)


@dataclass(slots=True)
class ProtoFile:
    """A file. `syntax` is `proto2`, `proto3` or `editions`, `errors` are (line, reason)."""

    path: str
    syntax: str = "proto2"
    edition: str = ""
    package: str = ""
    comment: str = ""
    imports: list[Import] = field(default_factory=list)
    messages: list[MessageDeclaration] = field(default_factory=list)
    enums: list[EnumDeclaration] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    options: Options = field(default_factory=dict)
    errors: list[tuple[int, str]] = field(default_factory=list)
    is_too_large: bool = False

    def every_message(self) -> Iterator[MessageDeclaration]:
        """All messages, a message before those that are declared in it."""
        waiting = list(reversed(self.messages))
        while waiting:
            message = waiting.pop()
            yield message
            waiting.extend(reversed(message.messages))

    def every_enum(self) -> Iterator[EnumDeclaration]:
        """All enums, those of the file first."""
        yield from self.enums
        for message in self.every_message():
            yield from message.enums

    def every_extension(self) -> Iterator[Extension]:
        """All extensions, those of the file first."""
        yield from self.extensions
        for message in self.every_message():
            yield from message.extensions
