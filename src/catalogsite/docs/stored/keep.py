"""Keeps the files of a documentation in the store: its pages, and whatever they show or refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from catalogsite.docs.file_kinds import is_published
from catalogsite.docs.file_paths import below, common_folder, relative_to
from catalogsite.docs.includes import MARKDOWN, Layout, folder_layout, nav_files, resolve_layout
from catalogsite.docs.mkdocs_config import line_of
from catalogsite.docs.snippet_layout import SnippetLayout, snippet_layout
from catalogsite.docs.stored.file_references import folder_of, links_of, snippets_of
from catalogsite.docs.variable_data import data_files
from catalogsite.model.documentation import TreeEntry, TreeManifest
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.repositories.tree import Tree, files_in
from catalogsite.state.store import Store

MAX_FILE = 10_000_000
_MAX_FILES = 20_000


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a documentation in the repository; `config` is None for a folder or a README."""

    config: str | None
    docs_dir: str
    readme: str | None = None


class StoredTree(NamedTuple):
    """A documentation tree in the store, which several entities of a repository may share.

    The fields are those of `Documentation`; `site_name` is None where no configuration names one.
    """

    tree: str
    root: str
    config: str | None
    docs_dir: str
    site_name: str | None


@dataclass(slots=True)
class Search:
    """What is known of one repository while its documentation is looked for."""

    tree: Tree
    repository: Repository
    store: Store
    paths: set[str] = field(init=False)
    large_pages: dict[str, int] = field(init=False)
    problems: list[Problem] = field(default_factory=list)
    kept: dict[Place, StoredTree | None] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    _sorted: list[str] = field(init=False)

    def __post_init__(self) -> None:
        sizes = self.tree.paths()
        large = {path: size for path, size in sizes.items() if size > MAX_FILE}
        self.paths = sizes.keys() - large.keys()
        self.large_pages = {path: size for path, size in large.items() if path.endswith(MARKDOWN)}
        self._sorted = sorted(self.paths)

    def files_in(self, folder: str) -> Iterator[str]:
        """The files below a folder, in order, of which a repository may have a thousand."""
        return files_in(folder, self._sorted)

    def read(self, path: str) -> str | None:
        """The text of a file; None where there is none."""
        self.load([path])
        content = self.contents.get(path)
        return None if content is None else content.decode("utf-8-sig", errors="replace")

    def location(self, file: str | None, line: int | None = None) -> SourceLocation:
        """A place in a file of the repository."""
        return SourceLocation(file, line, repository=self.repository.id)

    def load(self, paths: Iterable[str]) -> None:
        """Read files in one round, each once."""
        missing = sorted({path for path in paths if path in self.paths} - self.contents.keys())
        if missing:
            self.contents.update(self.tree.read_many(missing))


def keep(search: Search, place: Place) -> StoredTree | None:
    """Put the files of a place into the store; None where there is no page."""
    layout = _layout(search, place)
    search.problems += [
        found.model_copy(update={"repository": search.repository.id}) for found in layout.problems
    ]
    wanted = _wanted(search, layout, place)
    pages = [path for path in wanted if path.endswith(MARKDOWN)]
    if not pages:
        if place.config:
            at, folder = search.location(place.config), layout.config.docs_dir
            search.problems.append(problem("docs-empty", at=at, folder=folder))
        return None
    search.load(wanted)
    _check_pages(search, layout, place, pages)
    wanted |= _referred(search, layout, pages)
    search.load(wanted)
    folders = [mount.docs_dir for mount in layout.mounts]
    if place.config is None and not place.readme:
        folders.append(folder_of(place.docs_dir))
    root = common_folder([*folders, *map(folder_of, [*wanted, *layout.configs])])
    main = place.readme or (layout.mounts[0].docs_dir if layout.mounts else root)
    return StoredTree(
        tree=search.store.put_tree(_manifest(search, wanted, pages, root)),
        root=root,
        config=relative_to(place.config, root) if place.config else None,
        docs_dir=(relative_to(main, root) if main != root else "") or ".",
        site_name=layout.config.site_name,
    )


def _check_pages(search: Search, layout: Layout, place: Place, pages: Iterable[str]) -> None:
    """Report pages that are too large to be read, and those that are not UTF-8."""
    folders = [] if place.readme else [mount.docs_dir for mount in layout.mounts]
    for path, size in search.large_pages.items():
        if any(below(path, folder) for folder in folders):
            at, megabytes = search.location(path), f"{size / 1_000_000:.0f}"
            search.problems.append(problem("docs-size", "page", at=at, size=megabytes))
    for path in sorted(pages):
        try:
            search.contents.get(path, b"").decode("utf-8-sig")
        except UnicodeDecodeError as error:
            byte = f"0x{error.object[error.start]:02x}"
            at = search.location(path, error.object.count(b"\n", 0, error.start) + 1)
            search.problems.append(problem("docs-encoding", at=at, byte=byte))


def _layout(search: Search, place: Place) -> Layout:
    if place.config:
        return resolve_layout(place.config, search.read, search.paths)
    return folder_layout(place.docs_dir)


def _wanted(search: Search, layout: Layout, place: Place) -> set[str]:
    if place.readme:
        return {place.readme}
    wanted = {
        path
        for mount in layout.mounts
        for path in search.files_in(mount.docs_dir)
        if path.lower().endswith(MARKDOWN) or is_published(path)
    }
    if len(wanted) > _MAX_FILES:
        at = search.location(place.config)
        search.problems.append(problem("docs-size", "files", at=at, limit=_MAX_FILES))
        wanted = set(sorted(wanted)[:_MAX_FILES])
    return wanted | set(layout.configs)


def _referred(search: Search, layout: Layout, pages: list[str]) -> set[str]:
    """Files outside the docs folders that pages link to, show, or take snippets from."""
    snippets = snippet_layout(layout)
    found: set[str] = set()
    for page in pages:
        found |= links_of(search.read(page) or "", folder_of(page))
    found |= set(nav_files(layout))
    found |= _variable_files(search, layout)
    # A web server shows the index of a folder.
    found |= {f"{path.rstrip('/')}/index.html" for path in found}
    _check_snippets(search, layout, snippets)
    return (found | _snippet_files(search, snippets, pages)) & search.paths


def _variable_files(search: Search, layout: Layout) -> set[str]:
    """The files of variables; one that is not there, or no YAML, is reported."""
    files = data_files(layout, search.paths)
    for file in files:
        if file.path not in search.paths or not file.path.endswith((".yml", ".yaml")):
            config = layout.configs[0]
            at = search.location(config, line_of(search.read(config) or "", file.written))
            search.problems.append(problem("docs-variable", "file", at=at, file=file.written))
    return {file.path for file in files if file.path}


def _check_snippets(search: Search, layout: Layout, snippets: SnippetLayout) -> None:
    """Report what the options of snippets name and the repository does not have."""

    def at(words: str) -> SourceLocation:
        file = layout.configs[0]
        return search.location(file, line_of(search.read(file) or "", words))

    for name in (*snippets.appended, *snippets.addresses):
        if not snippets.found(name, search.paths):
            search.problems.append(problem("docs-snippet", "appended", at=at(name), name=name))
    for folder in snippets.outside:
        name, reason = "pymdownx.snippets", f"`{folder}` leads outside the repository"
        search.problems.append(
            problem(
                "docs-option",
                "left-out",
                at=at(folder),
                name=name,
                option="base_path",
                reason=reason,
            )
        )


def _snippet_files(search: Search, snippets: SnippetLayout, pages: list[str]) -> set[str]:
    """The files of snippets, of the snippets in them, and of those that end every page."""
    found = {path for name in snippets.appended for path in snippets.candidates(name)}
    found &= search.paths
    seen = set(pages)
    waiting = [*pages, *sorted(found)]
    while waiting:
        file = waiting.pop()
        for name in snippets_of(search.read(file) or ""):
            paths = set(snippets.candidates(name, file)) & search.paths
            found |= paths
            waiting += sorted(paths - seen)
            seen |= paths
    return found


def _manifest(search: Search, wanted: set[str], pages: Iterable[str], root: str) -> TreeManifest:
    present = sorted(path for path in wanted if path in search.contents)
    changes = search.tree.last_changes(sorted(pages))
    files: dict[str, TreeEntry] = {}
    for path in present:
        change = changes.get(path)
        files[relative_to(path, root)] = TreeEntry(
            blob=search.store.put(search.contents[path]),
            changed=change.time if change else None,
            author=change.author if change else None,
        )
    return TreeManifest(files=files)
