"""Reads the descriptors of one repository: every file that counts, and what Locations name."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator

from catalogsite.catalog.descriptors import discovery
from catalogsite.catalog.descriptors.document import DocumentReader
from catalogsite.catalog.descriptors.file_text import (
    MAX_BYTES,
    empty_file,
    read_text,
    too_large,
    unreadable,
)
from catalogsite.catalog.descriptors.locations import (
    Target,
    file_named,
    files_named,
    inside,
    is_address,
    is_folder,
    nearest_file,
    outside_host,
    targets,
)
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.catalog.reading import CatalogReading, ExternalTarget, ReadEntity
from catalogsite.errors import SourceError
from catalogsite.model.entity import EntityData, Origin
from catalogsite.model.problem import Level, Problem
from catalogsite.model.repository import Repository
from catalogsite.repositories.tree import Tree
from catalogsite.yaml12.documents import Document, iter_documents, parse_documents

_BATCH = 500
Fetch = Callable[[str], bytes | None]
"""What lies at an address outside the repository; None where nobody has read it yet."""


def read_catalog(
    tree: Tree,
    repository: Repository,
    globs: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
    *,
    policy: Policy | None = None,
    fetched: bool = False,
    fetch: Fetch | None = None,
) -> CatalogReading:
    """Read every descriptor of a repository.

    `globs` replace the rule by which descriptors are found; `also` are paths or globs that are
    read besides, because others name them; `policy` says which kinds are taken; `fetched` that the
    repository was read from its host; `fetch` reads placeholders that name an address.
    """
    reader = _Reader(tree, repository, policy or Policy(), fetched=fetched, fetch=fetch)
    return reader.read(globs, also)


class _Reader:
    """Works through the files of one repository, first those found, then those named."""

    def __init__(
        self,
        tree: Tree,
        repository: Repository,
        policy: Policy,
        *,
        fetched: bool,
        fetch: Fetch | None,
    ) -> None:
        self._tree = tree
        self._repository = repository
        self._policy = policy
        self._fetch = fetch
        self._sizes = tree.paths()
        self._links = tree.inside_links()
        self._documents = DocumentReader(policy, repository, self._content, fetched=fetched)
        self._entities: list[ReadEntity] = []
        self._problems: list[Problem] = []
        self._external: list[ExternalTarget] = []
        self._folders: set[str] = set()
        self._skeletons: set[str] = set()
        self._addresses: set[str] = set()
        self._origins: dict[str, str] = {}
        self._next: list[str] = []
        self._files = 0

    def read(self, globs: tuple[str, ...], also: tuple[str, ...]) -> CatalogReading:
        """The whole reading."""
        found = discovery.descriptor_files(self._sizes, globs)
        named = {path: files_named(self._sizes, path) for path in also}
        self._folders.update(self._skeleton_folders(found))
        for path in (*found, *(path for paths in named.values() for path in paths)):
            self._enqueue(path, path)
        while self._next:
            batch, self._next = self._next[:_BATCH], self._next[_BATCH:]
            self._read_batch(batch)
        self._drop_late_skeletons()
        if self._skeletons:
            self._problems.append(_skeletons(sorted(self._skeletons)))
        return CatalogReading(
            entities=tuple(self._entities),
            problems=tuple(self._problems),
            external=tuple(self._external),
            missing=tuple(path for path, paths in named.items() if not paths),
            addresses=tuple(sorted(self._addresses)),
            files=self._files,
        )

    def _skeleton_folders(self, descriptors: list[str]) -> Iterator[str]:
        templates = discovery.template_files(self._sizes, descriptors)
        for path, data in self._tree.read_many(templates).items():
            for document in parse_documents(data.decode("utf-8", errors="replace")):
                if isinstance(document.data, dict):
                    yield from discovery.skeleton_folders(document.data, path)

    def _enqueue(self, path: str, origin: str) -> None:
        # A file that links lead to is one file, and edited where it lies.
        path = self._links.get(path, path)
        if path not in self._origins:
            self._origins[path] = self._links.get(origin, origin)
            self._next.append(path)

    def _read_batch(self, paths: list[str]) -> None:
        readable = []
        for path in paths:
            if discovery.is_skeleton_path(path) or discovery.lies_under(path, self._folders):
                self._skeletons.add(path)
            elif self._sizes.get(path, 0) > MAX_BYTES:
                self._problems.append(too_large(path, self._sizes[path]))
            else:
                readable.append(path)
        contents = self._tree.read_many(readable)
        for path in readable:
            if path in contents:
                self._read_file(path, contents[path])
            else:
                self._problems.append(unreadable(path))

    def _read_file(self, path: str, data: bytes) -> None:
        self._files += 1
        text = read_text(path, data)
        if isinstance(text, Problem):
            self._problems.append(text)
            return
        empty = True
        for document in iter_documents(text):
            empty = False
            entity = self._documents.read(document, path, self._origins[path])
            if entity is not None:
                self._accept(entity, document, path)
        if empty:
            self._problems.append(empty_file(path))
        self._problems.extend(self._documents.take_problems(path))

    def _accept(self, entity: EntityData, document: Document, path: str) -> None:
        origin = Origin(repository=self._repository.id, file=path, line=document.line)
        lines = self._documents.reference_lines(entity, document)
        self._entities.append(ReadEntity(data=entity, origin=origin, lines=lines))
        if entity["kind"] == "Template":
            self._folders.update(discovery.skeleton_folders(entity, path))
        elif entity["kind"] == "Location":
            optional = entity["spec"].get("presence") == "optional"
            for target in targets(entity):
                self._follow(target, optional, document, path)

    def _follow(self, target: Target, optional: bool, document: Document, path: str) -> None:
        place = inside(self._repository, path, target.text)
        position = document.position(target.path)
        if place is None and is_address(target.text):
            self._external.append(
                ExternalTarget(
                    url=target.text,
                    repository=self._repository.id,
                    file=path,
                    line=position.line,
                    column=position.column,
                    optional=optional,
                )
            )
            return
        address = self._repository.web_url is not None
        named = files_named(self._sizes, place, address=address) if place is not None else []
        for file in named:
            self._enqueue(file, self._origins[path])
        if named or (optional and not (place and is_folder(self._sizes, place))):
            return
        where, fix = self._no_target(target.text, place)
        message = f"the Location names `{target.text}`, which {where}"
        self._problems.append(
            Problem(
                rule="location-target",
                level=Level.ERROR,
                message=message,
                file=path,
                fix=fix,
                line=position.line,
                column=position.column,
            )
        )

    def _no_target(self, text: str, place: str | None) -> tuple[str, str]:
        """What is wrong with a target that names no file, and how it is mended."""
        usual = "correct the path, or add `presence: optional`"
        if place is None:
            return "lies outside the repository", usual
        if is_folder(self._sizes, place):
            return "is a folder", "name the files in it, or use a glob such as `*.yaml`"
        near = nearest_file(self._sizes, place, text)
        return "is not in the repository", f"did you mean `{near}`?" if near else usual

    def _file_named(self, path: str) -> str | None:
        return file_named(self._sizes, path, address=self._repository.web_url is not None)

    def _content(self, base: str, text: str) -> bytes:
        """The bytes that a placeholder in the file `base` names."""
        path = inside(self._repository, base, text) if text else base
        if path is not None:
            named = self._file_named(path)
            if named is None and text.startswith("/"):
                named = self._file_named(posixpath.join(posixpath.dirname(base), text.lstrip("/")))
            if named is None and (near := nearest_file(self._sizes, path, text)):
                fix = f"did you mean `{near}`?"
                raise SourceError("there is no such file", where=path, fix=fix)
            return self._tree.read(named or path)
        if not is_address(text):
            raise SourceError("it lies outside the repository", where=text)
        describe_refusal = outside_host(self._repository, text, self._policy.hosts)
        if describe_refusal is not None:
            raise describe_refusal
        content = self._fetch(text) if self._fetch else None
        if content is None:
            self._addresses.add(text)
            raise LookupError(text)
        return content

    def _drop_late_skeletons(self) -> None:
        """Forget what was read before its template was known."""
        late = {
            path
            for path in self._origins
            if not discovery.is_skeleton_path(path) and discovery.lies_under(path, self._folders)
        }
        late -= self._skeletons
        if not late:
            return
        self._skeletons |= late
        self._entities = [entity for entity in self._entities if entity.origin.file not in late]
        self._problems = _outside(late, self._problems)
        self._external = [target for target in self._external if target.file not in late]


def _outside(files: set[str], problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.file not in files]


def _skeletons(paths: list[str]) -> Problem:
    """One line for all of a repository: there is nothing to do about them."""
    message = "the file is part of a template's skeleton and stays out of the catalog"
    if len(paths) > 1:
        message = (
            f"{len(paths)} files are parts of templates' skeletons and stay out of the catalog"
        )
    return Problem(rule="template-skeleton", level=Level.INFO, file=paths[0], message=message)
