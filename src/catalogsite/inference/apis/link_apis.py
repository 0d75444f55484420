"""Joins the contracts of APIs with what components mention: who provides and who consumes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

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
    """The APIs by what they are known by."""

    def __init__(self, apis: Iterable[KnownApi]) -> None:
        self.every = tuple(apis)
        self.servers: dict[str, list[tuple[Server, KnownApi]]] = {}
        for api in self.every:
            for server in api.contract.servers:
                self.servers.setdefault(server.host, []).append((server, api))
        self.topics = _by_topic(self.every)
        packages: dict[str, set[KnownApi]] = {}
        for api in self.every:
            for name in api.contract.packages:
                packages.setdefault(package_purl(name), set()).add(api)
        self.packages = {purl: min(owners) for purl, owners in packages.items() if len(owners) == 1}

    def at(self, server: Server) -> KnownApi | None:
        """The API whose base path leads deepest towards an address; a whole host means its only API."""
        here = self.servers.get(server.host, ())
        leading = [(len(one.base), api) for one, api in here if leads_to(one, server)]
        deepest = max((length for length, _ in leading), default=None)
        fitting = {api for length, api in leading if length == deepest}
        if not server.base:
            fitting = {api for _, api in here}
        return min(fitting) if len(fitting) == 1 else None


def _by_topic(apis: Iterable[KnownApi]) -> Mapping[str, KnownApi]:
    """The API of each topic: the one whose application sends it, else the only one that has it."""
    sent: dict[str, set[KnownApi]] = {}
    every: dict[str, set[KnownApi]] = {}
    for api in apis:
        for topic in api.contract.sent:
            sent.setdefault(topic, set()).add(api)
        for topic in (*api.contract.sent, *api.contract.received):
            every.setdefault(topic, set()).add(api)
    chosen = {topic: sent.get(topic) or owners for topic, owners in every.items()}
    return {topic: min(owners) for topic, owners in chosen.items() if len(owners) == 1}


def _relations(caller: Caller, known: _Known) -> Iterator[tuple[KnownApi, Dependency]]:
    for mention in caller.mentions:
        if mention.kind == "topic":
            api = known.topics.get(mention.name)
            if api is not None:
                sends = mention.sends and mention.name in api.contract.sent
                yield api, _evidence(mention, PROVIDES if sends else CONSUMES)
            continue
        server = server_of(mention.name)
        if server is None:
            continue
        if mention.kind == "address":
            api = known.at(server)
            if api is not None:
                yield api, _evidence(mention, CONSUMES)
        else:
            yield from _served(mention, server, caller, known)
    yield from _by_package(caller.publisher, known)


def _served(
    mention: Mention, server: Server, caller: Caller, known: _Known
) -> Iterator[tuple[KnownApi, Dependency]]:
    """The only API of the repository below the path that it makes reachable."""
    fitting = {
        api
        for one, api in known.servers.get(server.host, ())
        if api.repository == caller.repository and leads_to(server, one)
    }
    if len(fitting) == 1:
        yield min(fitting), _evidence(mention, PROVIDES)


def _by_package(publisher: Publisher, known: _Known) -> Iterator[tuple[KnownApi, Dependency]]:
    for package in publisher.packages:
        if (api := known.packages.get(package.purl)) is not None:
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
        if (api := known.packages.get(needed.purl)) is not None:
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
