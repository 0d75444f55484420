"""What an API offers: operations with what they take and give, channels and messages."""

from __future__ import annotations

from typing import Literal

from catalogsite.model.api.types import Field, Place, TypeText
from catalogsite.model.value import Value

OperationKind = Literal[
    "request", "webhook", "callback",  # OpenAPI
    "send", "receive",  # AsyncAPI
    "query", "mutation", "subscription",  # GraphQL, tRPC
    "rpc",  # Protocol Buffers
    "tool", "resource", "prompt",  # MCP
]  # fmt: skip


class Example(Value):
    """An example: its text, usually JSON, and whether it was made from the type."""

    text: str
    name: str = ""
    summary: str = ""
    made: bool = False


class Content(Value):
    """The content of a request, a response or a message in one media type."""

    media_type: str = ""
    type: TypeText = ()
    fields: tuple[Field, ...] = ()
    examples: tuple[Example, ...] = ()
    description: str = ""


class Response(Value):
    """What an operation answers: `status` is a code, a range such as `4XX`, or `default`."""

    status: str
    description: str = ""
    headers: tuple[Field, ...] = ()
    contents: tuple[Content, ...] = ()


class Parameter(Value):
    """A parameter of an operation or channel, and where it goes."""

    where: Literal["path", "query", "header", "cookie", "body", "form", "argument", "address"]
    field: Field


class Requirement(Value):
    """A way to authenticate: all of these schemes, by id, with the scopes that each needs."""

    schemes: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Operation(Value):
    """One thing that a caller can do. `id` is its anchor, unique in the API.

    `name` is what it is called in code (an operationId, a field, an rpc), which may be empty;
    `method` and `path` are those of HTTP, or the service and rpc. `groups` are tags or services, by
    name. `result` is the written form of what it returns. `security` are alternatives; None where
    the whole API says it. `channel` and `messages` are ids.
    """

    id: str
    kind: OperationKind
    name: str = ""
    method: str = ""
    path: str = ""
    summary: str = ""
    description: str = ""
    groups: tuple[str, ...] = ()
    deprecated: bool = False
    deprecation: str = ""
    parameters: tuple[Parameter, ...] = ()
    body_required: bool = False
    body_description: str = ""
    body: tuple[Content, ...] = ()
    responses: tuple[Response, ...] = ()
    result: TypeText = ()
    security: tuple[Requirement, ...] | None = None
    servers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    channel: str = ""
    messages: tuple[str, ...] = ()
    callbacks: tuple[str, ...] = ()
    place: Place | None = None


class Channel(Value):
    """A channel of messages; `id` is its anchor, `address` its topic, queue or path.

    `details` are settings of its protocol, as (name, value).
    """

    id: str
    name: str
    address: str = ""
    title: str = ""
    summary: str = ""
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    messages: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    groups: tuple[str, ...] = ()
    place: Place | None = None


class Message(Value):
    """A message; `id` is its anchor, unique in the API."""

    id: str
    name: str
    title: str = ""
    summary: str = ""
    description: str = ""
    headers: tuple[Field, ...] = ()
    payload: Content | None = None
    details: tuple[tuple[str, str], ...] = ()
    groups: tuple[str, ...] = ()
    deprecated: bool = False
    place: Place | None = None
