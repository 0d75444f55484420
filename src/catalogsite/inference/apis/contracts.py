"""What the definition of an API says of its servers, topics and services, without reading all of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from catalogsite.inference.apis.addresses import server_of
from catalogsite.inference.apis.found import ApiContract, Server
from catalogsite.inference.artifacts.proto_statements import read_proto
from catalogsite.inference.artifacts.yaml_files import readable_documents, value_at
from catalogsite.inference.services.units import items, mapping, text_of
from catalogsite.model.entity import EntityData, ref_of

_BLOCKS = ("servers", "host", "basePath", "asyncapi", "channels", "operations")
_LARGEST = 2_000_000
_VARIABLE = re.compile(r"\{([^{}]+)\}")
_MOST = 200


def contracts_of(entities: Iterable[EntityData]) -> tuple[ApiContract, ...]:
    """The contracts of all API entities that have one."""
    return tuple(found for one in entities if (found := contract_of(one)) is not None)


def contract_of(entity: EntityData) -> ApiContract | None:
    """The contract of an API entity with a definition; None for any other entity."""
    if entity["kind"] != "API":
        return None
    spec = mapping(entity.get("spec"))
    kind, text = str(spec.get("type", "")).lower(), spec.get("definition")
    if not isinstance(text, str) or len(text) > _LARGEST:
        return None
    ref = ref_of(entity)
    if kind == "grpc":
        proto = read_proto(text)
        named = proto.package is not None and proto.services
        return ApiContract(ref, packages=(proto.package,)) if named and proto.package else None
    data = _read(text)
    if kind == "asyncapi":
        sent, received = _topics(data)
        return ApiContract(ref, sent=sent, received=received) if sent or received else None
    servers = tuple(dict.fromkeys(_servers(data)))
    return ApiContract(ref, servers=servers[:_MOST]) if servers else None


def _read(text: str) -> Mapping[str, Any]:
    """The parts of a definition that are needed; nothing where it cannot be read."""
    if text.lstrip().startswith("{"):
        try:
            return mapping(json.loads(text))
        except (ValueError, RecursionError):
            return {}
    return next((mapping(one.data) for one in readable_documents(_parts(text))), {})


def _parts(text: str) -> str:
    """The lines of a YAML mapping that belong to those of its keys; a definition has thousands of others."""
    kept, keeping = [], False
    for line in text.split("\n"):
        if line[:1] not in {"", " ", "\t", "#", "-", "}", "]", "\r"}:
            keeping = line.partition(":")[0].strip("\"' ") in _BLOCKS
        if keeping:
            kept.append(line)
    return "\n".join(kept)


def _servers(data: Mapping[str, Any]) -> Iterator[Server]:
    for one in items(data.get("servers"))[:_MOST]:
        url = _with_defaults(text_of(mapping(one).get("url")) or "", value_at(one, "variables"))
        address = url.partition("//")[2].partition("{")[0]
        found = server_of(address) if "//" in url else None
        if found is not None:
            yield found
    host = text_of(data.get("host"))
    found = server_of(f"{host}{text_of(data.get('basePath')) or ''}") if host else None
    if found is not None:
        yield found


def _with_defaults(url: str, variables: Any) -> str:
    """An address with the default of each variable that has one."""

    def default(found: re.Match[str]) -> str:
        return str(value_at(variables, found[1], "default") or found[0])

    return _VARIABLE.sub(default, url)


def _topics(data: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The topics that the application sends, and those that it receives."""
    sent: list[str] = []
    received: list[str] = []
    channels = mapping(data.get("channels"))
    if str(data.get("asyncapi", "")).startswith("3"):
        for operation in mapping(data.get("operations")).values():
            reference = str(value_at(operation, "channel", "$ref") or "")
            name = reference.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
            topic = text_of(value_at(channels, name, "address")) or name
            sends = value_at(operation, "action") == "send"
            (sent if sends else received).append(topic)
    else:
        for name, channel in channels.items():
            # Version 2 is written from outside: what others subscribe to, the application sends.
            if "subscribe" in mapping(channel):
                sent.append(name)
            if "publish" in mapping(channel):
                received.append(name)
    return _unique(sent), _unique(received)


def _unique(topics: list[str]) -> tuple[str, ...]:
    known = dict.fromkeys(one for one in topics if "{" not in one and re.search(r"\w\W\w|_", one))
    return tuple(known)[:_MOST]
