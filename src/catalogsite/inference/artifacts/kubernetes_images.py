"""Kubernetes objects: the images of containers, and the charts that Argo CD and Flux install."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from catalogsite.inference.artifacts.chart_names import chart_use
from catalogsite.inference.artifacts.image_fields import image_fields
from catalogsite.inference.artifacts.image_names import image_name, image_use
from catalogsite.inference.artifacts.purposes import is_ours, scope_of
from catalogsite.inference.artifacts.repository_files import RepositoryFiles
from catalogsite.inference.artifacts.yaml_files import documents_with, fields_of, value_at
from catalogsite.inference.inferred import Dependency
from catalogsite.inference.manifest import Manifest
from catalogsite.inference.services.compose import FILES as COMPOSE
from catalogsite.inference.services.kubernetes import is_kubernetes
from catalogsite.inference.services.units import items, mapping, text_of
from catalogsite.yaml12.documents import Document, Path

_CONTAINERS = frozenset({"containers", "initContainers", "ephemeralContainers"})
_SETTINGS = frozenset({"ConfigMap", "Secret"})
_MARKS = re.compile(r"\b(?:image|chart)[\"']?\s*:")


def may_hold(path: str) -> bool:
    """Whether a file may hold such objects, by its name."""
    name = path.rpartition("/")[2]
    yaml = path.endswith((".yaml", ".yml"))
    return yaml and not path.startswith(".") and not COMPOSE.fullmatch(name) and is_ours(path)


def parse(text: str, _file: str) -> list[Document]:
    """The documents that are objects; none of a file that can hold no image and no chart."""
    if not is_kubernetes(text) or not _MARKS.search(text):
        return []
    return [one for one in documents_with(text, _MARKS) if _is_object(one)]


def _is_object(document: Document) -> bool:
    data = mapping(document.data)
    kind, version = data.get("kind"), data.get("apiVersion")
    return isinstance(kind, str) and isinstance(version, str) and kind not in _SETTINGS


def manifests(
    parsed: Mapping[str, list[Document]], _repository: RepositoryFiles
) -> Iterator[Manifest]:
    """The images and charts that the objects of each file run."""
    for path, documents in parsed.items():
        found = tuple(one for document in documents for one in _uses(document, path))
        if found:
            yield Manifest(ecosystem="kubernetes", file=path, dependencies=found)


def _uses(document: Document, path: str) -> Iterator[Dependency]:
    yield from _images(document, path)
    yield from _charts(document, path)


def _images(document: Document, path: str) -> Iterator[Dependency]:
    scope = scope_of(path, "runtime")
    for place, value in fields_of(document.data):
        if len(place) > 2 and place[-1] == "image" and place[-3] in _CONTAINERS:
            image = image_name(value) if isinstance(value, str) else None
            if image is not None:
                yield image_use(image, path, document.position(place).line, scope)
    if value_at(document.data, "kind") == "HelmRelease":
        values = value_at(document.data, "spec", "values")
        for found, line in image_fields(document, values, ("spec", "values")):
            yield image_use(found, path, line, scope)


def _charts(document: Document, path: str) -> Iterator[Dependency]:
    kind, spec = value_at(document.data, "kind"), mapping(value_at(document.data, "spec"))
    stated: list[tuple[Path, object]] = []
    if kind == "HelmRelease":
        stated = [(("spec", "chart", "spec"), value_at(spec, "chart", "spec"))]
    elif kind in {"Application", "ApplicationSet"}:
        base: Path = ("spec",) if kind == "Application" else ("spec", "template", "spec")
        inner = spec if kind == "Application" else mapping(value_at(spec, "template", "spec"))
        stated = [((*base, "source"), inner.get("source"))]
        sources = enumerate(items(inner.get("sources")))
        stated += [((*base, "sources", number), one) for number, one in sources]
    for place, one in stated:
        source = mapping(one)
        name = text_of(source.get("chart"))
        version = text_of(source.get("version")) or text_of(source.get("targetRevision"))
        if name is not None and not name.startswith(("./", "../")):
            line = document.position((*place, "chart")).line
            address = text_of(source.get("repoURL"))
            yield from chart_use(name, address, version, path, line)
