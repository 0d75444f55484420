"""The folders of the repositories of a snapshot: those of this machine, or unpacked mirrors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from catalogsite.collect.run import Run
from catalogsite.collectors.hosts import folder
from catalogsite.collectors.hosts.git import name_of
from catalogsite.collectors.registry import git_credentials
from catalogsite.execution.temporary import temporary_folder
from catalogsite.model.entity import EntityData, Origin
from catalogsite.model.repository import Repository, RepositoryRequest
from catalogsite.model.snapshot import Snapshot
from catalogsite.repositories.hosts import web_url_of
from catalogsite.repositories.mirror import Mirror, MirrorRecord, mirrors_in
from catalogsite.repositories.mirror_tree import GitTree
from catalogsite.repositories.remote import credential_for


@dataclass(frozen=True)
class TemplateClones:
    """The repositories of a snapshot; a folder of a mirror is unpacked into `scratch`."""

    run: Run
    snapshot: Snapshot
    scratch: Path

    def folder_of(self, entity: EntityData, origin: Origin) -> Path | None:
        """The top folder of a Template's repository, with the files that the Template names.

        None where the repository is neither a folder of this machine nor in a mirror.
        """
        repository = origin.repository or ""
        if repository in self._folders:
            return self._folders[repository]
        known = self._mirrors.get(repository)
        if known is None or origin.file is None:
            return None
        mirror, commit = known
        place = "" if _names_files_above(entity) else origin.file.rpartition("/")[0]
        # It marks the top of the repository, below which the scaffold may read.
        (self.scratch / ".git").mkdir(parents=True, exist_ok=True)
        GitTree(mirror, commit).unpack(place, self.scratch)
        return self.scratch

    @cached_property
    def _folders(self) -> Mapping[str, Path]:
        context = replace(self.run, network=False).context
        paths: dict[str, list[Path]] = {}
        for settings in self.run.config.sources:
            if isinstance(settings, folder.Settings):
                for item in folder.collect(settings, context):
                    if isinstance(item, RepositoryRequest) and item.path:
                        paths.setdefault(item.name, []).append(Path(item.path))
        return {
            one.id: _path_of(one, paths[one.name])
            for one in self.snapshot.repositories
            if one.name in paths
        }

    @cached_property
    def _mirrors(self) -> Mapping[str, tuple[Mirror, str]]:
        credentials = git_credentials(self.run.config.sources)
        found: dict[str, tuple[Mirror, str]] = {}
        for mirror, record in mirrors_in(self.run.state.folder / "git"):
            known = web_url_of(record.url)
            id_ = known[0].partition("://")[2] if known else self._id_at(record)
            page = record.url.partition("://")[0] + "://" + id_
            remote = replace(mirror.remote, credential=credential_for(credentials, page))
            found[id_] = (Mirror(remote, self.run.state.folder / "git"), record.commit)
        return found

    def _id_at(self, record: MirrorRecord) -> str:
        """The id of the repository without a web address that was read at the commit of a mirror."""
        name = name_of(record.url)
        alike = (one for one in self.snapshot.repositories if one.commit == record.commit)
        return next((one.id for one in alike if one.id.rpartition("/")[2] == name), name)


def _path_of(repository: Repository, paths: list[Path]) -> Path:
    """Of folders with one name that of the repository, whose id may have the folder above."""
    named = (path for path in paths if repository.id == f"{path.parent.name}/{path.name}")
    return next(named, paths[0])


@contextmanager
def template_clones(run: Run, snapshot: Snapshot) -> Iterator[TemplateClones]:
    """The clones of the Templates of a snapshot; unpacked files are removed when the block ends."""
    with temporary_folder() as scratch:
        yield TemplateClones(run, snapshot, scratch)


def _names_files_above(entity: EntityData) -> bool:
    steps = (entity.get("spec") or {}).get("steps")
    inputs = (step.get("input") for step in steps or () if isinstance(step, dict))
    urls = (str(one.get("url", "")) for one in inputs if isinstance(one, dict))
    return any(".." in url or "${{" in url for url in urls)
