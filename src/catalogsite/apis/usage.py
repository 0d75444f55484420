"""Who uses each type of an API directly: operations, messages, channels and other types."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from catalogsite.model.api.api import ApiModel
from catalogsite.model.api.operations import Channel, Content, Message, Operation
from catalogsite.model.api.types import Field, NamedType, TypeText


def with_usage(model: ApiModel) -> ApiModel:
    """The model with `used_by` of every type."""
    users: defaultdict[str, set[str]] = defaultdict(set)
    for user, texts in _texts_of_all(model):
        for text in texts:
            for _, used in text:
                if used and used != user:
                    users[used].add(user)
    if not users:
        return model
    types = tuple(
        one.model_copy(update={"used_by": tuple(sorted(users[one.id]))}) if one.id in users else one
        for one in model.types
    )
    return model.model_copy(update={"types": types})


def _texts_of_all(model: ApiModel) -> Iterator[tuple[str, Iterator[TypeText]]]:
    for operation in model.operations:
        yield operation.id, _of_operation(operation)
    for channel in model.channels:
        yield channel.id, _of_channel(channel)
    for message in model.messages:
        yield message.id, _of_message(message)
    for named in model.types:
        yield named.id, _of_type(named)


def _of_operation(one: Operation) -> Iterator[TypeText]:
    yield one.result
    yield from _of_fields(parameter.field for parameter in one.parameters)
    yield from _of_contents(one.body)
    for response in one.responses:
        yield from _of_fields(response.headers)
        yield from _of_contents(response.contents)


def _of_channel(one: Channel) -> Iterator[TypeText]:
    return _of_fields(parameter.field for parameter in one.parameters)


def _of_message(one: Message) -> Iterator[TypeText]:
    yield from _of_fields(one.headers)
    if one.payload is not None:
        yield from _of_contents((one.payload,))


def _of_type(one: NamedType) -> Iterator[TypeText]:
    yield one.type
    yield from one.variants
    yield from _of_fields(one.fields)


def _of_contents(contents: Iterable[Content]) -> Iterator[TypeText]:
    for one in contents:
        yield one.type
        yield from _of_fields(one.fields)


def _of_fields(fields: Iterable[Field]) -> Iterator[TypeText]:
    for one in fields:
        yield one.type
        yield from _of_fields(one.arguments)
        yield from _of_fields(one.fields)
