"""The services of .proto files as groups, and their rpcs as operations of the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from catalogsite.apis.formats.protobuf.declarations import Rpc, Service
from catalogsite.apis.formats.protobuf.examples import example_message
from catalogsite.apis.formats.protobuf.options import http_bindings, is_deprecated, other_options
from catalogsite.apis.formats.protobuf.symbols import Symbols
from catalogsite.model.api.api import Group
from catalogsite.model.api.operations import Content, Operation, Response
from catalogsite.model.api.types import Place, TypeText

Services = Sequence[tuple[int, Service]]
"""Services, each with the number of its file."""


def groups_of(services: Services) -> tuple[Group, ...]:
    """A group for each service."""
    names = _names(services)
    return tuple(
        Group(name=name, description=service.comment)
        for name, (_, service) in zip(names, services, strict=True)
    )


def operations_of(services: Services, symbols: Symbols) -> Iterator[Operation]:
    """Every rpc; its id is `rpc-SERVICE.NAME`, its path that of gRPC unless it has one of HTTP."""
    for name, (file, service) in zip(_names(services), services, strict=True):
        seen: set[str] = set()
        for rpc in service.rpcs:
            if rpc.name not in seen:
                seen.add(rpc.name)
                yield _operation(rpc, service, name, file, symbols)


def _names(services: Services) -> list[str]:
    """The names of services, with their package where several are called so."""
    counts = Counter(service.name for _, service in services)
    return [
        service.name if counts[service.name] == 1 else service.full_name for _, service in services
    ]


def _operation(rpc: Rpc, service: Service, group: str, file: int, symbols: Symbols) -> Operation:
    bindings = http_bindings(rpc.options)
    method, path = bindings[0] if bindings else ("", f"/{service.full_name}/{rpc.name}")
    request = symbols.type_text(rpc.request, service.full_name)
    response = symbols.type_text(rpc.response, service.full_name)
    example = example_message(rpc.request, service.full_name, symbols)
    return Operation(
        id=f"rpc-{group}.{rpc.name}",
        kind="rpc",
        name=rpc.name,
        method=method,
        path=path,
        description=rpc.comment,
        groups=(group,),
        deprecated=is_deprecated(rpc.options) or is_deprecated(service.options),
        body_required=True,
        body=(Content(type=_streamed(request, rpc.request_streams), examples=example),),
        responses=(
            Response(
                status="OK", contents=(Content(type=_streamed(response, rpc.response_streams)),)
            ),
        ),
        result=_streamed(response, rpc.response_streams),
        notes=tuple(_notes(rpc, bindings[1:])),
        place=Place(file=file, line=rpc.line),
    )


def _streamed(text: TypeText, streams: bool) -> TypeText:
    return (("stream ", ""), *text) if streams else text


def _notes(rpc: Rpc, more: Sequence[tuple[str, str]]) -> Iterator[str]:
    sides = (rpc.request_streams, rpc.response_streams)
    words = {(True, True): "both sides stream", (True, False): "client streams",
             (False, True): "server streams"}  # fmt: skip
    if sides in words:
        yield words[sides]
    yield from (f"also {method} {path}" for method, path in more)
    yield from other_options(rpc.options)
