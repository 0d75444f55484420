"""The generated pages of a snapshot file, for a MkDocs build without `catalogsite build`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from catalogsite.collect.previous_run import with_problems
from catalogsite.config.settings import Config, load_config
from catalogsite.docs.documentation import prepare
from catalogsite.execution.progress import NoProgress
from catalogsite.model.page import OutputGroup, everything
from catalogsite.render.content_policy import ContentPolicy
from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.site.content_security import content_policy
from catalogsite.site.outputs import site_outputs
from catalogsite.site.portal_build import HumanSite, LinkTargets, PortalBuild, link_targets
from catalogsite.site.templates import TemplateFolders
from catalogsite.site.write import write_marker
from catalogsite.state.folders import State
from catalogsite.state.snapshot_file import read_snapshot


@dataclass(frozen=True, slots=True)
class SnapshotPages:
    """The pages of the snapshot in `file`, which is read again each time."""

    file: Path
    state: State
    config: Config
    templates: TemplateFolders

    def stamp(self) -> int | None:
        """The time at which the snapshot was written, in nanoseconds; None where there is none."""
        return self.file.stat().st_mtime_ns if self.file.exists() else None

    def outputs(self, human: HumanSite) -> Iterable[OutputGroup]:
        """Every generated page and file. Raises SnapshotError where the file is no snapshot."""
        found = with_problems(read_snapshot(self.file), human.problems)
        config, progress = self.config, NoProgress()
        prepared = prepare(found, self.state, progress, config.problems, config.jobs, config.limits)
        return site_outputs(prepared, self.templates, progress, human, config.create.launch).groups


def build_of_files(
    snapshot: Path, state_dir: Path, config_file: Path, *, generated: bool
) -> PortalBuild:
    """The request that these files stand for; links have no targets before the first collect.

    Raises CatalogsiteError where one of the files cannot be read.
    """
    config = load_config(config_file) if config_file.exists() else Config()
    state = State(state_dir)
    targets = (
        link_targets(read_snapshot(snapshot), state, config.limits)
        if snapshot.exists()
        else LinkTargets()
    )
    templates = _templates(tuple(config.template_dirs))
    pages = SnapshotPages(snapshot, state, config, templates) if generated else None
    policy = content_policy(config, templates)
    return PortalBuild(targets, pages, url=config.url, policy=policy)


# What was compiled stays for the next build of `mkdocs serve`.
@lru_cache(maxsize=8)
def _templates(folders: tuple[Path, ...]) -> TemplateFolders:
    return TemplateFolders(folders)


def write_generated(
    groups: Iterable[OutputGroup], human: HumanSite, site_dir: Path, policy: ContentPolicy
) -> None:
    """Write all generated pages and files into a site that MkDocs has built."""
    write_marker(site_dir)
    for path, content in ShellRenderer(human.shells, policy).files(everything(groups)):
        file = site_dir / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
