"""The names that readers search in the definition of an API, each with the place that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

MOST_NAMES = 20_000
"""Names of one API that are kept: those of operations, channels, messages and types come first."""

_LONGEST = 200
_HTTP = frozenset({"request", "webhook", "callback"})
_PARTS = frozenset({"field", "parameter"})

_Json = dict[str, Any]


class ApiName(NamedTuple):
    """A name of an API: a path, an operation, a channel, a message, a type or a field.

    `kind` is the method of HTTP in capitals, or a word such as `query`, `channel` or `field`. `alias`
    is another name of the same thing, such as an operationId. `address` is where it is shown,
    relative to the page of the API. Of the places that have a field of this name, `where` names the
    first and `more` counts the others.
    """

    name: str
    kind: str
    address: str
    alias: str = ""
    where: str = ""
    more: int = 0


class _Found(NamedTuple):
    name: str
    kind: str
    id: str
    alias: str = ""
    where: str = ""


def api_names(model: _Json, address: Callable[[str], str] = "#{}".format) -> list[ApiName]:
    """All names of an API, each field once; `address` maps the id of an anchor to where it is.

    `model` is an `ApiModel` as JSON: to make values of two thousand large ones takes ten times as long.
    """
    first: dict[tuple[str, ...], _Found] = {}
    places: dict[tuple[str, ...], set[str]] = {}
    for one in islice(_found(model), MOST_NAMES):
        if one.name and len(one.name) <= _LONGEST:
            key = (one.name,) if one.kind in _PARTS else (one.name, one.kind, one.id)
            first.setdefault(key, one)
            places.setdefault(key, set()).add(one.id)
    return [
        ApiName(one.name, one.kind, address(one.id), one.alias, one.where, len(places[key]) - 1)
        for key, one in first.items()
    ]


def _found(model: _Json) -> Iterator[_Found]:
    for operation in model.get("operations", ()):
        yield _operation(operation)
    for channel in model.get("channels", ()):
        alias = channel.get("title") or channel["name"]
        yield _named(_called(channel, "address", "name"), "channel", channel["id"], alias)
    for message in model.get("messages", ()):
        name = _called(message, "name", "title")
        yield _named(name, "message", message["id"], message.get("title", ""))
    for type_ in model.get("types", ()):
        yield _Found(type_["name"], "type", type_["id"])
    yield from _parts(model)


def _called(one: _Json, key: str, other: str) -> str:
    return one.get(key) or one.get(other) or ""


def _named(name: str, kind: str, anchor: str, alias: str) -> _Found:
    return _Found(name, kind, anchor, "" if alias == name else alias[:_LONGEST])


def _operation(one: _Json) -> _Found:
    kind, path, method = one["kind"], one.get("path", ""), one.get("method", "")
    name = one.get("name", "")
    if kind in _HTTP and path:
        return _named(path, method.upper() or kind, one["id"], name)
    return _Found(name or path, kind, one["id"], where=method if kind == "rpc" else "")


def _parts(model: _Json) -> Iterator[_Found]:
    """The fields and parameters of everything."""
    for type_ in model.get("types", ()):
        yield from _fields(type_.get("fields", ()), type_["id"], type_["name"])
    for operation in model.get("operations", ()):
        yield from _in_operation(operation)
    for message in model.get("messages", ()):
        where = _called(message, "name", "title")
        yield from _fields(message.get("headers", ()), message["id"], where)
        yield from _in_contents([message.get("payload") or {}], message["id"], where)
    for channel in model.get("channels", ()):
        where = _called(channel, "address", "name")
        yield from _parameters(channel.get("parameters", ()), channel["id"], where)


def _in_operation(one: _Json) -> Iterator[_Found]:
    named = _operation(one)
    where = f"{named.kind} {named.name}" if one["kind"] in _HTTP else named.name
    yield from _parameters(one.get("parameters", ()), named.id, where)
    yield from _in_contents(one.get("body", ()), named.id, where)
    for response in one.get("responses", ()):
        yield from _fields(response.get("headers", ()), named.id, where)
        yield from _in_contents(response.get("contents", ()), named.id, where)


def _in_contents(contents: Iterable[_Json], anchor: str, where: str) -> Iterator[_Found]:
    for content in contents:
        yield from _fields(content.get("fields", ()), anchor, where)


def _parameters(parameters: Iterable[_Json], anchor: str, where: str) -> Iterator[_Found]:
    for one in parameters:
        field = one["field"]
        yield _Found(field["name"], "parameter", anchor, where=where)
        yield from _fields(field.get("fields", ()), anchor, where)


def _fields(fields: Iterable[_Json], anchor: str, where: str) -> Iterator[_Found]:
    for one in fields:
        yield _Found(one["name"], "field", anchor, where=where)
        if one.get("fields"):
            yield from _fields(one["fields"], anchor, where)
        for argument in one.get("arguments", ()):
            yield _Found(argument["name"], "field", anchor, where=where)
