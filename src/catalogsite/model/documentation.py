"""A documentation tree that the content store keeps."""

from __future__ import annotations

from datetime import datetime

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
    """One file of a stored tree: hash of its bytes, time and author of its last change."""

    blob: str
    changed: datetime | None = None
    author: str | None = None


class TreeManifest(Value):
    """A stored tree: its files by path relative to its root, with `/`."""

    files: dict[str, TreeEntry]
