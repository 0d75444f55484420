"""Joins the contracts of APIs with what components mention: who provides and who consumes them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from catalogsite.inference.apis.addresses import leads_to, server_of
from catalogsite.inference.apis.found import ApiContract, Server
from catalogsite.inference.artifacts.protobuf import package_purl
from catalogsite.inference.inferred import Dependency, InferredRepository, Mention
from catalogsite.inference.linking import (
    InferredDependency,
    Publisher,
    Stated,
    component_near,
    publishers_of,
)

CONSUMES = "consumesApi"
PROVIDES = "providesApi"


Key = TypeVar("Key", bound=Hashable)


class KnownApi(NamedTuple):
    """A contract with the components in whose folder it lies, or that provide it by their descriptors.

    `repository` is the one that it lies in.
    """

    contract: ApiContract
    repository: str
    providers: frozenset[str] = frozenset()


class Caller(NamedTuple):
    """A component, its repository, and what its configuration mentions."""

    publisher: Publisher
    repository: str
    mentions: tuple[Mention, ...] = ()


def callers_of(
    inferred: InferredRepository, repository: str, folders: Mapping[str, str]
) -> Iterator[Caller]:
    """The components of a repository, each with what the configurations nearest to it mention."""
    places = {
        file: component_near(file, folders) for file in {one.file for one in inferred.mentions}
    }
    mentions: dict[str, list[Mention]] = {}
    for one in inferred.mentions:
        if (ref := places[one.file]) is not None:
            mentions.setdefault(ref, []).append(one)
    for publisher in publishers_of(inferred, folders):
        yield Caller(publisher, repository, tuple(mentions.get(publisher.ref, ())))


def link_apis(
    apis: Iterable[KnownApi], callers: Iterable[Caller], stated: Stated = frozenset()
) -> tuple[InferredDependency, ...]:
    """Every relation of a component to an API, sorted: one for each pair and relation.

    What more than one API may mean, means none of them. A provider of an API does not consume it.
    """
    known = _Known(apis)
    found: dict[tuple[str, str, str], Dependency] = {}
    for caller in callers:
        ref = caller.publisher.ref
        for api, evidence in sorted(_relations(caller, known), key=_strongest_first):
            consumed = evidence.relation == CONSUMES
            if not (consumed and ref in api.providers):
                found.setdefault((ref, api.contract.ref, evidence.relation), evidence)
    return tuple(
        InferredDependency(source, target, evidence, declared=(source, relation, target) in stated)
        for (source, target, relation), evidence in sorted(found.items())
        if not (relation == CONSUMES and (source, target, PROVIDES) in found)
    )


def _strongest_first(found: tuple[KnownApi, Dependency]) -> tuple[bool, str, int]:
    evidence = found[1]
    return evidence.scope != "runtime", evidence.file, evidence.line or 0


class _Known:
    """The APIs by what they are known by; each index has APIs by reference, as several may share a name."""

    def __init__(self, apis: Iterable[KnownApi]) -> None:
        self._servers: dict[Server, dict[str, KnownApi]] = {}
        self._hosts: dict[str, dict[str, KnownApi]] = {}
        self._here: dict[tuple[str, str], list[tuple[Server, KnownApi]]] = {}
        self._sent: dict[str, dict[str, KnownApi]] = {}
        self._topics: dict[str, dict[str, KnownApi]] = {}
        self._packages: dict[str, dict[str, KnownApi]] = {}
        for api in apis:
            contract = api.contract
            for server in contract.servers:
                _add(self._servers, server, api)
                _add(self._hosts, server.host, api)
                self._here.setdefault((api.repository, server.host), []).append((server, api))
            for topic in contract.sent:
                _add(self._sent, topic, api)
            for topic in (*contract.sent, *contract.received):
                _add(self._topics, topic, api)
            for name in contract.packages:
                _add(self._packages, package_purl(name), api)

    def at(self, server: Server) -> KnownApi | None:
        """The API whose base path leads deepest towards an address; a host alone means its only API."""
        if not server.base:
            return _only(self._hosts.get(server.host))
        base = server.base
        while True:
            found = self._servers.get(Server(server.host, base))
            if found is not None or not base:
                return _only(found)
            base = base.rpartition("/")[0]

    def below(self, server: Server, repository: str) -> KnownApi | None:
        """The only API of a repository at or below an address."""
        here = self._here.get((repository, server.host), ())
        return _only({api.contract.ref: api for one, api in here if leads_to(server, one)})

    def of_topic(self, topic: str) -> KnownApi | None:
        """The API whose application sends to a topic, else the only one that has it."""
        return _only(self._sent.get(topic) or self._topics.get(topic))

    def of_package(self, purl: str) -> KnownApi | None:
        """The only API with services in a package of Protocol Buffers."""
        return _only(self._packages.get(purl))


def _add(index: dict[Key, dict[str, KnownApi]], key: Key, api: KnownApi) -> None:
    index.setdefault(key, {})[api.contract.ref] = api


def _only(found: Mapping[str, KnownApi] | None) -> KnownApi | None:
    return next(iter(found.values())) if found and len(found) == 1 else None


def _relations(caller: Caller, known: _Known) -> Iterator[tuple[KnownApi, Dependency]]:
    for mention in caller.mentions:
        found = _meant(mention, caller.repository, known)
        if found is not None:
            api, relation = found
            yield api, _evidence(mention, relation)
    yield from _by_package(caller.publisher, known)


def _meant(mention: Mention, repository: str, known: _Known) -> tuple[KnownApi, str] | None:
    """The API that a mention means, and the relation to it."""
    if mention.kind == "topic":
        api = known.of_topic(mention.name)
        sends = api is not None and mention.sends and mention.name in api.contract.sent
        return (api, PROVIDES if sends else CONSUMES) if api else None
    server = server_of(mention.name)
    if server is None:
        return None
    if mention.kind == "served":
        api = known.below(server, repository)
        return (api, PROVIDES) if api else None
    api = known.at(server)
    return (api, CONSUMES) if api else None


def _by_package(publisher: Publisher, known: _Known) -> Iterator[tuple[KnownApi, Dependency]]:
    for package in publisher.packages:
        if (api := known.of_package(package.purl)) is not None:
            yield (
                api,
                Dependency(
                    purl=package.purl,
                    name=package.name,
                    file=package.file,
                    line=package.line,
                    relation=PROVIDES,
                ),
            )
    for needed in publisher.dependencies:
        if (api := known.of_package(needed.purl)) is not None:
            yield api, needed.model_copy(update={"relation": CONSUMES})


def _evidence(mention: Mention, relation: str) -> Dependency:
    return Dependency(
        purl="",
        name=mention.name,
        scope=mention.scope,
        file=mention.file,
        line=mention.line,
        relation=relation,
    )
