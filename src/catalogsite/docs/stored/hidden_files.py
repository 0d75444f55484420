"""Which files of hidden and vendored folders belong to a documentation.

MkDocs publishes all of its docs folder but hidden folders, and those where `exclude_docs` names them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from catalogsite.docs.file_paths import below, relative_to
from catalogsite.docs.mount import Mount
from catalogsite.docs.stored.file_references import folder_of
from catalogsite.repositories.trees.visible_paths import VENDORED

_WORDS = frozenset(("vendor", "dist", "target"))
"""Vendored folders that an author may name a part of a documentation after."""


def files_of_docs(mounts: Iterable[Mount], config: str | None) -> Callable[[str], bool]:
    """Whether a file of a hidden or vendored folder is one of the docs folders.

    A docs folder that is the folder of its configuration holds code, too.
    """
    beside = folder_of(config) if config is not None else ""
    folders = [(mount, mount.excluded()) for mount in mounts if mount.docs_dir not in {"", beside}]

    def is_of_docs(path: str) -> bool:
        for mount, excluded in folders:
            if below(path, mount.docs_dir):
                inner = relative_to(path, mount.docs_dir)
                return not excluded.matches(inner) and _is_documentation(inner)
        return False

    return is_of_docs


def files_of_folder(folder: str) -> Callable[[str], bool]:
    """Whether a file is in a folder that an annotation names, hidden or not, and in no hidden one of it."""

    def is_of_folder(path: str) -> bool:
        if not folder or not below(path, folder):
            return False
        names = relative_to(path, folder).split("/")[:-1]
        return not any(name.startswith(".") or name in VENDORED for name in names)

    return is_of_folder


def _is_documentation(path: str) -> bool:
    return not (VENDORED - _WORDS).intersection(path.split("/")[:-1])
