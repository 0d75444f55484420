"""The types of an API: how they are named, what they consist of, and which values they allow."""

from __future__ import annotations

from typing import Literal

from catalogsite.model.value import Value

TypePart = tuple[str, str]
"""A piece of the written form of a type, and the id of the named type that it means, or `""`."""

TypeText = tuple[TypePart, ...]
"""A type as readers write it, such as `[Payment!]!` or `map<string, Payment>`, in pieces."""


class Place(Value):
    """Where something is defined: the number of the file in `ApiModel.files`, and its line from 1."""

    file: int = 0
    line: int = 1


class Field(Value):
    """A field of a type, a parameter, a header or an argument.

    `type` is its written form. `fields` are those of an object that has no name of its own.
    `constraints` are sentences of a few words (`at most 64 characters`); `values` those that are
    allowed, `default` and `example` values, all as JSON. `number` is that of Protocol Buffers.
    `notes` are short labels, such as `read only` or `repeated`.
    """

    name: str
    type: TypeText = ()
    required: bool = False
    nullable: bool = False
    format: str = ""
    description: str = ""
    constraints: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    default: str | None = None
    example: str | None = None
    deprecated: bool = False
    deprecation: str = ""
    number: int | None = None
    notes: tuple[str, ...] = ()
    arguments: tuple[Field, ...] = ()
    fields: tuple[Field, ...] = ()
    place: Place | None = None


class EnumValue(Value):
    """A value of an enumeration, as it is written."""

    name: str
    description: str = ""
    deprecated: bool = False
    deprecation: str = ""
    number: int | None = None
    place: Place | None = None


class NamedType(Value):
    """A type with a name. `id` is its anchor, unique in the API; `kind` the word of its format.

    `choice` says how `variants` are combined. `type` is the written form of what is no object,
    such as `[Payment]`; `example` is JSON, given or made. `used_by` are the ids of operations,
    messages and types that use it directly, sorted.
    """

    id: str
    name: str
    kind: str = "object"
    description: str = ""
    type: TypeText = ()
    format: str = ""
    fields: tuple[Field, ...] = ()
    values: tuple[EnumValue, ...] = ()
    choice: Literal["", "one of", "any of", "all of", "not"] = ""
    variants: tuple[TypeText, ...] = ()
    constraints: tuple[str, ...] = ()
    default: str | None = None
    example: str | None = None
    deprecated: bool = False
    deprecation: str = ""
    used_by: tuple[str, ...] = ()
    place: Place | None = None
