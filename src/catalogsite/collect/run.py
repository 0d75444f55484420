"""One run: the configuration, the state folder and the time that all of its stages share."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from catalogsite.collectors.protocol import Context
from catalogsite.config.names import FILE_NAME
from catalogsite.config.settings import Config, config_for_paths
from catalogsite.execution.progress import NoProgress, Progress
from catalogsite.execution.temporary import temporary_folder
from catalogsite.state.folders import State

if TYPE_CHECKING:
    from catalogsite.network.client import Clients
    from catalogsite.network.connection import Transport


@dataclass(frozen=True)
class Run:
    """What every stage of one run is given; `config_file` need not exist.

    Without `network` no collector gets a variable of the environment, no Location is followed and
    no address is read. With a `revision` (a branch, tag or commit id), folders are read as they
    were at that commit of their clone. `from_paths` is set where the sources are the folders of
    the command line: one that is not a repository is a mistake in the command, not an outage.
    A `transport` answers the requests to providers in place of their servers; `variables` are those
    that collectors get in place of variables of the environment.
    """

    config: Config
    state: State
    now: datetime
    progress: Progress = field(default_factory=NoProgress)
    config_file: Path = Path(FILE_NAME)
    network: bool = True
    revision: str | None = None
    from_paths: bool = False
    transport: Transport | None = None
    variables: Mapping[str, str] | None = None

    def at(self, revision: str) -> Self:
        """The same run over the folders as they were at a revision."""
        return replace(self, revision=revision)

    @cached_property
    def clients(self) -> Clients:
        """The HTTP clients of the run, which share its cache; without `network` there is no cache."""
        from catalogsite.network.cache import ResponseCache
        from catalogsite.network.client import Clients

        if not self.network:
            return Clients()
        return Clients(ResponseCache(self.state.responses, self.now), transport=self.transport)

    @cached_property
    def context(self) -> Context:
        """What the run's collectors are given before the catalog is known."""
        env = (os.environ if self.variables is None else self.variables) if self.network else {}
        return Context(self.config.base_dir, now=self.now, env=env, client=self.clients)


@contextmanager
def local_run(run: Run, config: Config | None = None) -> Iterator[Run]:
    """The same run without the network, over the folders of this machine that its `config` names.

    Its state folder is a temporary one, removed when the block ends.
    """
    with temporary_folder() as folder:
        state = State(folder)
        local = local_part(config or run.config)
        yield replace(run, config=local, state=state, network=False)


def local_part(config: Config) -> Config:
    """The configuration with its sources on this machine only; with none, the current folder."""
    local = tuple(source for source in config.sources if is_local(source))
    if not local:
        return config_for_paths([Path()], config)
    return config.model_copy(update={"sources": local})


def is_local(source: object) -> bool:
    """Whether a source (the settings of its collector) names folders or files of this machine."""
    kind, target = getattr(source, "kind", ""), str(getattr(source, "target", ""))
    return kind == "folder" or (kind == "catalog" and "://" not in target)
