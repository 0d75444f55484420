"""An API as its definition describes it, and what a snapshot keeps of that."""

from __future__ import annotations

from typing import Literal

from pydantic import Field as ValueField

from catalogsite.model.api.operations import Channel, Message, Operation, Requirement
from catalogsite.model.api.types import NamedType, Place
from catalogsite.model.value import Value

ApiFormat = Literal["openapi", "asyncapi", "graphql", "protobuf", "trpc", "mcp"]


class Server(Value):
    """A server: its address, in which variables stand in braces, and how it is spoken to.

    `variables` are (name, default, allowed values, description).
    """

    url: str
    name: str = ""
    protocol: str = ""
    description: str = ""
    variables: tuple[tuple[str, str, tuple[str, ...], str], ...] = ()
    details: tuple[tuple[str, str], ...] = ()


class SecurityScheme(Value):
    """A way to authenticate: `summary` says how in a few words (`API key in the header X-Key`).

    `scopes` are (name, description), `links` (label, address) of OAuth flows and OpenID Connect.
    """

    id: str
    name: str
    kind: str
    summary: str = ""
    description: str = ""
    scopes: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()


class Group(Value):
    """A group of operations, such as a tag or a service; `parent` is the name of another one."""

    name: str
    title: str = ""
    description: str = ""
    parent: str = ""


class ApiModel(Value):
    """An API. All ids in it are anchors of its pages and unique among each other.

    `format_version` is that of the format (`3.1.0`), `version` that of the API. `files` are the
    paths of its definition in the repository, its root first. Descriptions are CommonMark as the
    author wrote them: hostile until they are sanitised. `links` are (label, address).
    """

    format: ApiFormat
    format_version: str = ""
    title: str = ""
    version: str = ""
    summary: str = ""
    description: str = ""
    licence: str = ""
    links: tuple[tuple[str, str], ...] = ()
    servers: tuple[Server, ...] = ()
    schemes: tuple[SecurityScheme, ...] = ()
    security: tuple[Requirement, ...] = ()
    groups: tuple[Group, ...] = ()
    operations: tuple[Operation, ...] = ()
    channels: tuple[Channel, ...] = ()
    messages: tuple[Message, ...] = ()
    types: tuple[NamedType, ...] = ()
    files: tuple[str, ...] = ()
    place: Place | None = None


class ApiDefinition(Value):
    """The definition of an API entity in a snapshot: hashes of objects in the content store.

    `files` are its texts by path in the repository, the root first, which begins at the `line` of
    its file: a definition may be written in a descriptor. `model` is the `ApiModel` as JSON; `""`
    where the text is no definition of a known format. The numbers count what the model has, `deprecated`
    operations among them.
    """

    format: str = ""
    format_version: str = ""
    version: str = ""
    files: dict[str, str] = ValueField(default_factory=dict)
    line: int = 1
    model: str = ""
    operations: int = 0
    channels: int = 0
    messages: int = 0
    types: int = 0
    deprecated: int = 0

    @property
    def digests(self) -> tuple[str, ...]:
        """The hashes of all objects of the store that the definition names."""
        return (*self.files.values(), *((self.model,) if self.model else ()))
