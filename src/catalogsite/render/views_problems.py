"""What the problems page shows: what is wrong, by owner and file."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from catalogsite.hosts import file_url
from catalogsite.model import Level, Problem
from catalogsite.render.views import (
    Portal,
)


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem with its address on the host."""

    level: str
    message: str
    fix: str
    rule: str
    at: str
    url: str
    ref: str | None


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """The problems of one owner, by file."""

    owner: str | None
    title: str
    files: tuple[tuple[str, tuple[ProblemRow, ...]], ...]
    count: int


_LEVEL_ORDER = {Level.ERROR: 0, Level.WARNING: 1, Level.INFO: 2}


def problem_groups(portal: Portal, limit: int) -> tuple[list[ProblemGroup], Counter[str]]:
    """Problems by owner, then by file; errors first. At most `limit` are listed."""
    counts = Counter(str(problem.level) for problem in portal.snapshot.problems)
    ordered = sorted(portal.snapshot.problems, key=_problem_key)[:limit]
    groups: dict[str | None, dict[str, list[ProblemRow]]] = defaultdict(lambda: defaultdict(list))
    for problem in ordered:
        ref = (problem.entity_ref or "").lower()
        link = portal.links.get(ref)
        owner = link.owner if link and link.owner in portal.links else None
        repo = portal.repositories.get(problem.repository or "")
        name = repo.name if repo else problem.repository
        file = " · ".join(filter(None, [name, problem.file])) or "catalog"
        groups[owner][file].append(problem_row(portal, problem))
    found = [
        ProblemGroup(
            owner=owner,
            title=portal.title(owner) if owner else "Without an owner",
            files=tuple((file, tuple(rows)) for file, rows in sorted(files.items())),
            count=sum(len(rows) for rows in files.values()),
        )
        for owner, files in groups.items()
    ]
    return sorted(found, key=lambda g: (g.owner is None, g.title.lower())), counts


def _problem_key(problem: Problem) -> tuple[int, str, str, int, str]:
    return (
        *(_LEVEL_ORDER[problem.level], problem.repository or "", problem.file or ""),
        *(problem.line or 0, problem.message),
    )


def problem_row(portal: Portal, problem: Problem) -> ProblemRow:
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
    )
