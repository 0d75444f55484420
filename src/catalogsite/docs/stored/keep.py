"""Keeps the files of a documentation in the store: its pages, and whatever they show or refer to."""

from __future__ import annotations

from collections.abc import Iterable

from catalogsite.docs.file_kinds import is_published, is_shown
from catalogsite.docs.file_paths import below, common_folder, relative_to
from catalogsite.docs.includes import Layout, folder_layout, nav_files, resolve_layout
from catalogsite.docs.mkdocs_config import line_of
from catalogsite.docs.mount import MARKDOWN
from catalogsite.docs.snippet_layout import SnippetLayout, snippet_layout
from catalogsite.docs.start_page import start_readme
from catalogsite.docs.stored.file_references import folder_of, links_of, snippets_of
from catalogsite.docs.stored.hidden_files import files_of_docs
from catalogsite.docs.stored.search import Place, Search, StoredTree
from catalogsite.docs.variable_data import data_files
from catalogsite.model.documentation.documentation import TreeEntry, TreeManifest
from catalogsite.model.problem import Problem
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.repositories.trees.submodules import submodule_of

_MAX_FILES = 20_000


def keep(search: Search, place: Place) -> StoredTree | None:
    """Put the files of a place into the store; None where there is no page."""
    layout = _layout(search, place)
    if not place.readme and search.admit(files_of_docs(layout.mounts, place.config)):
        # What describes the navigation may be among them.
        layout = _layout(search, place)
    search.problems += [
        found.model_copy(update={"repository": search.repository.id}) for found in layout.problems
    ]
    wanted = _wanted(search, layout, place)
    search.load(wanted)
    pages = _pages(search, wanted)
    if not pages:
        return None
    readme = None if place.readme else start_readme(layout, place.config, search.entry_pages)
    if readme and search.read(readme) is not None:
        wanted.add(readme)
        pages.append(readme)
    _check_pages(search, layout, place, pages)
    links, shown = _references(search, layout, pages)
    wanted |= shown
    search.load(wanted)
    folders = [mount.docs_dir for mount in layout.mounts]
    if place.config is None and not place.readme:
        folders.append(folder_of(place.docs_dir))
    root = common_folder([*folders, *map(folder_of, [*wanted, *layout.configs])])
    main = place.readme or (layout.mounts[0].docs_dir if layout.mounts else root)
    manifest = TreeManifest(
        files=_entries(search, wanted, pages, root),
        targets=search.files.targets(links, search.pointers & (wanted | links)),
    )
    return StoredTree(
        tree=search.store.put_tree(manifest),
        root=root,
        config=relative_to(place.config, root) if place.config else None,
        docs_dir=(relative_to(main, root) if main != root else "") or ".",
        site_name=layout.config.site_name,
    )


def empty_problem(search: Search, place: Place, ref: str, readme: str | None) -> Problem:
    """The problem of a configuration whose docs folder has no page; `readme` is what is shown instead."""
    layout = _layout(search, place)
    at = search.location(place.config)._replace(entity_ref=ref)
    folder = layout.config.docs_dir
    docs_dirs = [mount.docs_dir for mount in layout.mounts]
    inside = [submodule_of(one, search.files.submodules) for one in docs_dirs]
    if inside and inside[0] is not None:
        return problem("docs-empty", "submodule", at=at, folder=folder, submodule=inside[0])
    if readme is not None:
        return problem("docs-empty", "readme", at=at, folder=folder, readme=readme)
    return problem("docs-empty", at=at, folder=folder)


def _pages(search: Search, wanted: set[str]) -> list[str]:
    """The pages among the files; a problem for each one that Git LFS keeps elsewhere."""
    pages = sorted(path for path in wanted if path.lower().endswith(MARKDOWN))
    for path in search.pointers.intersection(pages):
        search.problems.append(problem("docs-lfs", "page", at=search.location(path)))
    return [path for path in pages if path not in search.pointers]


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


def _references(search: Search, layout: Layout, pages: list[str]) -> tuple[set[str], set[str]]:
    """The paths that pages link to, and the files to store: what they show, and their snippets."""
    snippets = snippet_layout(layout)
    _check_snippets(search, layout, snippets)
    targets = search.tree.inside_links()
    links = set(nav_files(layout))
    stored = _appended_files(search, snippets) | _variable_files(search, layout)
    stored = (stored | links) & search.paths
    docs_dir = layout.mounts[0].docs_dir if layout.mounts else ""
    for page in pages:
        own = _snippet_files(search, snippets, [page])
        stored |= own
        texts = [search.read(path) or "" for path in (page, *sorted(own))]
        # The links of a page that is a symbolic link may be meant for the place of its file.
        for folder in {folder_of(page), folder_of(targets.get(page, page))}:
            links |= {path for text in texts for path in links_of(text, folder, docs_dir)}
    if not links <= search.paths:
        search.admit(lambda path: path in links and is_shown(path))
    return links, stored | {path for path in links & search.paths if is_shown(path)}


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


def _appended_files(search: Search, snippets: SnippetLayout) -> set[str]:
    """The files that end every page, and their snippets."""
    found = {path for name in snippets.appended for path in snippets.candidates(name)}
    found &= search.paths
    return found | _snippet_files(search, snippets, sorted(found))


def _snippet_files(search: Search, snippets: SnippetLayout, pages: list[str]) -> set[str]:
    """The files of the snippets of pages, and of the snippets in them."""
    found: set[str] = set()
    seen = set(pages)
    waiting = list(pages)
    while waiting:
        file = waiting.pop()
        for name in snippets_of(search.read(file) or ""):
            paths = set(snippets.candidates(name, file)) & search.paths
            found |= paths
            waiting += sorted(paths - seen)
            seen |= paths
    return found


def _entries(
    search: Search, wanted: set[str], pages: Iterable[str], root: str
) -> dict[str, TreeEntry]:
    present = sorted(wanted & (search.contents.keys() | search.blobs.keys()))
    changes = search.tree.last_changes(sorted(pages))
    targets = search.tree.inside_links()
    files: dict[str, TreeEntry] = {}
    for path in present:
        change = changes.get(path)
        files[relative_to(path, root)] = TreeEntry(
            blob=search.blobs.get(path) or search.store.put(search.contents[path]),
            changed=change.time if change else None,
            author=change.author if change else None,
            target=targets.get(path),
        )
    return files
