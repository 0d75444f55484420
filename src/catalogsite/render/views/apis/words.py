"""The words of each format of API definitions: what it calls itself, its operations and its groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from catalogsite.model.api.api import ApiDefinition, ApiModel
from catalogsite.model.api.operations import Operation
from catalogsite.model.quantities import plural

FORMATS = {
    "openapi": "OpenAPI",
    "asyncapi": "AsyncAPI",
    "graphql": "GraphQL",
    "protobuf": "gRPC",
    "grpc": "gRPC",
    "trpc": "tRPC",
    "mcp": "MCP",
}
_OPERATIONS = {
    "request": ("operation", "operations"),
    "webhook": ("webhook", "webhooks"),
    "callback": ("callback", "callbacks"),
    "send": ("operation", "operations"),
    "receive": ("operation", "operations"),
    "query": ("query", "queries"),
    "mutation": ("mutation", "mutations"),
    "subscription": ("subscription", "subscriptions"),
    "rpc": ("rpc", "rpcs"),
    "tool": ("tool", "tools"),
    "resource": ("resource", "resources"),
    "prompt": ("prompt", "prompts"),
}
_BADGES = {"send": "sends", "receive": "receives"}
_COUNTED = {
    "openapi": ("operation", "operations"),
    "asyncapi": ("operation", "operations"),
    "graphql": ("field", "fields"),
    "protobuf": ("rpc", "rpcs"),
    "trpc": ("procedure", "procedures"),
    "mcp": ("capability", "capabilities"),
}
_OVER_HTTP = frozenset({"request", "webhook", "callback"})
METHODS = frozenset(
    ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query", "connect")
)


def format_name(name: str) -> str:
    """How readers write the name of a format; the name itself where it is none of ours."""
    return FORMATS.get(name.lower(), name)


def written_in(name: str, version: str) -> str:
    """The format with its version: `OpenAPI 3.1.0`, `gRPC, proto3`."""
    joined = ", " if version[:1].isalpha() else " "
    return joined.join(filter(None, (format_name(name), version)))


def group_title(model: ApiModel, name: str) -> str:
    """The heading of a group: its own title, and for Protocol Buffers which service it is."""
    stated = next((one.title for one in model.groups if one.name == name and one.title), name)
    return f"Service {stated}" if model.format == "protobuf" else stated


def kind_title(kind: str) -> str:
    """The heading of operations of one kind that are in no group."""
    return _OPERATIONS[kind][1].capitalize()


def badge(operation: Operation) -> str:
    """The word before an operation: its method over HTTP, else what sort it is."""
    if operation.kind in _OVER_HTTP and operation.method:
        return operation.method.upper()
    return _BADGES.get(operation.kind, operation.kind)


def badge_class(operation: Operation) -> str:
    """The look of that word, from a closed list."""
    method = operation.method.lower()
    if operation.kind in _OVER_HTTP:
        return method if method in METHODS else "other"
    return operation.kind


def operation_title(operation: Operation) -> str:
    """What an operation is found by: its path over HTTP, else its name."""
    if operation.kind in _OVER_HTTP:
        return operation.path or operation.name or operation.id
    return operation.name or operation.path or operation.id


def operation_counts(model: ApiModel) -> Iterator[str]:
    """`12 operations`, `3 queries`: the operations of each kind, and channels, messages and types."""
    found = Counter(_OPERATIONS[one.kind] for one in model.operations)
    for words in dict.fromkeys(_OPERATIONS.values()):
        if found[words]:
            yield plural(found[words], *words)
    for values, word in (
        (model.channels, "channel"),
        (model.messages, "message"),
        (model.types, "type"),
    ):
        if values:
            yield plural(len(values), word)


def counted_operations(kept: ApiDefinition) -> str:
    """`12 operations`, in the word of the format, by the numbers that the snapshot keeps."""
    return plural(kept.operations, *_COUNTED.get(kept.format, ("operation", "operations")))
