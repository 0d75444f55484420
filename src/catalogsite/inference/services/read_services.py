"""Reads the services of a repository from its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from catalogsite.errors import SourceError
from catalogsite.inference.artifacts.purposes import is_test
from catalogsite.inference.codeowners import PLACES, parse_codeowners
from catalogsite.inference.inferred import OwnerRule
from catalogsite.inference.languages import count_languages, language_of, main_language
from catalogsite.inference.owner import folder_owner
from catalogsite.inference.packages import npm
from catalogsite.inference.readme import find_readme, read_readme
from catalogsite.inference.services.build_files import build_language
from catalogsite.inference.services.infer_services import infer_services, may_state_services
from catalogsite.inference.services.inferred import InferredService, InferredServices
from catalogsite.repositories.lfs import is_lfs_pointer
from catalogsite.repositories.trees.tree import Tree, files_in

_NOT_RUN = frozenset(
    {
        "Dockerfile",
        "Protocol Buffers",
        "Makefile",
        "Shell",
        "HTML",
        "CSS",
        "SCSS",
        "HCL",
        "Gradle",
        "Starlark",
    }
)

LARGEST = 300_000
"""Bytes of a file that is read for what it runs."""

MOST = 1_000
"""Files that are read for what they run, the highest first."""


def read_services(tree: Tree) -> InferredServices:
    """The services of a repository in one round of reading."""
    sizes = tree.paths()
    stated = sorted(
        (path for path, size in sizes.items() if may_state_services(path) and size <= LARGEST),
        # `compose.yaml` comes before the files that only change it.
        key=lambda path: (path.count("/"), ".override." in path, len(path), path),
    )[:MOST]
    texts = {
        path: content.decode("utf-8-sig", errors="replace")
        for path, content in tree.read_many(stated).items()
        if not is_lfs_pointer(content)
    }
    found = infer_services(
        sizes, texts, partial(_nearest_language, tree, sizes), partial(_mentioned, tree, sizes)
    )
    if not found.services:
        return found
    rules, descriptions = _owner_rules(tree), _descriptions(tree, sizes, found.services)
    services = [
        one.model_copy(
            update={
                "owner": folder_owner(rules, one.folder),
                "description": descriptions.get(one.folder),
            }
        )
        for one in found.services
    ]
    return found.model_copy(update={"services": tuple(services)})


def _mentioned(
    tree: Tree, sizes: Mapping[str, int], folder: str, words: frozenset[str]
) -> frozenset[str]:
    """Those of some words that the program text of a folder has, tests left out."""
    program = [
        path
        for path in files_in(folder, list(sizes))
        if language_of(path) not in (None, *_NOT_RUN) and not is_test(path)
        if sizes[path] <= LARGEST
    ]
    texts = tree.read_many(program[:MOST]).values()
    return frozenset(word for word in words if any(word.encode() in text for text in texts))


def _descriptions(
    tree: Tree, sizes: Mapping[str, int], services: Iterable[InferredService]
) -> dict[str, str | None]:
    """What the READMEs of the folders of services say of them, by folder."""
    names: dict[str, list[str]] = {one.folder: [] for one in services if one.folder}
    for path in sizes:
        folder, _, name = path.rpartition("/")
        if folder in names:
            names[folder].append(name)
    found = {folder: find_readme(inside) for folder, inside in names.items()}
    readmes = {f"{folder}/{name}": folder for folder, name in found.items() if name}
    readmes = {path: folder for path, folder in readmes.items() if sizes[path] <= LARGEST}
    contents = tree.read_many(sorted(readmes))
    return {
        readmes[path]: read_readme(content.decode("utf-8-sig", errors="replace"), path).description
        for path, content in contents.items()
        if not is_lfs_pointer(content)
    }


def _owner_rules(tree: Tree) -> Sequence[OwnerRule]:
    texts = tree.read_many(list(PLACES))
    place = next((one for one in PLACES if one in texts), None)
    return parse_codeowners(texts[place].decode(errors="replace"), place)[0] if place else ()


def _nearest_language(tree: Tree, sizes: Mapping[str, int], folder: str) -> str | None:
    """The language of a folder; of one that has none, that of the nearest build file above it."""
    found = _language(tree, sizes, folder)
    while found is None and "/" in folder:
        folder = folder.rpartition("/")[0]
        found = _built_language(tree, (p for p in sizes if p.rpartition("/")[0] == folder))
    return found


def _language(tree: Tree, sizes: Mapping[str, int], folder: str) -> str | None:
    """The main language of a folder by its program text, else by its build files."""
    paths = list(files_in(folder, list(sizes)))
    counts = count_languages({path: sizes[path] for path in paths})
    written = {name: size for name, size in counts.items() if name not in _NOT_RUN}
    if written:
        return main_language(written)
    return _built_language(tree, paths)


def _built_language(tree: Tree, paths: Iterable[str]) -> str | None:
    built = sorted((path for path in paths if build_language(path)), key=_depth)
    found = next(map(build_language, built), None)
    if found == "JavaScript" and any(_is_typescript(tree, path) for path in built):
        return "TypeScript"
    return found


def _is_typescript(tree: Tree, path: str) -> bool:
    if not path.endswith("package.json"):
        return False
    try:
        manifest = npm.parse(tree.read(path).decode(errors="replace"), path)
    except (ValueError, RecursionError, SourceError):
        return False
    return any(one.name == "typescript" for one in manifest.dependencies)


def _depth(path: str) -> tuple[int, str]:
    return path.count("/"), path
