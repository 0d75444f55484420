"""Compares two AsyncAPI definitions: servers, channels, operations and messages."""

from __future__ import annotations

from collections.abc import Iterable

from catalogsite.apis.differ.api_version import ApiVersion
from catalogsite.apis.differ.asyncapi.contract import Channel, Contract, Operation
from catalogsite.apis.differ.asyncapi.exchange import ExchangeComparison
from catalogsite.apis.differ.asyncapi.servers import servers_of
from catalogsite.apis.differ.asyncapi.versions import Versions
from catalogsite.apis.differ.differences import TooMuch, Where, code, too_much
from catalogsite.model.api.change import ApiChange


def compare_asyncapi(old: ApiVersion, new: ApiVersion) -> tuple[ApiChange, ...]:
    """The changes of a definition; descriptions, examples and order do not count."""
    versions = Versions(old, new)
    try:
        versions.compare_schemes()
        _servers(versions)
        _channels(versions)
    except TooMuch:
        return (*versions.differences.changes(), too_much())
    return versions.differences.changes()


def _servers(versions: Versions) -> None:
    old, new = map(servers_of, versions.documents)
    pairs = {name: name for name in old if name in new}
    for name in [one for one in old if one not in pairs]:
        same = (one for one in new if one not in pairs.values() and new[one][1:] == old[name][1:])
        other = next(same, None)
        if other is None:
            where = Where(f"the server {code(name)}")
            versions.note("server-removed", where, old[name].node, None)
        else:
            pairs[name] = other
    for name in [one for one in new if one not in pairs.values()]:
        versions.note("server-added", Where(f"the server {code(name)}"), None, new[name].node)
    for name, other in pairs.items():
        before, after, where = old[name], new[other], Where(f"the server {code(other)}")
        nodes = before.node, after.node
        if before.protocol != after.protocol:
            protocols = code(before.protocol), code(after.protocol)
            versions.note("protocol-changed", where, *nodes, None, *protocols)
        elif before.address != after.address:
            addresses = code(before.address), code(after.address)
            versions.note("server-changed", where, *nodes, None, *addresses)
        versions.compare_security(where, *nodes)


def _channels(versions: Versions) -> None:
    old, new = versions.contracts
    pairs = _paired(old, new)
    exchange = ExchangeComparison(versions)
    for name, channel in old.channels.items():
        if name not in pairs:
            versions.note("channel-removed", versions.channel(channel), channel.node, None)
    for name, channel in new.channels.items():
        if name not in pairs.values():
            versions.note("channel-added", versions.channel(channel), None, channel.node)
    for name, other in pairs.items():
        exchange.channel(old.channels[name], new.channels[other])
    # What is on a channel that came or went came or went with it.
    before = [one for one in old.operations if one.channel.id in pairs]
    after = [one for one in new.operations if one.channel.id in pairs.values()]
    _operations(exchange, before, after)


def _paired(old: Contract, new: Contract) -> dict[str, str]:
    """The ids of the channels of both: by address, else by id."""
    places: dict[str, str] = {}
    for name, channel in new.channels.items():
        places.setdefault(channel.place, name)
    pairs = {name: places[one.place] for name, one in old.channels.items() if one.place in places}
    left = new.channels.keys() - set(pairs.values())
    return pairs | {name: name for name in old.channels if name not in pairs and name in left}


def _operations(
    exchange: ExchangeComparison, old: Iterable[Operation], new: Iterable[Operation]
) -> None:
    left = list(new)
    for one in old:
        other = _same(one, left)
        if other is None:
            exchange.removed(one)
            continue
        left.remove(other)
        exchange.changed(one, other)
    for one in left:
        exchange.added(one)


def _same(one: Operation, others: list[Operation]) -> Operation | None:
    """The operation in the other version: of the same direction and name, else on the same channel."""
    alike = [other for other in others if other.direction is one.direction]
    named = (other for other in alike if one.name and other.name == one.name)
    there = (other for other in alike if _is_there(one.channel, other.channel))
    return next(named, None) or next(there, None)


def _is_there(one: Channel, other: Channel) -> bool:
    return one.place == other.place or one.id == other.id
