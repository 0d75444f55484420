"""Runs one command: its result or its error becomes an exit code, never a traceback."""

from __future__ import annotations

import io
import logging
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence

import typer

from catalogsite import __version__
from catalogsite.cli import exit_codes
from catalogsite.cli.app import app
from catalogsite.cli.platform_support import unsupported
from catalogsite.cli.signals import SignalHandler
from catalogsite.cli.terminal import Terminal
from catalogsite.errors import CatalogsiteError
from catalogsite.network.redaction import redact


def main(
    arguments: Sequence[str] | None = None,
    application: typer.Typer = app,
    platform: str = sys.platform,
) -> int:
    """Run one command and return its exit code, see `exit_codes`."""
    reason = unsupported(platform)
    if reason is not None:
        Terminal().error(reason)
        return exit_codes.USER_ERROR
    # Warnings of MkDocs are about the user's pages; its other messages are not worth printing.
    printed = logging.StreamHandler()
    printed.setFormatter(_RedactingFormatter("%(message)s"))
    logging.basicConfig(handlers=[printed], level=logging.WARNING)
    _configure_stdout_encoding()
    with SignalHandler() as handler:
        code = _run(arguments, application)
    return handler.code or code


class _RedactingFormatter(logging.Formatter):
    """Formats messages of libraries without credentials, which they may quote from an address."""

    def format(self, record: logging.LogRecord) -> str:
        """The message without credentials."""
        return redact(super().format(record))


def _configure_stdout_encoding() -> None:
    """Write UTF-8 to files and programs; on a terminal, `?` for what its encoding lacks."""
    if not isinstance(sys.stdout, io.TextIOWrapper):
        return
    sys.stdout.reconfigure(errors="replace")
    if not sys.stdout.isatty() and "PYTHONIOENCODING" not in os.environ:
        sys.stdout.reconfigure(encoding="utf-8")


def _run(arguments: Sequence[str] | None, application: typer.Typer) -> int:
    try:
        application(args=None if arguments is None else list(arguments), prog_name="catalogsite")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else exit_codes.OK
    except KeyboardInterrupt:
        return exit_codes.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has ended, as in `catalogsite list | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exit_codes.OK
    except CatalogsiteError as error:
        Terminal().error(str(error))
        return exit_codes.of_error(error)
    except Exception as error:
        fix = exit_codes.system_fix(error)
        return _report_bug(error) if fix is None else _report_system_error(error, fix)
    return exit_codes.OK


def _report_system_error(error: Exception, fix: str) -> int:
    # The second name is the target of a copy or a move.
    file = getattr(error, "filename2", None) or getattr(error, "filename", None)
    where = f"{file}: " if file else ""
    Terminal().error(f"{where}{getattr(error, 'strerror', error)}\n  fix: {fix}")
    return exit_codes.USER_ERROR


def _report_bug(error: Exception) -> int:
    handle, name = tempfile.mkstemp(prefix="catalogsite-", suffix=".log", text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as log:
        log.write(f"catalogsite {__version__}, Python {sys.version}, {sys.platform}\n")
        log.write(redact("".join(traceback.format_exception(error))))
    Terminal().error(
        f"this is a bug of catalogsite: {type(error).__name__}: {error}\n"
        f"  the details are in {name}\n"
        "  fix: please report it, with that file"
    )
    return exit_codes.BUG
