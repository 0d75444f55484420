"""Images that are named like a folder with a Dockerfile: the repository builds what it runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from packageurl import PackageURL

from catalogsite.inference.artifacts import dockerfiles
from catalogsite.inference.artifacts.purposes import is_test
from catalogsite.inference.artifacts.repository_files import RepositoryFiles, folders_of
from catalogsite.inference.inferred import Package
from catalogsite.inference.manifest import Manifest

_RUN_BY = frozenset({"kubernetes", "helm", "kustomize"})


def folder_images(found: Iterable[Manifest], repository: RepositoryFiles) -> Iterator[Manifest]:
    """The images of Kubernetes, charts and Kustomize whose last part is such a folder, or the repository.

    A name without a registry and a namespace is one of Docker Hub's own, and is built by nobody here.
    What another file says is built needs no guess.
    """
    manifests = tuple(found)
    built = {one.purl for manifest in manifests for one in manifest.packages}
    folders = _built_folders(repository)
    for manifest in manifests:
        packages: dict[str, Package] = {}
        for one in manifest.dependencies if manifest.ecosystem in _RUN_BY else ():
            purl = PackageURL.from_string(one.purl)
            folder = folders.get(purl.name)
            named = purl.type == "docker" and (purl.namespace or purl.qualifiers)
            if named and folder is not None and one.purl not in built:
                packages[one.purl] = Package(
                    purl=one.purl, name=one.name, file=one.file, line=one.line, folder=folder
                )
        if packages:
            yield Manifest(
                ecosystem="docker", file=manifest.file, packages=tuple(packages.values())
            )


def _built_folders(repository: RepositoryFiles) -> dict[str, str]:
    """The folders that hold a Dockerfile by the image that would be named so; of two alike none."""
    found: dict[str, str] = {}
    alike: set[str] = set()
    paths = [one for one in repository.paths if dockerfiles.may_hold(one) and not is_test(one)]
    for folder in sorted(folders_of(paths)):
        name = (folder.rpartition("/")[2] or repository.name).lower()
        if name in found:
            alike.add(name)
        found.setdefault(name, folder)
    return {name: folder for name, folder in found.items() if name not in alike}
