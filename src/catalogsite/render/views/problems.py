"""View models of the problems pages: problems by owner and file."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from catalogsite.model.problem import Level, Problem
from catalogsite.render.portal.portal import Portal
from catalogsite.repositories.hosts import file_url

_LEVEL_ORDER = {Level.ERROR: 0, Level.WARNING: 1, Level.INFO: 2}


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem with its owner, and its address on the host."""

    level: str
    message: str
    fix: str
    rule: str
    at: str
    url: str
    ref: str | None
    owner: str | None
    file: str


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """The problems of one owner on one page, by file."""

    owner: str | None
    title: str
    files: tuple[tuple[str, tuple[ProblemRow, ...]], ...]


@dataclass(frozen=True, slots=True)
class ProblemOwner:
    """The number of problems of an owner, and the page on which they begin."""

    title: str
    count: int
    page: int
    id: str


class ProblemOwners:
    """The owner of each problem: that of its entity, else of most entities in the nearest folder."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    @cached_property
    def _folders(self) -> Mapping[str, Mapping[str, Counter[str]]]:
        """How often each owner is that of an entity, by repository and folder."""
        found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        for ref, link in self._portal.links.items():
            origin = self._portal.origin(ref)
            if origin.repository and link.owner:
                folder = (origin.file or "").rpartition("/")[0]
                found[origin.repository][folder][link.owner] += 1
        return found

    def of(self, problem: Problem) -> str | None:
        """The reference of the owner, whether it is in the catalog or not; None if nobody is named."""
        link = self._portal.links.get((problem.entity_ref or "").lower())
        if link and link.owner:
            return link.owner
        folders = self._folders.get(problem.repository or "", {})
        inside = [folder for folder in folders if _holds(folder, problem.file or "")]
        nearest = max(inside, key=len, default=None)
        if nearest is None:
            return None
        owners = folders[nearest]
        return min(owners, key=lambda owner: (-owners[owner], owner))


def _holds(folder: str, file: str) -> bool:
    return not folder or file.startswith(f"{folder}/")


def problem_rows(portal: Portal) -> list[ProblemRow]:
    """Every problem, by owner and file; within a file errors first. Those without an owner come last."""
    owners = ProblemOwners(portal)
    placed = [(owners.of(problem), problem) for problem in portal.snapshot.problems]
    rows = [(_order(portal, owner, one), problem_row(portal, one, owner)) for owner, one in placed]
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _order(
    portal: Portal, owner: str | None, problem: Problem
) -> tuple[bool, str, str, str, int, int, str]:
    title = portal.title(owner).lower() if owner else ""
    return (
        *(owner is None, title, owner or "", _file(portal, problem)),
        *(_LEVEL_ORDER[problem.level], problem.line or 0, problem.message),
    )


def _file(portal: Portal, problem: Problem) -> str:
    repo = portal.repositories.get(problem.repository or "")
    name = repo.name if repo else problem.repository
    return " · ".join(filter(None, [name, problem.file])) or "catalog"


def problem_row(portal: Portal, problem: Problem, owner: str | None) -> ProblemRow:
    """One problem, with a link to its line."""
    repo = portal.repositories.get(problem.repository or "")
    file = problem.file or ""
    ref = (problem.entity_ref or "").lower()
    return ProblemRow(
        level=str(problem.level),
        message=problem.message,
        fix=problem.fix or "",
        rule=problem.rule,
        at=f"{file}:{problem.line}" if file and problem.line else file,
        url=(file_url(repo, file, problem.line) or "") if repo and file else "",
        ref=ref if ref in portal.links else None,
        owner=owner,
        file=_file(portal, problem),
    )


def problem_groups(portal: Portal, rows: Iterable[ProblemRow]) -> list[ProblemGroup]:
    """The rows grouped by owner and file, in their order."""
    return [
        ProblemGroup(
            owner=owner,
            title=_title(portal, owner),
            files=tuple(
                (file, tuple(same)) for file, same in groupby(of_owner, key=lambda row: row.file)
            ),
        )
        for owner, of_owner in groupby(rows, key=lambda row: row.owner)
    ]


def problem_owners(
    portal: Portal, rows: Iterable[ProblemRow], page_size: int
) -> list[ProblemOwner]:
    """Every owner with problems, in the order of the pages."""
    found, place = [], 0
    for owner, same in groupby(rows, key=lambda row: row.owner):
        count = len(list(same))
        title = _title(portal, owner)
        found.append(ProblemOwner(title, count, place // page_size + 1, owner_id(owner)))
        place += count
    return found


def owner_id(owner: str | None) -> str:
    """The id of the heading over an owner's problems."""
    if not owner:
        return "owner-nobody"
    # An owner that is not in the catalog may have any characters.
    return "owner-" + re.sub(r"[^\w.-]+", "-", owner.partition(":")[2])


def _title(portal: Portal, owner: str | None) -> str:
    return portal.title(owner) if owner else "Without an owner"
