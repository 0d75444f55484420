"""State that belongs to the process is as it was when the last block that changed it ends."""

from __future__ import annotations

import gc
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from catalogsite.execution.garbage_collection import infrequent_gc
from catalogsite.execution.time_limit import time_limit


def test_the_threshold_outlives_overlapping_blocks():
    before = gc.get_threshold()
    inside, left = threading.Event(), threading.Event()

    def early():
        with infrequent_gc():
            assert inside.wait(10)
        left.set()

    def late():
        with infrequent_gc():
            inside.set()
            assert left.wait(10)
            return gc.get_threshold()[0]

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.submit(early), threads.submit(late)
        first.result()
        assert second.result() == 1_000_000
    assert gc.get_threshold() == before


def test_a_limit_restores_the_timer_of_its_caller():
    fired = []
    handler = signal.signal(signal.SIGALRM, lambda *_: fired.append(True))
    try:
        # Long enough for a busy machine: what is measured is the time that the block took of it.
        signal.setitimer(signal.ITIMER_REAL, 20)
        with time_limit(30):
            time.sleep(0.05)
        remaining, _ = signal.getitimer(signal.ITIMER_REAL)
        assert 0 < remaining <= 19.95
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        time.sleep(0.2)
        assert fired == [True]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)


def test_the_inner_of_two_limits_ends_only_its_own_block():
    with time_limit(30):
        with pytest.raises(TimeoutError, match=r"longer than 0\.05 seconds"), time_limit(0.05):
            time.sleep(1)
        remaining, _ = signal.getitimer(signal.ITIMER_REAL)
        assert 0 < remaining < 30
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
