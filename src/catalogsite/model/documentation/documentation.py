"""A documentation tree that the content store keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from catalogsite.model.value import Value


class Documentation(Value):
    """The documentation tree of one entity, kept in the store.

    `tree` is the hash of a `TreeManifest`; `root` the folder of the repository that its paths
    are relative to (`""` is the top); `config` the mkdocs file in it, or None.
    `docs_dir` is relative to `root` too. Several entities may share one tree.
    """

    entity_ref: str
    repository: str
    tree: str
    root: str = ""
    config: str | None = None
    docs_dir: str = "docs"
    site_name: str | None = None


class TreeEntry(Value):
    """One file of a stored tree: hash of its bytes, time and author of its last change.

    `target` is the file itself, as a path of the repository, where a symbolic link leads to it.
    """

    blob: str
    changed: datetime | None = None
    author: str | None = None
    target: str | None = None


class LinkTargets(Value):
    """What a repository has for the links of its pages besides stored files; all are its paths.

    `files` and `folders` exist. `pointers` are files that Git LFS keeps elsewhere, of which the
    repository has pointers only. `similar` maps a path that does not exist to the one that was
    probably meant, and `submodules` the folder of each submodule to the web address of its
    repository, `""` where that is not known.
    """

    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    pointers: tuple[str, ...] = ()
    similar: Mapping[str, str] = Field(default_factory=dict)
    submodules: Mapping[str, str] = Field(default_factory=dict)


class TreeManifest(Value):
    """A stored tree: its files by path relative to its root, with `/`, and what its pages link to."""

    files: dict[str, TreeEntry]
    targets: LinkTargets = LinkTargets()
