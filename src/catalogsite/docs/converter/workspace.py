"""One stored documentation that is being converted: its layout, its texts and its problems."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from catalogsite.docs.configuration.foreign_yaml import line_of_value
from catalogsite.docs.includes import Layout, folder_layout, resolve_layout
from catalogsite.docs.mount import is_page
from catalogsite.docs.start_page import start_readme
from catalogsite.docs.written_lines import line_of_link
from catalogsite.model.documentation.documentation import Documentation, TreeManifest
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository
from catalogsite.problems.create import SourceLocation
from catalogsite.state.store import Store

_SETTINGS = (".yml", ".yaml", ".pages")


@dataclass(slots=True)
class Conversion:
    """What the parts of a conversion share; `contents` are the bytes of pages and configurations."""

    documentation: Documentation
    repository: Repository
    store: Store
    manifest: TreeManifest
    layout: Layout
    contents: dict[str, bytes]
    problems: list[Problem] = field(default_factory=list)
    # The file that was read last: one page may have thousands of links to report.
    _last: tuple[str, str] = ("", "")

    def in_repository(self, path: str) -> str:
        """A path of the tree, as the repository has it."""
        return posixpath.join(self.documentation.root, path)

    def location(self, file: str, line: int | None = None) -> SourceLocation:
        """A place in a file of the tree, as the repository has it."""
        ref, repository = self.documentation.entity_ref, self.repository.id
        return SourceLocation(self.in_repository(file), line, None, ref, repository)

    def text(self, file: str) -> str:
        """The text of a page or a configuration; empty where the tree lacks the file."""
        known, text = self._last
        if known != file:
            text = self.contents.get(file, b"").decode("utf-8-sig", errors="replace")
            self._last = (file, text)
        return text

    def line(self, file: str, needle: str) -> int | None:
        """The first line of a file that contains `needle`, however it is escaped, from 1; else None."""
        return line_of_link(self.text(file), needle)

    def nav_location(self, target: str) -> SourceLocation:
        """The place of an entry of the navigation, which may be that of an included documentation."""
        inner = {target.removeprefix(f"{mount.alias}/") for mount in self.layout.mounts}
        for file in self.layout.configs:
            text = self.contents.get(file, b"").decode("utf-8-sig", errors="replace")
            if line := line_of_value(text, "nav", {target, *inner}):
                return self.location(file, line)
        config = self.documentation.config or ""
        return self.location(config, self.line(config, target))


def open_conversion(
    documentation: Documentation, repository: Repository, store: Store
) -> Conversion:
    """The conversion of a documentation in the store. Raises StoreError where it lacks a file."""
    manifest = store.tree(documentation.tree)
    contents = {
        path: store.get(entry.blob)
        for path, entry in manifest.files.items()
        if is_page(path) or path.endswith(_SETTINGS) or posixpath.basename(path)[:1] == "."
    }

    def read(path: str) -> str | None:
        content = contents.get(path)
        return None if content is None else content.decode("utf-8-sig", errors="replace")

    if documentation.config:
        layout = resolve_layout(documentation.config, read, manifest.files.keys())
    else:
        layout = folder_layout("" if documentation.docs_dir == "." else documentation.docs_dir)
    return Conversion(documentation, repository, store, manifest, layout, contents)


def only_page(conversion: Conversion) -> str | None:
    """The README that is the only page of this documentation, else None."""
    documentation = conversion.documentation
    return documentation.docs_dir if is_page(documentation.docs_dir) else None


def start_page(conversion: Conversion) -> str | None:
    """The README that is the start page although it is not `index.md`, else None."""
    if only_page(conversion):
        return None
    return start_readme(
        conversion.layout, conversion.documentation.config, conversion.manifest.files.keys()
    )
