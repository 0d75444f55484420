"""Exit codes: what each means, and which one the outcome of a command has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogsite.errors import CatalogsiteError, SourceError, UserError

if TYPE_CHECKING:
    from catalogsite.commands.check.report import CheckReport
    from catalogsite.model.problem import Problem
    from catalogsite.model.snapshot import Snapshot

OK = 0
"""The command did what it was for."""

USER_ERROR = 1
"""Something that the user can fix; the message says where, what and how."""

BUG = 3
"""A bug of catalogsite; the message names a log file. Code 2 is Typer's: wrong command line."""

PARTIAL = 4
"""The portal was built, but a source failed or an error keeps something out of it."""

INTERRUPTED = 130
"""The user pressed Ctrl-C; other signals end a command with 128 and their number."""


def of_snapshot(snapshot: Snapshot, *, strict: bool = False) -> int:
    """PARTIAL if something is stale or missing; USER_ERROR if `strict` and there is an error."""
    if strict and any(problem.level == "error" for problem in snapshot.problems):
        return USER_ERROR
    return of_sources(snapshot) or (PARTIAL if any(map(_hides, snapshot.problems)) else OK)


def of_sources(snapshot: Snapshot) -> int:
    """PARTIAL if a source or provider failed; the mistakes of authors do not count."""
    return PARTIAL if any(run.state != "ok" for run in snapshot.sources) else OK


def of_report(report: CheckReport) -> int:
    """USER_ERROR if `check` found an error, or could not read a folder."""
    return USER_ERROR if report.errors or report.failures else OK


def of_answer(is_yes: object) -> int:
    """OK for a true value, USER_ERROR for a false one."""
    return OK if is_yes else USER_ERROR


def of_error(error: CatalogsiteError) -> int:
    """USER_ERROR if the user or a source is at fault, PARTIAL if a provider or this machine is."""
    return USER_ERROR if isinstance(error, UserError | SourceError) else PARTIAL


def of_signal(number: int) -> int:
    """The code of a command that a signal ended, as shells count: 128 and the signal's number."""
    return 128 + number


def _hides(problem: Problem) -> bool:
    """Whether something that an author wrote is not in the portal because of a problem."""
    return problem.level == "error" or problem.rule == "unknown-kind"
