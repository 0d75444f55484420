"""Runs one command: its result or its error becomes an exit code, never a traceback."""

from __future__ import annotations

import errno
import io
import logging
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence

import typer

from catalogsite import __version__
from catalogsite.cli.app import BUG, OK, PARTIAL, USER, app
from catalogsite.cli.signals import Ending
from catalogsite.cli.terminal import Terminal
from catalogsite.errors import CatalogsiteError, SourceError, UserError

INTERRUPTED = 130

_MACHINE = {
    errno.EACCES: "check who owns it and what this user may do",
    errno.EPERM: "check who owns it and what this user may do",
    errno.EROFS: "name a folder that can be written",
    errno.ENOSPC: "free some space, or name a folder on another disk",
    errno.EDQUOT: "free some space, or name a folder on another disk",
    errno.EADDRINUSE: "name another one with --address",
    errno.EADDRNOTAVAIL: "name another one with --address",
}
"""What the system refuses for reasons that the user can mend, and how."""


def main(arguments: Sequence[str] | None = None, application: typer.Typer = app) -> int:
    """Run one command and return its exit code (0 to 4; 130 or 143 where it was to end early)."""
    # MkDocs' warnings are problems of the user's pages; what it tells besides is not for here.
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    _write_every_letter()
    with Ending() as ending:
        code = _run(arguments, application)
    return ending.code or code


def _write_every_letter() -> None:
    """Titles are in every language: what a terminal lacks is `?`; programs and files get UTF-8."""
    if not isinstance(sys.stdout, io.TextIOWrapper):
        return
    sys.stdout.reconfigure(errors="replace")
    if not sys.stdout.isatty() and "PYTHONIOENCODING" not in os.environ:
        sys.stdout.reconfigure(encoding="utf-8")


def _run(arguments: Sequence[str] | None, application: typer.Typer) -> int:
    try:
        application(args=None if arguments is None else list(arguments), prog_name="catalogsite")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else OK
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone: `catalogsite list | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except CatalogsiteError as error:
        Terminal().complain(str(error))
        return USER if isinstance(error, UserError | SourceError) else PARTIAL
    except Exception as error:
        return _refused(error) or _bug(error)
    return OK


def _refused(error: Exception) -> int | None:
    fix = _MACHINE.get(error.errno or 0) if isinstance(error, OSError) else None
    if fix is None or not isinstance(error, OSError):
        return None
    file = error.filename2 or error.filename  # The second one is the target of a copy.
    where = f"{file}: " if file else ""
    Terminal().complain(f"{where}{error.strerror}\n  fix: {fix}")
    return USER


def _bug(error: Exception) -> int:
    handle, name = tempfile.mkstemp(prefix="catalogsite-", suffix=".log", text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as log:
        log.write(f"catalogsite {__version__}, Python {sys.version}, {sys.platform}\n")
        log.write("".join(traceback.format_exception(error)))
    Terminal().complain(
        f"this is a bug of catalogsite: {type(error).__name__}: {error}\n"
        f"  the details are in {name}\n"
        "  fix: please report it, with that file"
    )
    return BUG
