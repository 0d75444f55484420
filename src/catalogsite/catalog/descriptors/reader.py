"""Reads the descriptors of one repository, and the files of it that Locations refer to."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial

from catalogsite.catalog.descriptors import discovery, skeletons
from catalogsite.catalog.descriptors.content import NotRead, TargetContent
from catalogsite.catalog.descriptors.definition_origin import definition_origin
from catalogsite.catalog.descriptors.document import DocumentReader
from catalogsite.catalog.descriptors.file_text import (
    MAX_BYTES,
    binary_file,
    file_text,
    too_large,
)
from catalogsite.catalog.descriptors.fixtures import fixture_files, fixture_problem
from catalogsite.catalog.descriptors.foreign import claims_to_be_an_entity
from catalogsite.catalog.descriptors.locations import (
    Target,
    file_named,
    files_named,
    inside,
    is_address,
    is_folder,
    refused_address,
    similar_file,
    targets,
)
from catalogsite.catalog.descriptors.unread import (
    unread_candidates,
    unread_entities,
    unread_problem,
)
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.catalog.reading import (
    CatalogReading,
    ExternalTarget,
    ReadEntity,
    UnreadEntity,
)
from catalogsite.errors import SourceError
from catalogsite.model.entity import EntityData, Origin
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.repositories.lfs import is_lfs_pointer
from catalogsite.repositories.trees.tree import Tree
from catalogsite.yaml12.documents import Document, iter_documents, parse_documents

_BATCH = 500
Fetch = Callable[[str], TargetContent]
"""The content of an address outside the repository."""


def read_catalog(
    tree: Tree,
    repository: Repository,
    globs: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
    *,
    policy: Policy | None = None,
    fetched: bool = False,
    fetch: Fetch | None = None,
    whole: bool = False,
) -> CatalogReading:
    """The entities and problems of every descriptor of a repository.

    `globs` replace the names by which descriptors are found; `also` are further paths or globs,
    which other repositories refer to; `policy` says which kinds are accepted; `fetched`, whether
    the repository was read from its host; `fetch` reads addresses that placeholders refer to. Of a
    `whole` repository, files that look like descriptors and that nothing names are reported.
    """
    reader = _Reader(tree, repository, policy or Policy(), fetched=fetched, fetch=fetch)
    return reader.read(globs, also, whole=whole)


_NO_LFS = "keep the file out of Git LFS: `git lfs untrack`, then commit it again"


class _Reader:
    """Reads the files of one repository: first those found by name, then the targets of Locations."""

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
        self._matched: set[str] = set()
        self._addresses: set[str] = set()
        self._origins: dict[str, str] = {}
        self._next: list[str] = []
        self._files = 0

    def read(self, globs: tuple[str, ...], also: tuple[str, ...], *, whole: bool) -> CatalogReading:
        """The whole reading."""
        found = discovery.descriptor_files(self._sizes, globs, self._tree.named_only_paths)
        self._matched.update(discovery.matched_by_wildcard(found, globs))
        named = {path: self._files_at(path) for path in also}
        self._folders.update(self._skeleton_folders(found))
        for path in (*found, *(path for paths in named.values() for path in paths)):
            self._enqueue(path, path)
        while self._next:
            batch, self._next = self._next[:_BATCH], self._next[_BATCH:]
            self._read_batch(batch)
        self._drop_late_skeletons()
        if self._skeletons:
            self._problems.append(_skeletons(sorted(self._skeletons)))
        if whole and (fixtures := sorted(fixture_files(self._sizes, globs) - self._origins.keys())):
            self._problems.append(fixture_problem(fixtures))
        unread = self._unread(found, globs) if whole else ()
        return CatalogReading(
            entities=tuple(self._entities),
            problems=tuple(self._problems),
            external=tuple(self._external),
            missing=tuple(path for path, paths in named.items() if not paths),
            addresses=tuple(sorted(self._addresses)),
            files=self._files,
            unread=unread,
        )

    def _unread(self, found: list[str], globs: tuple[str, ...]) -> tuple[UnreadEntity, ...]:
        known = self._origins.keys() | self._links.keys()
        sizes = {**self._sizes, **discovery.hidden(self._tree.named_only_paths())}
        candidates = [
            path
            for path in unread_candidates(sizes, known)
            if not skeletons.lies_under(path, self._folders)
        ]
        unread = unread_entities(self._tree, candidates)
        if unread.files:
            first = unread.first(self._repository)
            self._problems.append(unread_problem(unread.files, first, found, globs))
        return tuple(unread.entities)

    def _skeleton_folders(self, descriptors: list[str]) -> Iterator[str]:
        templates = discovery.template_files(self._sizes, descriptors)
        for path, data in self._tree.read_many(templates).items():
            for document in parse_documents(data.decode("utf-8", errors="replace")):
                if isinstance(document.data, dict):
                    yield from skeletons.skeleton_folders(document.data, path)

    def _enqueue(self, path: str, origin: str) -> None:
        # Links to a file are that file, which is edited where it is.
        path = self._links.get(path, path)
        if path not in self._origins:
            self._origins[path] = self._links.get(origin, origin)
            self._next.append(path)

    def _read_batch(self, paths: list[str]) -> None:
        readable = []
        for path in paths:
            if skeletons.is_skeleton_path(path) or skeletons.lies_under(path, self._folders):
                self._skeletons.add(path)
            elif (size := self._size(path)) > MAX_BYTES:
                self._problems.append(too_large(path, size))
            else:
                readable.append(path)
        contents = self._tree.read_many(readable)
        for path in readable:
            if path in contents:
                self._read_file(path, contents[path])
            else:
                self._problems.append(problem("file-unreadable", at=SourceLocation(path)))

    def _read_file(self, path: str, data: bytes) -> None:
        self._files += 1
        found = file_text(path, data)
        if isinstance(found, Problem):
            self._problems.append(found)
            return
        empty, any_entity, matched = True, False, path in self._matched
        for document in iter_documents(found.text):
            empty, any_entity = False, any_entity or claims_to_be_an_entity(document.data)
            entity = self._documents.read(document, path, self._origins[path], matched=matched)
            if entity is not None:
                self._accept(entity, document, path)
        if empty:
            at = SourceLocation(path)
            self._problems.append(problem("file-empty", "matched" if matched else None, at=at))
        problems = self._documents.take_problems(path, matched=matched)
        if "\0" in found.text and not any_entity:
            self._problems.append(binary_file(path, matched=matched))
            return
        self._problems += [*([found.problem] if found.problem else ()), *problems]

    def _accept(self, entity: EntityData, document: Document, path: str) -> None:
        origin = Origin(
            repository=self._repository.id,
            file=path,
            line=document.line,
            annotations=self._documents.annotation_positions(document),
        )
        self._entities.append(
            ReadEntity(
                data=entity,
                origin=origin,
                positions=self._documents.reference_positions(entity, document),
                definition=definition_origin(document, partial(self._target, path)),
            )
        )
        if entity["kind"] == "Template":
            self._folders.update(skeletons.skeleton_folders(entity, path))
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
        named = self._files_at(place, address=address) if place is not None else []
        self._matched.update(discovery.matched_by_wildcard(named, (place or "",)))
        for file in named:
            self._enqueue(file, self._origins[path])
        if named or (optional and not (place and is_folder(self._every, place))):
            return
        at = SourceLocation(path, position.line, position.column)
        self._problems.append(self._no_file(target.text, place, at))

    def _no_file(self, target: str, place: str | None, at: SourceLocation) -> Problem:
        """The problem of a target that leads to no file."""
        if place is None:
            return problem("location-target", "outside", at=at, target=target)
        if is_folder(self._every, place):
            return problem("location-target", "folder", at=at, target=target)
        similar = similar_file(self._every, place, target)
        return problem("location-target", "missing", at=at, target=target, suggestion=similar)

    def _file_named(self, path: str) -> str | None:
        address = self._repository.web_url is not None
        found = file_named(self._sizes, path, address=address)
        return found or file_named(self._every, path, address=address)

    def _files_at(self, path: str, *, address: bool = False) -> list[str]:
        """The files at a path or glob that a source or a Location names."""
        found = files_named(self._sizes, path, address=address)
        return found or files_named(self._every, path, address=address)

    def _size(self, path: str) -> int:
        return self._sizes[path] if path in self._sizes else self._every.get(path, 0)

    @cached_property
    def _every(self) -> Mapping[str, int]:
        """All files, with those that are read only if they are named."""
        return {**self._sizes, **self._tree.named_only_paths()}

    def _content(self, base: str, text: str) -> TargetContent:
        """The content that a placeholder in the file `base` refers to.

        Raises SourceError if it is a file that does not exist, or may not be read.
        """
        path = inside(self._repository, base, text) if text else base
        if path is not None:
            named = self._target(base, text)
            if named is None and (near := similar_file(self._every, path, text)):
                fix = f"did you mean `{near}`?"
                raise SourceError("the file does not exist", where=path, fix=fix)
            content = self._tree.read(named or path)
            if is_lfs_pointer(content):
                raise SourceError("it is a pointer of Git LFS", where=path, fix=_NO_LFS)
            return content
        if not is_address(text):
            raise SourceError("it is outside the repository", where=text)
        refusal = refused_address(self._repository, text, self._policy.hosts)
        if refusal is not None:
            raise refusal
        fetched = self._fetch(text) if self._fetch else NotRead()
        if isinstance(fetched, NotRead):
            self._addresses.add(text)
        return fetched

    def _target(self, base: str, text: str) -> str | None:
        """The file of the repository that a placeholder in the file `base` means by a text."""
        path = inside(self._repository, base, text) if text else base
        named = self._file_named(path) if path is not None else None
        if named is None and text.startswith("/"):
            named = self._file_named(posixpath.join(posixpath.dirname(base), text.lstrip("/")))
        return named

    def _drop_late_skeletons(self) -> None:
        """Drop entities that turn out to be skeletons, because their template was read after them."""
        late = {
            path
            for path in self._origins
            if not skeletons.is_skeleton_path(path) and skeletons.lies_under(path, self._folders)
        }
        late -= self._skeletons
        if not late:
            return
        self._skeletons |= late
        self._entities = [entity for entity in self._entities if entity.origin.file not in late]
        self._problems = [one for one in self._problems if one.file not in late]
        self._external = [target for target in self._external if target.file not in late]


def _skeletons(paths: list[str]) -> Problem:
    """One problem for all skeleton files of a repository, since there is nothing to do about them."""
    at = SourceLocation(paths[0])
    if len(paths) == 1:
        return problem("template-skeleton", "file", at=at)
    return problem("template-skeleton", "files", at=at, count=len(paths))
