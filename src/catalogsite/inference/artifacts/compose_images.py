"""Compose files: the images that are built from folders of the repository, and those that are only run."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from catalogsite.inference.artifacts.image_names import image_name, image_use
from catalogsite.inference.artifacts.purposes import is_ours, is_test
from catalogsite.inference.artifacts.repository_files import RepositoryFiles
from catalogsite.inference.artifacts.yaml_files import documents_of
from catalogsite.inference.inferred import Dependency, Package, Scope
from catalogsite.inference.manifest import Manifest
from catalogsite.inference.services.compose import FILES, build_folder
from catalogsite.inference.services.units import items, mapping, text_of
from catalogsite.inference.shell_variables import expand
from catalogsite.yaml12.documents import Document


def may_hold(path: str) -> bool:
    """Whether a file is a Compose file, by its name."""
    return FILES.fullmatch(path.rpartition("/")[2]) is not None and is_ours(path)


def parse(text: str, _file: str) -> list[Document]:
    """The documents of a file. Raises ManifestError."""
    return documents_of(text)


def manifests(
    parsed: Mapping[str, list[Document]], _repository: RepositoryFiles
) -> Iterator[Manifest]:
    """The images that each file builds, and those that its services run."""
    for path, documents in parsed.items():
        found = [one for document in documents[:1] for one in _images(document, path)]
        yield Manifest(
            ecosystem="docker",
            file=path,
            packages=tuple(one for one in found if isinstance(one, Package)),
            dependencies=tuple(one for one in found if isinstance(one, Dependency)),
        )


def _images(document: Document, path: str) -> Iterator[Package | Dependency]:
    for name, stated in mapping(mapping(document.data).get("services")).items():
        # `<<` merges what an alias names, as the YAML 1.1 of Compose has it.
        service = {**mapping(mapping(stated).get("<<")), **mapping(stated)}
        reference = text_of(service.get("image"))
        image = image_name(expand(reference, {})) if reference else None
        if image is None:
            continue
        line = document.position(("services", name, "image")).line
        if "build" not in service:
            profiles = [one for one in items(service.get("profiles")) if isinstance(one, str)]
            condition = f"profile {', '.join(profiles)}" if profiles else None
            scope: Scope = "test" if is_test(path) else "runtime"
            yield image_use(image, path, line, scope, condition)
            continue
        folder = build_folder(service["build"], posixpath.dirname(path))
        # A name without a namespace is one of Docker Hub's own, so it says nothing of who built it.
        if folder is not None and not image.alone:
            yield Package(purl=image.purl, name=image.name, file=path, line=line, folder=folder)
