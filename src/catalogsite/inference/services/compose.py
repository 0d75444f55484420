"""Compose files: the services that one starts, and on which others each depends.

The rules are those of the Compose specification: https://github.com/compose-spec/compose-spec
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from catalogsite.inference.services.units import Need, Unit, hosts_in, items, mapping, text_of
from catalogsite.yaml12.documents import Document, Path, parse_documents

FILES = re.compile(r"(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml")
_TESTS = re.compile(r"[.-](?:test|tests|e2e|ci)\b")


def is_compose(path: str) -> bool:
    """Whether a file is a Compose file, and not one that only tests."""
    name = path.rpartition("/")[2]
    return FILES.fullmatch(name) is not None and _TESTS.search(name) is None


def read_compose(text: str, file: str) -> Iterator[Unit]:
    """The services of a file, in its order; of a file that is not YAML none."""
    for document in parse_documents(text)[:1]:
        for name, service in mapping(mapping(document.data).get("services")).items():
            if isinstance(service, dict):
                yield _unit(document, file, name, service)


def _unit(document: Document, file: str, name: str, service: dict[str, Any]) -> Unit:
    path: Path = ("services", name)
    aliases = {text_of(service.get("container_name")), text_of(service.get("hostname"))}
    for network in mapping(service.get("networks")).values():
        aliases |= {text_of(one) for one in items(mapping(network).get("aliases"))}
    return Unit(
        name=name.lower(),
        file=file,
        line=document.position(path).line,
        folder=build_folder(service.get("build"), posixpath.dirname(file)),
        image=text_of(service.get("image")),
        needs=tuple(_needs(document, file, path, service)),
        aliases=tuple(sorted({one.lower() for one in aliases if one} - {name.lower()})),
    )


def build_folder(build: Any, base: str) -> str | None:
    """The folder that the image is built from; that of the Dockerfile where it is below the context."""
    stated = {"context": build} if isinstance(build, str) else mapping(build)
    context = text_of(stated.get("context"))
    if context is None or "://" in context or context.startswith("/"):
        return None
    folder = posixpath.normpath(posixpath.join(base, context))
    dockerfile = text_of(stated.get("dockerfile"))
    if dockerfile and "/" in dockerfile:
        folder = posixpath.normpath(posixpath.join(folder, posixpath.dirname(dockerfile)))
    if folder.startswith(".."):
        return None
    return "" if folder == "." else folder


def _needs(document: Document, file: str, path: Path, service: dict[str, Any]) -> Iterator[Need]:
    for key, value, place in _settings(service):
        for host in hosts_in(key, value):
            yield Need(host, file, document.position((*path, *place)).line)
    for name, place in _dependencies(service):
        yield Need(name, file, document.position((*path, *place)).line)


def _dependencies(service: dict[str, Any]) -> Iterator[tuple[str, Path]]:
    """Each service that another one waits for or links, and its place in that one."""
    for key in ("depends_on", "links"):
        stated = service.get(key)
        for name in mapping(stated):
            yield name.lower(), (key, name)
        for place, entry in enumerate(items(stated)):
            if isinstance(entry, str):
                yield entry.partition(":")[0].lower(), (key, place)


def _settings(service: dict[str, Any]) -> Iterator[tuple[str, Any, Path]]:
    """Each environment variable: its name, its value, and its place in the service."""
    stated = service.get("environment")
    for key, value in mapping(stated).items():
        yield key, value, ("environment", key)
    for place, line in enumerate(items(stated)):
        if isinstance(line, str) and "=" in line:
            key, _, value = line.partition("=")
            yield key, value, ("environment", place)
