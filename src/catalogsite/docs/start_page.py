"""The start page of a documentation that has no `index.md`: a README, as TechDocs chooses it."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Mapping

from catalogsite.docs.file_paths import below, relative_to
from catalogsite.docs.includes import Layout
from catalogsite.docs.mount import MARKDOWN

_INDEXES = ("index.md", "README.md")


def start_readme(layout: Layout, config: str | None, files: Collection[str]) -> str | None:
    """The README that is the start page although MkDocs would not take it; None where it has one.

    It is a README of the docs folder in another spelling, else the one beside the configuration
    (beside the docs folder, where there is no configuration). All are paths of `files`. There is
    none where a redirect stands at the address of `index.md`.
    Source of the rule: `patchIndexPreBuild` in `@backstage/plugin-techdocs-node`.
    """
    if not layout.mounts or _is_redirect(layout):
        return None
    docs = layout.mounts[0].docs_dir
    if any(posixpath.join(docs, name) in files for name in _INDEXES):
        return None
    # Without `docs/index.md`, a folder of that name would be its address.
    beside = posixpath.dirname(config) if config is not None else posixpath.dirname(docs)
    return readme_in(docs, files) or readme_in(beside, files)


def _is_redirect(layout: Layout) -> bool:
    maps = layout.config.plugins.get("redirects", {}).get("redirect_maps")
    return isinstance(maps, Mapping) and _INDEXES[0] in maps


def readme_in(folder: str, files: Collection[str]) -> str | None:
    """The README of a folder in Markdown, however it is spelled; `README.md` comes first."""
    exact = posixpath.join(folder, "README.md")
    if exact in files:
        return exact
    found = [path for path in files if below(path, folder) and _is_readme(path, folder)]
    return min(found, default=None)


def is_entry_page(path: str) -> bool:
    """Whether a file may be the first page of its folder, by its name."""
    stem, ending = posixpath.splitext(posixpath.basename(path).lower())
    return stem in {"index", "readme"} and ending in MARKDOWN


def _is_readme(path: str, folder: str) -> bool:
    stem, ending = posixpath.splitext(relative_to(path, folder).lower())
    return stem == "readme" and ending in MARKDOWN
