"""Exit codes: what each means, and which one the outcome of a command has."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from catalogsite.errors import CatalogsiteError, NotPublishedError

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
"""The portal was built, but a source or provider is stale, partial or failed."""

NOT_PUBLISHED = 5
"""The catalog lost too much since the last published one; the old site stays."""

INTERRUPTED = 130
"""The user pressed Ctrl-C; other signals end a command with 128 and their number."""


class FailOn(StrEnum):
    """The level from which problems end a command with USER_ERROR."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"


def of_snapshot(snapshot: Snapshot, fail_on: FailOn = FailOn.NEVER) -> int:
    """USER_ERROR for problems at or above a level, else PARTIAL if a source or provider failed."""
    if _reaches(snapshot.problems, fail_on):
        return USER_ERROR
    return PARTIAL if any(run.state != "ok" for run in snapshot.sources) else OK


def of_report(report: CheckReport, fail_on: FailOn = FailOn.ERROR) -> int:
    """USER_ERROR if `check` found problems at or above a level, or could not read a folder."""
    return USER_ERROR if _reaches(report.problems, fail_on) or report.failures else OK


def _reaches(problems: Iterable[Problem], fail_on: FailOn) -> bool:
    """Whether one of the problems is at or above a level."""
    levels = _FROM[fail_on]
    return any(problem.level.value in levels for problem in problems)


def of_answer(is_yes: object) -> int:
    """OK for a true value, USER_ERROR for a false one."""
    return OK if is_yes else USER_ERROR


def of_error(error: CatalogsiteError) -> int:
    """NOT_PUBLISHED for a refused publication, USER_ERROR for every other error."""
    return NOT_PUBLISHED if isinstance(error, NotPublishedError) else USER_ERROR


class Interrupted(KeyboardInterrupt):
    """A signal ended the command; `code` is its exit code."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code


def of_exception(error: BaseException) -> int:
    """The code of a command that an exception ended."""
    if isinstance(error, KeyboardInterrupt):
        return error.code if isinstance(error, Interrupted) else INTERRUPTED
    if isinstance(error, CatalogsiteError):
        return of_error(error)
    return USER_ERROR if system_fix(error) else BUG


def system_fix(error: BaseException) -> str | None:
    """The fix of an error of the operating system that the user can do something about; else None."""
    return _SYSTEM_FIXES.get(error.errno or 0) if isinstance(error, OSError) else None


def of_signal(number: int) -> int:
    """The code of a command that a signal ended, as shells count: 128 and the signal's number."""
    return 128 + number


_SYSTEM_FIXES = {
    errno.EACCES: "check its owner, and the permissions of this user",
    errno.EPERM: "check its owner, and the permissions of this user",
    errno.EROFS: "name a folder that can be written",
    errno.ENOSPC: "free some space, or name a folder on another disk",
    errno.EDQUOT: "free some space, or name a folder on another disk",
    errno.EFBIG: "raise the limit for the size of a file (`ulimit -f`)",
    errno.EIO: "check the disk",
    errno.EMFILE: "raise the limit of open files (`ulimit -n`)",
    errno.ENFILE: "raise the limit of open files of the system",
    errno.EISDIR: "move it away: a file belongs there",
    errno.ENOTDIR: "move away what is there: a folder belongs there",
    errno.EEXIST: "move it away: something else belongs there",
    errno.ENOTEMPTY: "move it away: something else belongs there",
    errno.ELOOP: "move it away: the link leads to itself",
    errno.ENXIO: "move it away: it is no regular file",
    errno.ENAMETOOLONG: "choose a shorter path",
    errno.EADDRINUSE: "name another one with --address",
    errno.EADDRNOTAVAIL: "name another one with --address",
}
"""The fix of each error of the operating system that the user, not we, can do something about."""

_FROM: dict[FailOn, frozenset[str]] = {
    FailOn.ERROR: frozenset({"error"}),
    FailOn.WARNING: frozenset({"error", "warning"}),
    FailOn.INFO: frozenset({"error", "warning", "info"}),
    FailOn.NEVER: frozenset(),
}
"""The levels of problems at or above each level."""
