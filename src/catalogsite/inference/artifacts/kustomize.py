"""Kustomize: the folders that one can build on, and what each is built on.

The rules are those of its reference: https://kubectl.docs.kubernetes.io/references/kustomize/
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from catalogsite.inference.artifacts.chart_names import chart_use
from catalogsite.inference.artifacts.git_places import (
    GitPlace,
    inner_place,
    named_place,
    place_purl,
    remote_place,
)
from catalogsite.inference.artifacts.image_names import image_name, image_use
from catalogsite.inference.artifacts.purposes import is_ours, scope_of
from catalogsite.inference.artifacts.repository_files import RepositoryFiles, folders_of
from catalogsite.inference.artifacts.yaml_files import documents_of
from catalogsite.inference.inferred import Dependency, Package
from catalogsite.inference.manifest import Manifest
from catalogsite.inference.services.units import items, mapping, text_of
from catalogsite.yaml12.documents import Document

_FILES = re.compile(r"kustomization\.ya?ml|Kustomization")
_BUILT_ON = ("resources", "bases", "components")


def may_hold(path: str) -> bool:
    """Whether a file is one of these, by its name."""
    return _FILES.fullmatch(path.rpartition("/")[2]) is not None and is_ours(path)


def parse(text: str, _file: str) -> Document | None:
    """The document of a file. Raises ManifestError."""
    return next((one for one in documents_of(text) if isinstance(one.data, dict)), None)


def manifests(
    parsed: Mapping[str, Document | None], repository: RepositoryFiles
) -> Iterator[Manifest]:
    """The folder of each file as something to build on, and what it uses."""
    folders = folders_of(parsed)
    for path, document in parsed.items():
        folder = posixpath.dirname(path)
        purl = place_purl(repository.id, folder)
        if document is None or purl is None:
            continue
        name = posixpath.basename(folder) or repository.name
        package = Package(purl=purl, name=name, file=path, line=document.line)
        yield Manifest(
            ecosystem="kustomize",
            file=path,
            packages=(package,),
            dependencies=(
                *_bases(document, path, repository.id, folders),
                *_images(document, path),
                *_charts(document, path, repository),
            ),
        )


def _bases(
    document: Document, path: str, repository: str, folders: frozenset[str]
) -> Iterator[Dependency]:
    for key in _BUILT_ON:
        for number, entry in enumerate(items(document.data.get(key))):
            place = _place(entry, path, repository, folders) if isinstance(entry, str) else None
            if place is not None:
                yield Dependency(
                    purl=place.purl,
                    name=place.name,
                    requirement=place.ref,
                    scope=scope_of(path, "runtime"),
                    file=path,
                    line=document.position((key, number)).line,
                )


def _place(entry: str, path: str, repository: str, folders: frozenset[str]) -> GitPlace | None:
    """The folder that an entry names, here (where it is one of `folders`) or elsewhere; None for a file."""
    remote = remote_place(entry)
    if remote is not None or "://" in entry:
        return remote
    local = inner_place(posixpath.dirname(path), entry)
    return named_place(repository, local) if local is not None and local in folders else None


def _images(document: Document, path: str) -> Iterator[Dependency]:
    for number, entry in enumerate(items(document.data.get("images"))):
        stated = mapping(entry)
        key = "newName" if text_of(stated.get("newName")) else "name"
        name = text_of(stated.get(key))
        digest = text_of(stated.get("digest"))
        tag = text_of(stated.get("newTag")) or document.scalar_text(("images", number, "newTag"))
        image = image_name(f"{name}@{digest}" if digest else str(name), tag) if name else None
        if image is not None:
            line = document.position(("images", number, key)).line
            yield image_use(image, path, line, scope_of(path, "runtime"))


def _charts(document: Document, path: str, repository: RepositoryFiles) -> Iterator[Dependency]:
    owner = (repository.owner_and_name or "").partition("/")[0] or None
    for number, entry in enumerate(items(document.data.get("helmCharts"))):
        stated = mapping(entry)
        name, address = text_of(stated.get("name")), text_of(stated.get("repo"))
        if name is not None:
            place = ("helmCharts", number, "version")
            version = text_of(stated.get("version")) or document.scalar_text(place)
            line = document.position(("helmCharts", number, "name")).line
            yield from chart_use(name, address, version, path, line, owner)
