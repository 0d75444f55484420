"""The docs folders of a documentation: its own, and those that its navigation includes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass

from catalogsite.docs.file_paths import below, relative_to
from catalogsite.docs.navigation.languages import Languages
from catalogsite.paths.gitignore import GitIgnore

MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
_EXCLUDED = (".*", "/templates/")


def is_page(path: str) -> bool:
    """Whether a file of the tree is Markdown."""
    return path.lower().endswith(MARKDOWN)


@dataclass(frozen=True, slots=True)
class Mount:
    """A docs folder of the tree and its alias in the documentation; `""` is the main one.

    Without a configuration (`configured`) it may belong to another generator: `_index.md` is the
    first page of its folder then, and folders such as `_includes` are no pages.
    """

    alias: str
    docs_dir: str
    exclude_docs: str | None = None
    languages: Languages | None = None
    configured: bool = True

    def inside(self, path: str) -> str | None:
        """The path in the documentation of a file of the tree; None where its language is left out."""
        inner = relative_to(path, self.docs_dir)
        if not self.configured and posixpath.basename(inner) == "_index.md":
            inner = posixpath.join(posixpath.dirname(inner), "index.md")
        if self.languages is not None:
            return self.languages.place(inner)
        return f"{self.alias}/{inner}" if self.alias else inner

    def excluded(self) -> GitIgnore:
        """The paths below the docs folder that are left out."""
        parts = [] if self.configured else ["_*/"]
        return GitIgnore([*_EXCLUDED, *parts, *(self.exclude_docs or "").splitlines()])

    def pages(self, paths: Iterable[str]) -> list[str]:
        """The paths in the documentation of the pages among the paths of the tree, in order."""
        pages = sorted(path for path in paths if path.endswith(MARKDOWN))
        inside = (self.inside(path) for path in pages if below(path, self.docs_dir))
        return [path for path in inside if path is not None]
