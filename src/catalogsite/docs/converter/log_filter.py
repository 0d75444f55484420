"""Suppression of MkDocs' log messages in one thread, without a change of any logger's level."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_LOGGER = "mkdocs"
_suppressed: ContextVar[bool] = ContextVar("mkdocs_log_suppressed", default=False)


class _ContextFilter(logging.Filter):
    """Drops records below CRITICAL that are logged in a context which suppresses them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may pass; the base class would compare names of loggers."""
        return record.levelno >= logging.CRITICAL or not _suppressed.get()


_FILTER = _ContextFilter()
_lock = threading.Lock()
_installed: dict[logging.Logger, int] = {}


@contextmanager
def mkdocs_log_suppressed() -> Iterator[None]:
    """Suppress what MkDocs logs about foreign pages in this thread; we report it as problems.

    A level belongs to the whole process, and blocks of several threads overlap; so the level stays
    and a filter asks the context. The filter is on the loggers while any block is open.
    """
    loggers = _mkdocs_loggers()
    _install(loggers)
    token = _suppressed.set(True)
    try:
        yield
    finally:
        _suppressed.reset(token)
        _remove(loggers)


def _mkdocs_loggers() -> list[logging.Logger]:
    # A logger's filters do not see the records of its children, so each child gets the filter.
    names = [name for name in logging.root.manager.loggerDict if name.startswith(f"{_LOGGER}.")]
    return [logging.getLogger(name) for name in (_LOGGER, *names)]


def _install(loggers: list[logging.Logger]) -> None:
    with _lock:
        for logger in loggers:
            _installed[logger] = _installed.get(logger, 0) + 1
            logger.addFilter(_FILTER)


def _remove(loggers: list[logging.Logger]) -> None:
    with _lock:
        for logger in loggers:
            _installed[logger] -= 1
            if not _installed[logger]:
                del _installed[logger]
                logger.removeFilter(_FILTER)
