"""Kubernetes manifests: the workloads, the names by which others address them, and their settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from catalogsite.inference.services.units import Need, Unit, hosts_in, items, mapping, text_of
from catalogsite.yaml12.documents import Document, Path, parse_documents

WORKLOADS = frozenset({"Deployment", "StatefulSet", "DaemonSet", "Rollout", "ReplicaSet"})


class Manifests(NamedTuple):
    """The objects of some files that say what runs; each with its document and file."""

    workloads: tuple[tuple[Document, str], ...]
    services: tuple[tuple[Document, str], ...]
    settings: Mapping[str, tuple[Document, str]]


def is_kubernetes(text: str) -> bool:
    """Whether a file may hold such objects."""
    return "apiVersion:" in text and "kind:" in text


def read_kubernetes(texts: Mapping[str, str]) -> list[Unit]:
    """The workloads of all files; documents that are not YAML, as templates of charts, have none."""
    found = _objects(texts)
    return [_unit(document, file, found) for document, file in found.workloads]


def _objects(texts: Mapping[str, str]) -> Manifests:
    workloads: list[tuple[Document, str]] = []
    services: list[tuple[Document, str]] = []
    settings: dict[str, tuple[Document, str]] = {}
    for file, text in texts.items():
        for document in parse_documents(text):
            data = mapping(document.data)
            kind, name = data.get("kind"), text_of(mapping(data.get("metadata")).get("name"))
            if name is None:
                continue
            if kind in WORKLOADS:
                workloads.append((document, file))
            elif kind == "Service":
                services.append((document, file))
            elif kind == "ConfigMap":
                settings.setdefault(name, (document, file))
    return Manifests(tuple(workloads), tuple(services), settings)


def _unit(document: Document, file: str, found: Manifests) -> Unit:
    data = mapping(document.data)
    name = str(mapping(data["metadata"])["name"]).lower()
    template = mapping(mapping(data.get("spec")).get("template"))
    containers = [one for one in items(mapping(template.get("spec")).get("containers"))
                  if isinstance(one, dict)]  # fmt: skip
    labels = mapping(mapping(template.get("metadata")).get("labels"))
    return Unit(
        name=name,
        file=file,
        line=document.position(("metadata", "name")).line,
        image=next((text_of(one.get("image")) for one in containers if one.get("image")), None),
        needs=tuple(_needs(document, file, containers, found)),
        aliases=tuple(sorted(set(_addresses(labels, found)) - {name})),
    )


def _addresses(labels: Mapping[str, Any], found: Manifests) -> Iterator[str]:
    """The names of the Services that select a workload."""
    for document, _ in found.services:
        data = mapping(document.data)
        selector = mapping(mapping(data.get("spec")).get("selector"))
        if selector and all(labels.get(key) == value for key, value in selector.items()):
            yield str(mapping(data["metadata"])["name"]).lower()


def _needs(
    document: Document, file: str, containers: Iterable[dict[str, Any]], found: Manifests
) -> Iterator[Need]:
    base: Path = ("spec", "template", "spec", "containers")
    for number, container in enumerate(containers):
        for place, variable in enumerate(items(container.get("env"))):
            entry = mapping(variable)
            path = (*base, number, "env", place, "value")
            for host in hosts_in(str(entry.get("name")), entry.get("value")):
                yield Need(host, file, document.position(path).line)
            reference = mapping(mapping(entry.get("valueFrom")).get("configMapKeyRef"))
            yield from _setting(found, reference.get("name"), reference.get("key"))
        for source in items(container.get("envFrom")):
            reference = mapping(mapping(source).get("configMapRef"))
            yield from _setting(found, reference.get("name"), None)


def _setting(found: Manifests, name: Any, key: Any) -> Iterator[Need]:
    """The addresses in a ConfigMap, in one key of it or in all."""
    known = found.settings.get(name) if isinstance(name, str) else None
    if known is None:
        return
    document, file = known
    for each, value in mapping(mapping(document.data).get("data")).items():
        if key in (None, each):
            for host in hosts_in(each, value):
                line = document.position(("data", each)).line
                yield Need(host, file, line, *((str(name), each) if key is None else ()))
