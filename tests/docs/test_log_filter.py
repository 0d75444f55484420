"""Suppressing MkDocs' messages in one thread leaves the loggers of every other one as they are."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from mkdocs.structure import pages

from catalogsite.docs.converter.log_filter import mkdocs_log_suppressed

PAGES = logging.getLogger(pages.__name__)
MKDOCS = logging.getLogger("mkdocs")


def messages(caplog) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name.startswith("mkdocs")]


def overlapping(first: Callable[[], None], second: Callable[[], None]) -> None:
    """Two blocks in two threads: the first to enter is the first to leave."""
    inside, left = threading.Event(), threading.Event()

    def early() -> None:
        with mkdocs_log_suppressed():
            first()
            assert inside.wait(10)
        left.set()

    def late() -> None:
        with mkdocs_log_suppressed():
            inside.set()
            assert left.wait(10)
            second()

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(early), threads.submit(late)]:
            done.result()


def test_a_message_is_dropped_inside_a_block_only(caplog):
    PAGES.warning("before")
    with mkdocs_log_suppressed():
        PAGES.warning("inside")
        MKDOCS.error("inside")
        MKDOCS.critical("critical")
    PAGES.warning("after")
    assert messages(caplog) == ["before", "critical", "after"]


def test_blocks_of_two_threads_overlap(caplog):
    level, filters = MKDOCS.level, list(MKDOCS.filters)
    overlapping(lambda: PAGES.warning("first"), lambda: PAGES.warning("second"))
    assert (MKDOCS.level, MKDOCS.filters, PAGES.filters) == (level, filters, [])
    PAGES.warning("after")
    assert messages(caplog) == ["after"]


def test_another_thread_logs_while_a_block_is_open(caplog):
    with mkdocs_log_suppressed(), ThreadPoolExecutor(1) as thread:
        thread.submit(PAGES.warning, "from another thread").result()
    assert messages(caplog) == ["from another thread"]


def test_a_block_within_a_block(caplog):
    with mkdocs_log_suppressed():
        with mkdocs_log_suppressed():
            pass
        PAGES.warning("still inside")
    assert messages(caplog) == []
    assert PAGES.filters == []
