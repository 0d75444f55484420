"""Compose files: the services that one starts, and on which others each depends.

The rules are those of the Compose specification: https://github.com/compose-spec/compose-spec
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from catalogsite.inference.services.env_files import Variable, filled, read_env_file
from catalogsite.inference.services.units import Need, Unit, hosts_in, items, mapping, text_of
from catalogsite.yaml12.documents import Document, Path, parse_documents

FILES = re.compile(r"(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml")
_TESTS = re.compile(r"[.-](?:test|tests|e2e|ci)\b")


def is_compose(path: str) -> bool:
    """Whether a file is a Compose file, and not one that only tests."""
    name = path.rpartition("/")[2]
    return FILES.fullmatch(name) is not None and _TESTS.search(name) is None


class _File(NamedTuple):
    """A Compose file: its document, its path, its variables, and the texts of files by path."""

    document: Document
    path: str
    variables: Mapping[str, Variable]
    texts: Mapping[str, str]

    @property
    def folder(self) -> str:
        return posixpath.dirname(self.path)


def read_compose(text: str, file: str, texts: Mapping[str, str]) -> Iterator[Unit]:
    """The services of a file, in its order; of a file that is not YAML none.

    `texts` are other files of the repository by path: `.env` beside it gives values to its variables.
    """
    beside = texts.get(posixpath.join(posixpath.dirname(file), ".env"), "")
    for document in parse_documents(text)[:1]:
        read = _File(document, file, read_env_file(beside), texts)
        for name, service in mapping(mapping(document.data).get("services")).items():
            if isinstance(service, dict):
                yield _unit(read, name, service)


def _unit(file: _File, name: str, service: dict[str, Any]) -> Unit:
    path: Path = ("services", name)
    aliases = {text_of(service.get("container_name")), text_of(service.get("hostname"))}
    for network in mapping(service.get("networks")).values():
        aliases |= {text_of(one) for one in items(mapping(network).get("aliases"))}
    return Unit(
        name=name.lower(),
        file=file.path,
        line=file.document.position(path).line,
        folder=build_folder(_filled(service.get("build"), file), file.folder),
        image=text_of(filled(service.get("image"), file.variables)),
        needs=tuple(_needs(file, path, service)),
        aliases=tuple(sorted({one.lower() for one in aliases if one} - {name.lower()})),
    )


def _filled(build: Any, file: _File) -> Any:
    if isinstance(build, dict):
        return {key: filled(value, file.variables) for key, value in build.items()}
    return filled(build, file.variables)


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


def _needs(file: _File, path: Path, service: dict[str, Any]) -> Iterator[Need]:
    for key, value, place in _settings(service):
        stated = file.variables.get(key) if value is None else None
        given = stated.value if stated else filled(value, file.variables)
        for host in hosts_in(key, given):
            yield Need(host, file.path, file.document.position((*path, *place)).line)
    for name, place in _dependencies(service):
        yield Need(name, file.path, file.document.position((*path, *place)).line)
    for other in _env_files(service, file.folder):
        for key, variable in read_env_file(file.texts.get(other, "")).items():
            for host in hosts_in(key, variable.value):
                yield Need(host, other, variable.line)


def _env_files(service: dict[str, Any], folder: str) -> Iterator[str]:
    """The paths of the files whose variables a service gets."""
    stated = service.get("env_file")
    for one in [stated] if isinstance(stated, str | dict) else items(stated):
        path = text_of(one if isinstance(one, str) else mapping(one).get("path"))
        if path and not path.startswith("/"):
            yield posixpath.normpath(posixpath.join(folder, path))


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
        if isinstance(line, str):
            key, mark, value = line.partition("=")
            # Without a value it is that of the shell, or of `.env`.
            yield key, value if mark else None, ("environment", place)
