"""The repositories of a snapshot on this machine, from which templates run: folders, and mirrors."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from catalogsite.collect.run import Run
from catalogsite.collect.templates.use.known import normalized
from catalogsite.collectors.hosts import folder
from catalogsite.collectors.hosts.git import name_of
from catalogsite.collectors.registry import git_credentials
from catalogsite.errors import TemplateError
from catalogsite.execution.temporary import temporary_folder
from catalogsite.model.entity import Origin, ref_of
from catalogsite.model.repository import Repository, RepositoryRequest
from catalogsite.model.snapshot import Snapshot
from catalogsite.paths.descriptor_names import TEMPLATE_NAMES
from catalogsite.repositories.clone import describe_clone, git_dir_of
from catalogsite.repositories.hosts import web_url_of
from catalogsite.repositories.mirror import Mirror, MirrorRecord, mirrors_in
from catalogsite.repositories.remote import GitCredential, credential_for
from catalogsite.repositories.trees.folder_tree import FolderTree
from catalogsite.repositories.trees.mirror_tree import GitTree
from catalogsite.repositories.trees.tree import Tree
from catalogsite.scaffold.templates.addresses import (
    Checkout,
    FolderCheckout,
    found_in,
    not_on_this_machine,
    path_in,
)
from catalogsite.yaml12.documents import parse_documents


@dataclass(frozen=True)
class MirrorCheckout:
    """A repository of which only a mirror is here: files are unpacked when they are asked for."""

    tree: GitTree
    top: Path
    unpacked: set[str] = field(default_factory=set)

    def place(self, path: str) -> Path:
        """The file or folder at a path from the top, unpacked with all that is below it."""
        if path not in self.unpacked:
            self.tree.unpack(path, self.top)
            self.unpacked.add(path)
        return self.top / path


class _Known(NamedTuple):
    """A repository on this machine: its page, the branch and commit that were read, and its files."""

    web_url: str | None
    branches: tuple[str, ...]
    checkout: Checkout


class _Mirrored(NamedTuple):
    """A mirror: the id and the page that its address shows, what it holds, and its files."""

    id: str
    record: MirrorRecord
    known: _Known


@dataclass(frozen=True)
class TemplateClones:
    """The repositories of a snapshot; those of mirrors are unpacked below `scratch`."""

    run: Run
    snapshot: Snapshot
    scratch: Path

    def checkout(self, origin: Origin) -> Checkout | None:
        """The files of the repository that an entity is from.

        None where the repository is neither a folder of this machine nor in a mirror.
        """
        known = self._known.get(origin.repository or "") or self._unlisted(origin.repository or "")
        return known.checkout if known else None

    def place(self, address: str, home: Checkout | None = None) -> Path:
        """The file or folder of an address in one of the repositories, or in the clone `home`.

        Raises TemplateError where none has it.
        """
        refusal: TemplateError | None = None
        for known in self._all(home):
            try:
                path = path_in(address, known.web_url or "", known.branches)
            except TemplateError as error:
                refusal = error
                continue
            if path is not None:
                return found_in(known.checkout, path, address)
        if refusal is not None:
            raise refusal
        return not_on_this_machine(address)

    def mirror_at(self, address: str) -> Mirror | None:
        """The mirror of the repository with this address; None where no source has read it."""
        wanted = normalized(address)
        trees = (one.known.checkout for one in self._mirrors)
        mirrors = (one.tree.mirror for one in trees if isinstance(one, MirrorCheckout))
        return next((one for one in mirrors if normalized(one.remote.url) == wanted), None)

    def unnamed(self, ref: str) -> list[Origin]:
        """Where a template of this reference is in a `template.yaml` that the catalog does not name."""
        return [
            Origin(repository=id_, file=file)
            for id_, known in self._known.items()
            for file in _templates_in(known.checkout, ref)
        ]

    def _all(self, home: Checkout | None) -> Iterator[_Known]:
        if home is not None:
            yield from _clone_at(home)
        yield from self._known.values()
        yield from (mirror.known for mirror in self._mirrors)

    @cached_property
    def _known(self) -> Mapping[str, _Known]:
        """The repositories of the snapshot by id."""
        found: dict[str, _Known] = {}
        for one in self.snapshot.repositories:
            checkout = self._folders.get(one.id) or self._mirror_of(one)
            if checkout is not None:
                branches = tuple(filter(None, (one.branch, one.commit)))
                found[one.id] = _Known(one.web_url, branches, checkout)
        return found

    def _mirror_of(self, repository: Repository) -> Checkout | None:
        alike = [one for one in self._mirrors if _is_of(one, repository)]
        exact = (one for one in alike if one.record.commit == repository.commit)
        found = next(exact, alike[0] if alike else None)
        return found.known.checkout if found else None

    def _unlisted(self, id_: str) -> _Known | None:
        """A repository of which only single files were read; its id may end in `@branch`."""
        found = (one for one in self._mirrors if id_ in {one.id, f"{one.id}@{one.record.branch}"})
        return next((one.known for one in found), None)

    @cached_property
    def _folders(self) -> Mapping[str, Checkout]:
        context = replace(self.run, network=False).context
        paths: dict[str, list[Path]] = {}
        for settings in self.run.config.sources:
            if isinstance(settings, folder.Settings):
                for item in folder.collect(settings, context):
                    if isinstance(item, RepositoryRequest) and item.path:
                        paths.setdefault(item.name, []).append(Path(item.path))
        return {
            one.id: FolderCheckout(_path_of(one, paths[one.name]).resolve())
            for one in self.snapshot.repositories
            if one.name in paths
        }

    @cached_property
    def _mirrors(self) -> tuple[_Mirrored, ...]:
        credentials = git_credentials(self.run.config.sources)
        folder_ = self.run.state.folder / "git"
        return tuple(
            self._mirrored(mirror, record, credentials) for mirror, record in mirrors_in(folder_)
        )

    def _mirrored(
        self, mirror: Mirror, record: MirrorRecord, credentials: Mapping[str, GitCredential]
    ) -> _Mirrored:
        page = web_url_of(record.url)
        web_url = page[0] if page else None
        id_ = web_url.partition("://")[2] if web_url else name_of(record.url)
        login = credential_for(credentials, f"{record.url.partition('://')[0]}://{id_}")
        allowed = Mirror(replace(mirror.remote, credential=login), mirror.git_dir.parent)
        checkout = MirrorCheckout(
            GitTree(allowed, record.commit), self.scratch / mirror.git_dir.stem
        )
        return _Mirrored(id_, record, _Known(web_url, (record.branch, record.commit), checkout))


@contextmanager
def template_clones(run: Run, snapshot: Snapshot) -> Iterator[TemplateClones]:
    """The clones of the Templates of a snapshot; unpacked files are removed when the block ends."""
    with temporary_folder() as scratch:
        yield TemplateClones(run, snapshot, scratch.resolve())


def _is_of(mirror: _Mirrored, repository: Repository) -> bool:
    """Whether a mirror is that of a repository, whose page a source may have set."""
    if repository.native_id and repository.native_id == mirror.record.native_id:
        return True
    if repository.web_url and repository.web_url == mirror.known.web_url:
        return True
    same_name = name_of(mirror.record.url) in {repository.name, repository.id.rpartition("/")[2]}
    return same_name and mirror.record.commit == repository.commit


def _clone_at(home: Checkout) -> Iterator[_Known]:
    """The repository of a clone on this machine, if its remote has a page."""
    git_dir = git_dir_of(home.top)
    info = describe_clone(home.top, git_dir) if git_dir else None
    page = web_url_of(info.remote) if info and info.remote else None
    if info and page:
        # An author who works on a branch means the files that are here.
        read = (info.branch, info.commit, "main", "master")
        yield _Known(page[0], tuple(filter(None, read)), home)


def _path_of(repository: Repository, paths: list[Path]) -> Path:
    """Of folders with one name that of the repository, whose id may have the folder above."""
    named = (path for path in paths if repository.id == f"{path.parent.name}/{path.name}")
    return next(named, paths[0])


def _templates_in(checkout: Checkout, ref: str) -> Iterator[str]:
    """The template files of a repository that define a template of this reference."""
    tree: Tree = checkout.tree if isinstance(checkout, MirrorCheckout) else FolderTree(checkout.top)
    names = [path for path in tree.paths() if posixpath.basename(path) in TEMPLATE_NAMES]
    for path, content in tree.read_many(names).items():
        for document in parse_documents(content.decode("utf-8", errors="replace")):
            if _is_template(document.data) and ref_of(document.data) == ref:
                yield path


def _is_template(data: object) -> bool:
    """Whether a document is a Template with a name."""
    if not isinstance(data, dict) or data.get("kind") != "Template":
        return False
    metadata = data.get("metadata")
    if not isinstance(metadata, dict):
        return False
    return all(isinstance(metadata.get(one, "default"), str) for one in ("name", "namespace"))
