"""Infers the metadata of one repository from its files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from catalogsite.inference.apis.mentions import is_configuration, mentions_in
from catalogsite.inference.artifacts.registry import highest, is_artifact, read_artifacts
from catalogsite.inference.artifacts.repository_files import RepositoryFiles
from catalogsite.inference.codeowners import (
    PLACES,
    parse_codeowners,
)
from catalogsite.inference.component_type import CONTAINER_FILES, infer_type
from catalogsite.inference.inferred import InferredLink, InferredRepository, OwnerRule, Package
from catalogsite.inference.languages import count_languages, language_attributes, main_language
from catalogsite.inference.lock_files.registry import is_lock_file, lock
from catalogsite.inference.manifest import Manifest
from catalogsite.inference.owner import repository_owner
from catalogsite.inference.packages.registry import is_manifest, read_manifests
from catalogsite.inference.readme import ReadmeText, find_readme, read_readme
from catalogsite.inference.sentences import is_boilerplate
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository
from catalogsite.model.text.latin_letters import latin_or_code_points
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.repositories.lfs import is_lfs_pointer
from catalogsite.repositories.trees.tree import Tree

_NOT_OURS = frozenset(
    {"node_modules", "vendor", "testdata", "fixtures", "__fixtures__", "skeleton", "content",
     "template", "templates", "examples", "example"}
)  # fmt: skip
_ATTRIBUTES = ".gitattributes"
_MOST = 400
_MOST_LOCK_FILES = 100
_MOST_LOCK_BYTES = 40_000_000
_NET_PROJECTS = (".csproj", ".fsproj", ".vbproj")
# It lies in a hidden folder, whose files are read only where they are named.
_NET_TOOLS = ".config/dotnet-tools.json"
_LONGEST_TAG = 63


def infer_repository(tree: Tree, repository: Repository) -> InferredRepository:
    """What manifests, CODEOWNERS, README and file names say of a repository, in one reading of it."""
    sizes = tree.paths()
    manifest_paths = find_manifests(sizes)
    if any(path.endswith(_NET_PROJECTS) for path in manifest_paths):
        manifest_paths.append(_NET_TOOLS)
    readme = find_readme(sizes)
    artifact_paths = highest(sizes, is_artifact)
    setting_paths = highest(sizes, is_configuration)
    lock_paths, unread = find_lock_files(sizes)
    wanted = [
        *manifest_paths,
        *lock_paths,
        *artifact_paths,
        *setting_paths,
        *PLACES,
        *CONTAINER_FILES,
        _ATTRIBUTES,
        *([readme] if readme else []),
    ]
    texts = {
        path: _decode(content)
        for path, content in tree.read_many(list(dict.fromkeys(wanted))).items()
        if not is_lfs_pointer(content)
    }
    manifests = read_manifests(_those(texts, manifest_paths), repository.id)
    locked = lock(manifests, _those(texts, lock_paths))
    files = RepositoryFiles(repository.id, tuple(sizes))
    artifacts = read_artifacts(_those(texts, artifact_paths), files)
    mentions = mentions_in(_those(texts, setting_paths))
    found = _put_together(repository, sizes, locked.manifests, texts, readme)
    problems = (*found.problems, *locked.problems, *unread)
    found = found.model_copy(update={"locked": locked.packages, "problems": problems})
    return _with_artifacts(found, artifacts).model_copy(update={"mentions": mentions})


def _those(texts: Mapping[str, str], paths: Iterable[str]) -> dict[str, str]:
    return {path: texts[path] for path in paths if path in texts}


def _with_artifacts(found: InferredRepository, artifacts: Sequence[Manifest]) -> InferredRepository:
    """The same with what its artifacts publish and use; a file that two readers refuse is one problem."""
    used = (one for manifest in artifacts for one in manifest.dependencies)
    problems = (one for manifest in artifacts for one in manifest.problems)
    return found.model_copy(
        update={
            "packages": (*found.packages, *_packages(artifacts)),
            "dependencies": (*found.dependencies, *used),
            "problems": tuple(dict.fromkeys((*found.problems, *problems))),
        }
    )


def find_manifests(paths: Iterable[str]) -> list[str]:
    """Paths of the manifests worth reading, those at the top first; examples are left out."""
    return _ours(filter(is_manifest, paths))[:_MOST]


def find_lock_files(sizes: Mapping[str, int]) -> tuple[list[str], tuple[Problem, ...]]:
    """Paths of the lock files worth reading, those at the top first, and a problem where some are not."""
    found = _ours(filter(is_lock_file, sizes))
    read, size = 0, 0
    for path in found[:_MOST_LOCK_FILES]:
        size += sizes[path]
        if size > _MOST_LOCK_BYTES:
            break
        read += 1
    if read == len(found):
        return found, ()
    at = SourceLocation(found[read])
    return found[:read], (problem("lock-files-cut", at=at, count=str(len(found) - read)),)


def _ours(paths: Iterable[str]) -> list[str]:
    found = [path for path in paths if _NOT_OURS.isdisjoint(path.split("/")[:-1])]
    return sorted(found, key=lambda path: (path.count("/"), path))


def _put_together(
    repository: Repository,
    sizes: Mapping[str, int],
    manifests: tuple[Manifest, ...],
    texts: Mapping[str, str],
    readme: str | None,
) -> InferredRepository:
    rules, complaints = _read_owners(texts)
    words = ReadmeText(None, None)
    if readme is not None and readme in texts:
        words = read_readme(texts[readme], readme)
    languages = count_languages(sizes, language_attributes(texts.get(_ATTRIBUTES, "")))
    language = main_language(languages)
    top = [manifest for manifest in manifests if "/" not in manifest.file]
    stated = (one.description for one in top if not is_boilerplate(one.description or ""))
    containers = [texts[path] for path in CONTAINER_FILES if path in texts]
    return InferredRepository(
        name=repository.name,
        title=words.title,
        description=_first(repository.description, *stated, words.description),
        owner=repository_owner(rules),
        readme=readme,
        language=language,
        languages=languages,
        packages=_packages(manifests),
        dependencies=tuple(one for manifest in manifests for one in manifest.dependencies),
        type=infer_type(sizes, manifests, language=language, containers=containers),
        license=_first(*(one.license for one in top)),
        links=_links(top),
        tags=_tags(repository.topics, top),
        problems=(*complaints, *(one for manifest in manifests for one in manifest.problems)),
    )


def _read_owners(texts: Mapping[str, str]) -> tuple[tuple[OwnerRule, ...], tuple[Problem, ...]]:
    place = next((place for place in PLACES if place in texts), None)
    if place is None:
        return (), ()
    rules, complaints = parse_codeowners(texts[place], place)
    return rules, complaints[:_MOST]


def _packages(manifests: Iterable[Manifest]) -> tuple[Package, ...]:
    found: dict[str, Package] = {}
    for manifest in manifests:
        for package in manifest.packages:
            found.setdefault(package.purl, package)
    return tuple(found.values())


def _links(manifests: Sequence[Manifest]) -> tuple[InferredLink, ...]:
    found: dict[str, InferredLink] = {}
    for manifest in manifests:
        for link in manifest.links:
            found.setdefault(link.title, link)
    return tuple(found.values())


def _tags(topics: Iterable[str], manifests: Iterable[Manifest]) -> tuple[str, ...]:
    """Topics of the host, else the keywords of the manifests that are valid tags."""
    words = [*topics] or [tag for manifest in manifests for tag in manifest.tags]
    latin = (latin_or_code_points(word).lower() for word in words)
    clean = (re.sub(r"[^a-z0-9+#]+", "-", word).strip("-") for word in latin)
    return tuple(dict.fromkeys(word for word in clean if word and len(word) <= _LONGEST_TAG))


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)


def _decode(content: bytes) -> str:
    return content.decode("utf-8-sig", errors="replace")
