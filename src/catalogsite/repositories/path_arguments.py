"""Which folders of this machine are repositories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from catalogsite.errors import UserError
from catalogsite.model.repository import RepositoryRequest
from catalogsite.paths.descriptor_names import (
    DESCRIPTOR_NAMES,
    TEMPLATE_NAMES,
    looks_like_descriptor,
)
from catalogsite.repositories.trees.visible_paths import is_visible_folder

_MARKERS = frozenset(
    {".git", "mkdocs.yml", "mkdocs.yaml", ".backstage", *TEMPLATE_NAMES, *DESCRIPTOR_NAMES}
)
_MANIFESTS = frozenset({"package.json", "pyproject.toml", "go.mod", "pom.xml", "Cargo.toml"})
_ABOUT = ("README", "LICEN", "NOTICE")
_SEVERAL = 2
_GROUP_DEPTH = 4
_MOST_FILES = 500
"""So many files of a folder are looked into, to see whether they are descriptors."""
_MOST_BYTES = 16 * 1024


def is_repository(folder: Path) -> bool:
    """Whether a folder has `.git`, a descriptor, a template, an mkdocs file or a README.

    Descriptors of other names count where no clone is beside them. A README with nothing beside it
    but repositories is about them.
    """
    names = sorted(_names(folder))
    if any(name in _MARKERS for name in names):
        return True
    if any(name.upper().startswith("README") for name in names):
        return not _only_holds_repositories(folder, names)
    found = any(map(_is_descriptor, (folder / name for name in names[:_MOST_FILES])))
    return found and not any((folder / name / ".git").exists() for name in names)


def _only_holds_repositories(folder: Path, names: Sequence[str]) -> bool:
    """Whether beside a README and a licence there are only folders, and several are repositories."""
    visible = [name for name in names if not name.startswith(".")]
    inner = [name for name in visible if not name.upper().startswith(_ABOUT)]
    if len(inner) > _MOST_FILES or not all((folder / name).is_dir() for name in inner):
        return False
    return sum(_looks_whole(_names(folder / name)) for name in inner) >= _SEVERAL


def _looks_whole(names: Sequence[str]) -> bool:
    """Whether these are the files at the top of a repository, with or without its `.git`."""
    upper = [name.upper() for name in names]
    about = [any(name.startswith(word) for name in upper) for word in _ABOUT[:2]]
    return ".git" in names or all(about)


def _is_descriptor(path: Path) -> bool:
    if path.suffix not in {".yaml", ".yml"} or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return looks_like_descriptor(file.read(_MOST_BYTES))
    except OSError:
        return False


def _own_templates(folder: Path) -> tuple[str, ...]:
    """The template of a folder that holds one and is no clone: nothing else can name it."""
    names = frozenset(_names(folder))
    return tuple(sorted(names & TEMPLATE_NAMES)) if ".git" not in names else ()


def expand_path_arguments(
    paths: Sequence[Path], *, source: str = "folder"
) -> list[RepositoryRequest]:
    """A request for each path that is a repository, and for each repository in any other folder.

    Raises UserError for a path that is not a folder, or a folder without a repository.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            raise UserError("there is no such folder", where=str(path), fix="check the path")
        folders = [path] if is_repository(path) else list(_repositories_in(path, _GROUP_DEPTH))
        if not folders and any(path.glob("*.y*ml")):
            # It was named, and its descriptors may have any names.
            folders = [path]
        if not folders:
            raise UserError(
                "the folder holds no repository",
                where=str(path),
                fix="name a folder of clones, or one with a README, a catalog-info.yaml or a template.yaml",
            )
        found.update(dict.fromkeys(folder.resolve() for folder in folders))
    return [
        RepositoryRequest(
            source=source,
            name=folder.name or "root",
            path=str(folder),
            also=_own_templates(folder),
        )
        for folder in found
    ]


def _repositories_in(folder: Path, depth: int) -> Iterator[Path]:
    for name in sorted(_names(folder)):
        child = folder / name
        if not is_visible_folder(name) or not child.is_dir():
            continue
        if is_repository(child) or not _MANIFESTS.isdisjoint(_names(child)):
            yield child
        elif depth > 1:
            yield from _repositories_in(child, depth - 1)


def _names(folder: Path) -> list[str]:
    try:
        return [child.name for child in folder.iterdir()]
    except OSError:
        return []
