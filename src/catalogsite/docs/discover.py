"""Finds the documentation of a repository's entities, and keeps its files in the store.

The rules are those of TechDocs (`backstage.io/techdocs-ref`, mkdocs.yaml before mkdocs.yml), and
where a repository says nothing: its `docs` folder, else its README.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from catalogsite.docs.config import NAMES
from catalogsite.docs.includes import MARKDOWN, Layout, folder_layout, resolve_layout
from catalogsite.docs.paths import below, common_folder, join, relative_to
from catalogsite.docs.references import folder_of, links_of, snippets_of
from catalogsite.entity import annotations_of, ref_of, title_of
from catalogsite.hosts import split_file_url
from catalogsite.model import (
    Documentation,
    EntityData,
    Level,
    Origin,
    Problem,
    Repository,
    TreeEntry,
    TreeManifest,
)
from catalogsite.store import Store
from catalogsite.trees import Tree

ANNOTATION = "backstage.io/techdocs-ref"
READMES = ("README.md", "readme.md", "Readme.md", "README.markdown")
ASSETS = (
    *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico", ".bmp"),
    *(".mp4", ".webm", ".mp3", ".ogg", ".wav", ".pdf", ".txt", ".csv", ".json", ".yaml", ".yml"),
    *(".drawio", ".puml", ".zip", ".pptx", ".docx", ".xlsx", ".proto", ".log"),
)
"""What is published beside the pages; links to any other file lead to the repository's host."""

_MAX_FILE = 10_000_000
_MAX_FILES = 20_000


class Described(Protocol):
    """An entity as it was read: its data and where it stands."""

    @property
    def data(self) -> EntityData:
        """The entity."""

    @property
    def origin(self) -> Origin:
        """The file it was read from."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a documentation lies in the repository; `config` is None for a folder or a README."""

    config: str | None
    docs_dir: str
    readme: str | None = None


@dataclass(slots=True)
class _Search:
    tree: Tree
    repository: Repository
    store: Store
    paths: set[str]
    problems: list[Problem] = field(default_factory=list)
    kept: dict[_Place, Documentation | None] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)

    def read(self, path: str) -> str | None:
        self.load([path])
        content = self.contents.get(path)
        return None if content is None else content.decode("utf-8-sig", errors="replace")

    def complain(
        self, rule: str, message: str, fix: str, file: str, line: int | None = None
    ) -> None:
        self.problems.append(
            Problem(
                rule=rule,
                level=Level.WARNING,
                message=message,
                fix=fix,
                file=file,
                line=line,
                repository=self.repository.id,
            )
        )

    def load(self, paths: Iterable[str]) -> None:
        missing = sorted({path for path in paths if path in self.paths} - self.contents.keys())
        if missing:
            self.contents.update(self.tree.read_many(missing))


def find_documentation(
    tree: Tree, repository: Repository, entities: Sequence[Described], store: Store
) -> tuple[list[Documentation], list[Problem]]:
    """The documentation of each entity that has one; its files are in the store afterwards."""
    sizes = tree.paths()
    search = _Search(
        tree, repository, store, {path for path, size in sizes.items() if size <= _MAX_FILE}
    )
    found: list[Documentation] = []
    for entity in entities:
        place = _place_of(search, entity, entities)
        if place is None:
            continue
        if place not in search.kept:
            search.kept[place] = _keep(search, place) or _readme_instead(search, place)
        kept = search.kept[place]
        if kept is not None:
            name = kept.site_name or title_of(entity.data)
            update = {"entity_ref": ref_of(entity.data), "site_name": name}
            found.append(kept.model_copy(update=update))
    return found, search.problems


def _place_of(search: _Search, entity: Described, entities: Sequence[Described]) -> _Place | None:
    value = annotations_of(entity.data).get(ANNOTATION)
    here = folder_of(entity.origin.file or "")
    if not value:
        return _place_in(search, here) if _stands_alone(entity, entities) else None
    folder = _referenced(search, value, here, entity)
    if folder is None:
        return None
    place = _place_in(search, folder)
    if place is None:
        _complain(search, entity, "docs-missing", f"there is no documentation at `{value}`")
    return place


def _stands_alone(entity: Described, entities: Sequence[Described]) -> bool:
    """Whether docs that nobody assigned can only be this entity's: the one component here."""
    if entity.origin.inferred:
        return True
    here = folder_of(entity.origin.file or "")
    peers = [
        other
        for other in entities
        if str(other.data.get("kind", "")).lower() == "component"
        and folder_of(other.origin.file or "") == here
    ]
    return len(peers) == 1 and peers[0] is entity


def _referenced(search: _Search, value: str, here: str, entity: Described) -> str | None:
    kind, _, target = value.partition(":")
    if kind == "dir":
        folder = join(here, target.strip() or ".")
        if folder is None:
            _complain(search, entity, "docs-outside", f"`{value}` leads outside the repository")
        return folder
    if kind == "url":
        link = split_file_url(target.strip())
        web = search.repository.web_url
        if link and web and link.web_url.lower() == web.lower():
            return link.path.strip("/")
        message = f"`{value}` is in another repository, whose own entity should name it"
        _complain(search, entity, "docs-elsewhere", message)
        return None
    # What is neither is told at its line where annotations are judged.
    return None


def _place_in(search: _Search, folder: str) -> _Place | None:
    for name in NAMES:
        config = posixpath.join(folder, name)
        if config in search.paths:
            return _Place(config=config, docs_dir="")
    docs = posixpath.join(folder, "docs")
    if any(below(path, docs) and path.endswith(MARKDOWN) for path in search.paths):
        return _Place(config=None, docs_dir=docs)
    return _readme_in(search, folder)


def _readme_in(search: _Search, folder: str) -> _Place | None:
    for name in READMES:
        readme = posixpath.join(folder, name)
        if readme in search.paths:
            return _Place(config=None, docs_dir=folder, readme=readme)
    return None


def _readme_instead(search: _Search, place: _Place) -> Documentation | None:
    """The README beside a configuration whose docs folder has no page."""
    readme = _readme_in(search, folder_of(place.config)) if place.config else None
    return _keep(search, readme) if readme else None


def _keep(search: _Search, place: _Place) -> Documentation | None:
    layout = _layout(search, place)
    search.problems += [
        problem.model_copy(update={"repository": search.repository.id})
        for problem in layout.problems
    ]
    wanted = _wanted(search, layout, place)
    pages = [path for path in wanted if path.endswith(MARKDOWN)]
    if not pages:
        if place.config:
            search.problems.append(
                Problem(
                    rule="docs-empty",
                    level=Level.WARNING,
                    message=f"no Markdown file in `{layout.config.docs_dir}`",
                    file=place.config,
                    repository=search.repository.id,
                )
            )
        return None
    search.load(wanted)
    _complain_of_pages(search, layout, place, pages)
    wanted |= _referred(search, layout, pages)
    search.load(wanted)
    folders = [mount.docs_dir for mount in layout.mounts]
    if place.config is None and not place.readme:
        folders.append(folder_of(place.docs_dir))
    root = common_folder([*folders, *map(folder_of, [*wanted, *layout.configs])])
    main = place.readme or (layout.mounts[0].docs_dir if layout.mounts else root)
    return Documentation(
        entity_ref="component:default/unknown",
        repository=search.repository.id,
        tree=search.store.put_tree(_manifest(search, wanted, pages, root)),
        root=root,
        config=relative_to(place.config, root) if place.config else None,
        docs_dir=(relative_to(main, root) if main != root else "") or ".",
        site_name=layout.config.site_name,
    )


def _complain_of_pages(
    search: _Search, layout: Layout, place: _Place, pages: Iterable[str]
) -> None:
    """Pages that are too large to be read, and those that are not UTF-8."""
    folders = [] if place.readme else [mount.docs_dir for mount in layout.mounts]
    for path, size in search.tree.paths().items():
        if size > _MAX_FILE and path.endswith(MARKDOWN) and any(below(path, f) for f in folders):
            message = f"the page has {size / 1_000_000:.0f} MB; pages of up to 10 MB are published"
            search.complain("docs-size", message, "split it into pages", path)
    for path in sorted(pages):
        try:
            search.contents.get(path, b"").decode("utf-8-sig")
        except UnicodeDecodeError as error:
            message = f"the byte 0x{error.object[error.start]:02x} is not UTF-8"
            line = error.object.count(b"\n", 0, error.start) + 1
            search.complain("docs-encoding", message, "save the page as UTF-8", path, line)


def _layout(search: _Search, place: _Place) -> Layout:
    if place.config:
        return resolve_layout(place.config, search.read, search.paths)
    return folder_layout(place.docs_dir)


def _wanted(search: _Search, layout: Layout, place: _Place) -> set[str]:
    if place.readme:
        return {place.readme}
    wanted = {
        path
        for mount in layout.mounts
        for path in search.paths
        if below(path, mount.docs_dir) and path.lower().endswith((*MARKDOWN, *ASSETS))
    }
    if len(wanted) > _MAX_FILES:
        message = f"only the first {_MAX_FILES} files of the documentation are published"
        search.problems.append(
            Problem(
                rule="docs-size",
                level=Level.WARNING,
                message=message,
                file=place.config,
                repository=search.repository.id,
            )
        )
        wanted = set(sorted(wanted)[:_MAX_FILES])
    return wanted | set(layout.configs)


def _referred(search: _Search, layout: Layout, pages: list[str]) -> set[str]:
    """Files outside the docs folders that pages link to, show, or take snippets from."""
    bases = {folder_of(config) for config in layout.configs} | {""}
    bases |= {mount.docs_dir for mount in layout.mounts}
    found: set[str] = set()
    for page in pages:
        text = search.read(page) or ""
        found |= links_of(text, folder_of(page))
        for name in snippets_of(text):
            found |= {path for base in bases if (path := join(base, name))}
    return found & search.paths


def _manifest(search: _Search, wanted: set[str], pages: Iterable[str], root: str) -> TreeManifest:
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


def _complain(search: _Search, entity: Described, rule: str, message: str) -> None:
    search.problems.append(
        Problem(
            rule=rule,
            level=Level.WARNING,
            message=message,
            file=entity.origin.file,
            line=entity.origin.line,
            entity_ref=ref_of(entity.data),
            repository=search.repository.id,
        )
    )
