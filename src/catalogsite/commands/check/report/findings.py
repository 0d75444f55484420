"""The report of `check`: problems, and the files of this machine that they are in."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field

from catalogsite.catalog.joining.known_entities import KnownEntities
from catalogsite.collect.read_catalog import SourceCatalog
from catalogsite.commands.check.suggestions import Suggestion, suggestions
from catalogsite.model.entity import ref_of
from catalogsite.model.problem import Level, Problem, by_place
from catalogsite.model.repository import Repository
from catalogsite.model.source_run import Failure
from catalogsite.model.value import Value


class CheckReport(Value):
    """Problems sorted by place, and the counts of files and entities that were checked.

    `repositories` and their absolute folders `roots` are by id. `names` has the name of each known
    entity as it is written, by its reference (which is lower case). `unknown` counts references to
    other repositories, which cannot be resolved without a snapshot. `suggestions` are what could be
    added to descriptors, because files use it.
    """

    files: int
    entities: int
    problems: tuple[Problem, ...]
    roots: dict[str, Path]
    failures: tuple[Failure, ...] = ()
    repositories: dict[str, Repository] = Field(default_factory=dict)
    names: dict[str, str] = Field(default_factory=dict)
    unknown: int = 0
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def errors(self) -> int:
        """The number of problems of level error."""
        return sum(problem.level is Level.ERROR for problem in self.problems)

    def file(self, about: Problem | Suggestion) -> Path | None:
        """The absolute path of the file of a problem; None if it is not about a file."""
        if about.file is None:
            return None
        root = self.roots.get(about.repository or "", Path()).absolute()
        # Joined as text: the path may be absolute (which is the problem), and `/` would drop the root.
        return Path(f"{root}/{about.file}")

    def place(self, about: Problem | Suggestion, here: Path) -> str | None:
        """The path of the file of a problem relative to `here`, with `/` on every system."""
        file = self.file(about)
        if file is None:
            return None
        try:
            return Path(os.path.relpath(file, here)).as_posix()
        except ValueError:
            # On Windows, another drive.
            return file.as_posix()


def check_report(catalog: SourceCatalog) -> CheckReport:
    """The report of a catalog whose repositories are folders of this machine."""
    snapshot, others = catalog.snapshot, catalog.others
    known = (*snapshot.entities, *(entity.data for entity in others.entities.values()))
    read = {(origin.repository, origin.file) for origin in snapshot.origins.values() if origin.file}
    blamed = {(problem.repository, problem.file) for problem in snapshot.problems if problem.file}
    reported = reported_problems(catalog)
    names = {ref_of(entity): entity["metadata"]["name"] for entity in known}
    return CheckReport(
        files=len(read | blamed),
        entities=len(snapshot.entities),
        problems=tuple(sorted(reported, key=by_place)),
        unknown=len(snapshot.problems) - len(reported),
        roots=catalog.folders,
        failures=tuple(catalog.failures),
        repositories={one.id: one for one in snapshot.repositories},
        names=names,
        suggestions=tuple(suggestions(catalog.findings, snapshot.origins, names)),
    )


def reported_problems(catalog: SourceCatalog) -> list[Problem]:
    """The problems of a catalog, without references that another repository may resolve."""
    found = catalog.snapshot.problems
    return [problem for problem in found if not _is_unknown(problem, catalog.others)]


def _is_unknown(problem: Problem, others: KnownEntities) -> bool:
    """Whether a dangling reference may lead to a repository that is not known, as owners often do."""
    return problem.rule == "dangling-reference" and not others.whole and problem.fix is None
