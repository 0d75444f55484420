"""Where the repositories of the last run lie: folders of this machine, or mirrors to unpack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from catalogsite.collect.previous_run import credentials
from catalogsite.collectors.hosts.git import name_of
from catalogsite.collectors.protocol import Context
from catalogsite.collectors.registry import SOURCES
from catalogsite.config.settings import Config
from catalogsite.model.entity import EntityData, Origin
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.snapshot import Snapshot
from catalogsite.network.client import Clients
from catalogsite.repositories.hosts import web_url_of
from catalogsite.repositories.mirror import Mirror, mirrors_in
from catalogsite.repositories.mirror_tree import GitTree
from catalogsite.state.folders import State


@dataclass(frozen=True)
class Clones:
    """The repositories of a snapshot; what comes from a mirror is unpacked into `scratch`."""

    config: Config
    state: State
    snapshot: Snapshot
    now: datetime
    scratch: Path

    def folder_of(self, entity: EntityData, origin: Origin) -> Path | None:
        """The top of the repository that a Template lies in, with the files that it names."""
        repository = origin.repository or ""
        if repository in self._folders:
            return self._folders[repository]
        known = self._mirrors.get(repository)
        if known is None or origin.file is None:
            return None
        mirror, commit = known
        place = "" if _names_files_above(entity) else origin.file.rpartition("/")[0]
        # The mark of a repository's top, from where the scaffold may read.
        (self.scratch / ".git").mkdir(parents=True, exist_ok=True)
        GitTree(mirror, commit).unpack(place, self.scratch)
        return self.scratch

    @cached_property
    def _folders(self) -> Mapping[str, Path]:
        context = Context(base_dir=self.config.base_dir, now=self.now, env={}, client=Clients())
        paths: dict[str, Path] = {}
        for settings in self.config.sources:
            if settings.kind == "folder":
                for item in SOURCES["folder"].collect(settings, context):
                    if isinstance(item, RepositoryRequest) and item.path:
                        paths[item.name] = Path(item.path)
        found = ((one.id, paths.get(one.name)) for one in self.snapshot.repositories)
        return {id_: path for id_, path in found if path is not None}

    @cached_property
    def _mirrors(self) -> Mapping[str, tuple[Mirror, str]]:
        variables = credentials(self.config)
        found: dict[str, tuple[Mirror, str]] = {}
        for mirror, record in mirrors_in(self.state.folder / "git"):
            known = web_url_of(record.url)
            id_ = known[0].partition("://")[2] if known else name_of(record.url)
            origin = record.url.partition("://")[0] + "://" + id_.partition("/")[0]
            remote = replace(mirror.remote, token_variable=variables.get(origin))
            found[id_] = (Mirror(remote, self.state.folder / "git"), record.commit)
        return found


def _names_files_above(entity: EntityData) -> bool:
    steps = (entity.get("spec") or {}).get("steps")
    inputs = (step.get("input") for step in steps or () if isinstance(step, dict))
    urls = (str(one.get("url", "")) for one in inputs if isinstance(one, dict))
    return any(".." in url or "${{" in url for url in urls)
