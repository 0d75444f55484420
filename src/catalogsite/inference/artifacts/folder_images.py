"""Images that are named like a folder with a Dockerfile: the repository builds what it runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from packageurl import PackageURL

from catalogsite.inference.artifacts import dockerfiles
from catalogsite.inference.artifacts.purposes import is_test
from catalogsite.inference.artifacts.repository_files import RepositoryFiles, folders_of
from catalogsite.inference.inferred import Dependency, Package
from catalogsite.inference.manifest import Manifest
from catalogsite.inference.services.stores import store_type

_SAYS_NOTHING = frozenset({"src", "app", "docker", "container", "build", "image"})
_RUN_BY = frozenset({"kubernetes", "helm", "kustomize"})


def folder_images(found: Iterable[Manifest], repository: RepositoryFiles) -> Iterator[Manifest]:
    """The manifests, with the images of Kubernetes, charts and Kustomize that are named like such a folder.

    What another file says is built needs no guess. A name without a registry and a namespace is one
    of Docker Hub's own, and published by nobody here; where it is no database, queue or cache and the
    repository builds such a folder, it stands for that folder until it is deployed, and is no use.
    """
    manifests = tuple(found)
    built = {one.purl for manifest in manifests for one in manifest.packages}
    folders = _built_folders(repository)
    for manifest in manifests:
        if manifest.ecosystem not in _RUN_BY:
            yield manifest
            continue
        packages: dict[str, Package] = {}
        used: list[Dependency] = []
        for one in manifest.dependencies:
            purl = PackageURL.from_string(one.purl)
            folder = folders.get(purl.name) if purl.type == "docker" else None
            alone = not purl.namespace and not purl.qualifiers
            if folder is None or not alone or store_type(purl.name):
                used.append(one)
            if folder is not None and not alone and one.purl not in built:
                packages[one.purl] = Package(
                    purl=one.purl, name=one.name, file=one.file, line=one.line, folder=folder
                )
        more = {"packages": (*manifest.packages, *packages.values()), "dependencies": tuple(used)}
        yield manifest.model_copy(update=more)


def _built_folders(repository: RepositoryFiles) -> dict[str, str]:
    """The folders that hold a Dockerfile by the image that would be named so; of two alike none."""
    found: dict[str, str] = {}
    alike: set[str] = set()
    paths = [one for one in repository.paths if dockerfiles.may_hold(one) and not is_test(one)]
    for folder in sorted(folders_of(paths)):
        name = _image_of(folder) or repository.name.lower()
        if found.setdefault(name, folder) != folder:
            alike.add(name)
    return {name: folder for name, folder in found.items() if name not in alike}


def _image_of(folder: str) -> str:
    """The last part of a folder that says more than that it is built; empty for the top."""
    parts = [part for part in folder.lower().split("/") if part not in _SAYS_NOTHING]
    return parts[-1] if parts else ""
