"""GitLab CI/CD: the files of a repository that others include, what is included, and images of jobs.

The rules are those of https://docs.gitlab.com/ci/yaml/ and https://docs.gitlab.com/ci/components/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from catalogsite.inference.artifacts.git_places import inner_place, named_place, place_purl
from catalogsite.inference.artifacts.image_names import image_name, image_use
from catalogsite.inference.artifacts.purposes import is_ours
from catalogsite.inference.artifacts.repository_files import RepositoryFiles
from catalogsite.inference.artifacts.yaml_files import documents_of, value_at
from catalogsite.inference.inferred import Dependency, Package
from catalogsite.inference.manifest import Manifest
from catalogsite.inference.services.units import items, mapping, text_of
from catalogsite.inference.shell_variables import expand
from catalogsite.repositories.hosts import flavour
from catalogsite.yaml12.documents import Document, Path

_PIPELINE = re.compile(r"(?:.*/)?[\w.-]*\.gitlab-ci\.ya?ml")
_OFFERED = re.compile(
    r"(?:templates/[\w-]+(?:/template)?|(?:\.gitlab/)?ci/(?:[\w.-]+/)*[\w.-]+)\.ya?ml"
)
_COMPONENT_FILE = re.compile(r"templates/([\w-]+)(?:/template)?\.ya?ml")
_COMPONENT = re.compile(
    r"(?P<host>[\w.$\{\}-]+)/(?P<path>[\w./-]+)/(?P<name>[\w-]+)@(?P<ref>[^\s@]+)"
)
_HOST_VARIABLES = re.compile(r"\$\{?(?:CI_SERVER_FQDN|CI_SERVER_HOST)\}?")


class Included(NamedTuple):
    """A file that a pipeline includes: where it says so, and the repository, path and ref of the file."""

    place: Path
    repository: str
    path: str
    ref: str | None = None


def may_hold(path: str) -> bool:
    """Whether a file may be part of a pipeline, by its path."""
    offered = _OFFERED.fullmatch(path) is not None
    return offered or (_PIPELINE.fullmatch(path) is not None and is_ours(path))


def parse(text: str, _file: str) -> list[Document]:
    """The documents of a file. Raises ManifestError."""
    return documents_of(text)


def manifests(
    parsed: Mapping[str, list[Document]], repository: RepositoryFiles
) -> Iterator[Manifest]:
    """What each file of a repository at GitLab offers and uses; nothing at another host."""
    host = repository.id.partition("/")[0]
    if "." not in host or flavour(host) != "gitlab":
        return
    for path, documents in parsed.items():
        mappings = [one for one in documents if isinstance(one.data, dict)]
        if not mappings:
            continue
        component = _COMPONENT_FILE.fullmatch(path)
        offered = f"templates/{component[1]}.yml" if component else path
        purl = place_purl(repository.id, offered)
        name = f"{repository.id.partition('/')[2]}/{offered}"
        line = mappings[0].line
        yield Manifest(
            ecosystem="gitlab",
            file=path,
            packages=(Package(purl=purl, name=name, file=path, line=line),) if purl else (),
            dependencies=tuple(one for each in mappings for one in _uses(each, path, repository)),
        )


def _uses(document: Document, path: str, repository: RepositoryFiles) -> Iterator[Dependency]:
    for one in _included(document, repository):
        found = named_place(one.repository, one.path, one.ref)
        if found is not None:
            yield Dependency(
                purl=found.purl,
                name=found.name,
                requirement=found.ref,
                scope="build",
                file=path,
                line=document.position(one.place).line,
            )
    for place, reference in _images(document):
        image = image_name(expand(reference, {}))
        if image is not None:
            yield image_use(image, path, document.position(place).line, "build")


def _included(document: Document, repository: RepositoryFiles) -> Iterator[Included]:
    stated = document.data.get("include")
    many = isinstance(stated, list)
    own = repository.id.partition("/")[0]
    for number, entry in enumerate(items(stated) if many else [stated]):
        place: Path = ("include", number) if many else ("include",)
        one = mapping(entry)
        if isinstance(entry, str) and "://" not in entry:
            one = {"local": entry}
        local, project = text_of(one.get("local")), text_of(one.get("project"))
        component = _COMPONENT.fullmatch(_HOST_VARIABLES.sub(own, str(one.get("component", ""))))
        below = inner_place("", local.lstrip("/")) if local else None
        if below in repository.paths:
            yield Included((*place, "local"), repository.id, below)
        elif project and "$" not in project:
            yield from _files(one, place, f"{own}/{project}")
        elif component and "$" not in component["host"]:
            address = f"{component['host']}/{component['path']}"
            file = f"templates/{component['name']}.yml"
            yield Included((*place, "component"), address, file, component["ref"])


def _files(entry: Mapping[str, Any], place: Path, address: str) -> Iterator[Included]:
    files, ref = entry.get("file"), text_of(entry.get("ref"))
    many = isinstance(files, list)
    for number, file in enumerate(items(files) if many else [files]):
        below = inner_place("", file.lstrip("/")) if isinstance(file, str) else None
        if below:
            at: Path = (*place, "file", number) if many else (*place, "file")
            yield Included(at, address, below, ref)


def _images(document: Document) -> Iterator[tuple[Path, str]]:
    """The image of all jobs (also in `default`) and of each."""
    for base in ((), *((str(name),) for name in document.data)):
        stated = value_at(document.data, *base, "image")
        name = text_of(stated) or text_of(value_at(stated, "name"))
        if name:
            yield (*base, "image"), name
