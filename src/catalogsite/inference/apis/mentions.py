"""What the configurations of a repository mention: addresses of others, its own, and topics."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Literal

from catalogsite.inference.apis.addresses import addresses_in, server_of
from catalogsite.inference.apis.settings import (
    Setting,
    is_in_folder,
    is_named,
    pairs_in,
    settings_in,
    settings_of,
)
from catalogsite.inference.artifacts.purposes import is_ours, is_test
from catalogsite.inference.artifacts.yaml_files import (
    documents_with,
    fields_of,
    readable_documents,
    value_at,
)
from catalogsite.inference.inferred import Mention, Scope
from catalogsite.inference.services.compose import FILES as COMPOSE
from catalogsite.inference.services.kubernetes import is_kubernetes
from catalogsite.inference.services.units import items, mapping, names_host, text_of
from catalogsite.yaml12.documents import Document, Path

MOST = 2_000
"""Mentions of one repository."""

_VALUES = re.compile(r"values(?:[.-][\w.-]+)?\.ya?ml")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_CALLERS = re.compile(
    r"(?:^|[._-])(?:cors|origins?|allow|allowed|callbacks?|redirects?|webhooks?)(?:$|[._-])"
)
_SERVED = re.compile(r"(?:^|[._-])(?:ingress|routes?|virtualservice|gateway)(?:$|[._-])")
_TOPIC_KEY = re.compile(
    r"(?:^|[._-])(?:topics?|channels?|queues?|streams?|subjects?|exchanges?|events?|destinations?)(?:$|[._-])"
)
_SENDS = re.compile(
    r"(?:^|[._-])(?:out|output|outbound|produce|producers?|publish|publishers?|send|senders?|sink)(?:$|[._-])"
)
_TOPIC = re.compile(r"[A-Za-z0-9]+(?:[._/:-][A-Za-z0-9]+)+")
_LONGEST_TOPIC = 200
_HAS_HOSTS = re.compile(r"kind:\s*[\"']?(?:Ingress|Route|HTTPRoute)\b")
_HAS_SETTINGS = re.compile(r"\benv[\"']?\s*:|\bConfigMap\b")


def is_configuration(path: str) -> bool:
    """Whether a file may mention an address or a topic, by its path."""
    yaml = path.endswith((".yaml", ".yml")) and not path.startswith(".")
    return is_ours(path) and (yaml or is_named(path) or is_in_folder(path))


def mentions_in(texts: Mapping[str, str]) -> tuple[Mention, ...]:
    """What all configurations mention, in the order of the files."""
    found = (one for path, text in texts.items() for one in _mentions(path, text))
    return tuple(islice(dict.fromkeys(found), MOST))


def _mentions(path: str, text: str) -> Iterator[Mention]:
    scope: Scope = "test" if is_test(path) else "runtime"
    for setting in _settings(path, text):
        key = _CAMEL.sub("_", setting.key).lower()
        if not _CALLERS.search(key):
            yield from _addresses(setting, key, path, scope)
            yield from _topics(setting, key, path, scope)
    if is_kubernetes(text) and _HAS_HOSTS.search(text):
        for document in documents_with(text, _HAS_HOSTS):
            for name, line in _own_hosts(document):
                if server_of(name) is not None:
                    yield Mention("served", name, path, line, scope)


def _settings(path: str, text: str) -> Iterator[Setting]:
    name = path.rpartition("/")[2]
    if COMPOSE.fullmatch(name):
        for document in readable_documents(text)[:1]:
            yield from _of_compose(document)
    elif is_named(path) or _VALUES.fullmatch(name):
        yield from settings_of(text, path)
    elif is_kubernetes(text):
        for document in documents_with(text, _HAS_SETTINGS) if _HAS_SETTINGS.search(text) else ():
            yield from _of_kubernetes(document)
    elif is_in_folder(path):
        yield from settings_of(text, path)


def _of_compose(document: Document) -> Iterator[Setting]:
    for name, service in mapping(mapping(document.data).get("services")).items():
        base: Path = ("services", name, "environment")
        stated = value_at(service, "environment")
        if isinstance(stated, dict):
            yield from settings_in(document, stated, base)
        for number, line in enumerate(items(stated)):
            if isinstance(line, str):
                yield from pairs_in(line, document.position((*base, number)).line)


def _of_kubernetes(document: Document) -> Iterator[Setting]:
    if value_at(document.data, "kind") == "ConfigMap":
        yield from settings_in(document, value_at(document.data, "data"), ("data",))
        return
    for place, value in fields_of(document.data):
        if place[-1] == "env":
            for number, entry in enumerate(items(value)):
                name, given = value_at(entry, "name"), value_at(entry, "value")
                if isinstance(name, str) and isinstance(given, str):
                    line = document.position((*place, number, "value")).line
                    yield Setting(name, given, line)


def _addresses(setting: Setting, key: str, path: str, scope: Scope) -> Iterator[Mention]:
    for name in addresses_in(setting.value, names_host(setting.key)):
        if server_of(name) is not None:
            kind: Literal["served", "address"] = "served" if _SERVED.search(key) else "address"
            yield Mention(kind, name, path, setting.line, scope)


def _topics(setting: Setting, key: str, path: str, scope: Scope) -> Iterator[Mention]:
    if not _TOPIC_KEY.search(key) or len(setting.value) > _LONGEST_TOPIC * 10:
        return
    sends = _SENDS.search(key) is not None
    for part in setting.value.split(","):
        name = part.strip()
        if len(name) <= _LONGEST_TOPIC and _TOPIC.fullmatch(name):
            yield Mention("topic", name, path, setting.line, scope, sends)


def _own_hosts(document: Document) -> Iterator[tuple[str, int]]:
    """The hosts under which an object makes something reachable, with each path, and their lines."""
    kind, spec = value_at(document.data, "kind"), mapping(value_at(document.data, "spec"))
    if kind == "Ingress":
        for number, rule in enumerate(items(spec.get("rules"))):
            host = text_of(mapping(rule).get("host"))
            line = document.position(("spec", "rules", number, "host")).line
            for entry in items(value_at(rule, "http", "paths")) or [{}]:
                path = text_of(mapping(entry).get("path")) or ""
                if host:
                    yield f"{host}{path}".rstrip("/"), line
    elif kind == "Route" and (host := text_of(spec.get("host"))):
        yield f"{host}{text_of(spec.get('path')) or ''}", document.position(("spec", "host")).line
    elif kind == "HTTPRoute":
        for number, host in enumerate(items(spec.get("hostnames"))):
            if isinstance(host, str):
                yield host, document.position(("spec", "hostnames", number)).line
