"""State that belongs to the process is as it was when the last block that changed it ends."""

from __future__ import annotations

import contextlib
import gc
import resource
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from catalogsite.errors import CpuLimitError
from catalogsite.execution.cpu_ledger import CpuLedger
from catalogsite.execution.cpu_limit import cpu_limit
from catalogsite.execution.executors import processes
from catalogsite.execution.garbage_collection import infrequent_gc
from catalogsite.execution.memory_limit import memory_limit


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


def busy(seconds):
    """Use this many seconds of CPU time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_a_limit_restores_the_timer_of_its_caller():
    fired = []
    handler = signal.signal(signal.SIGPROF, lambda *_: fired.append(True))
    try:
        signal.setitimer(signal.ITIMER_PROF, 20)
        with cpu_limit(30):
            busy(0.05)
        remaining, _ = signal.getitimer(signal.ITIMER_PROF)
        assert 0 < remaining <= 19.96
        signal.setitimer(signal.ITIMER_PROF, 0.01)
        busy(0.2)
        assert fired == [True]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)


def test_the_inner_of_two_limits_ends_only_its_own_block():
    with cpu_limit(30):
        with pytest.raises(CpuLimitError, match=r"more than 0\.05 s of CPU time"), cpu_limit(0.05):
            busy(10)
        remaining, _ = signal.getitimer(signal.ITIMER_PROF)
        assert 0 < remaining < 30
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_to_wait_is_no_cpu_time():
    with cpu_limit(0.05):
        time.sleep(0.3)


def catch_once():
    try:
        busy(10)
    except CpuLimitError:
        busy(10)


def test_a_limit_that_is_ignored_is_raised_when_the_block_ends():
    with pytest.raises(CpuLimitError), cpu_limit(0.05), contextlib.suppress(CpuLimitError):
        busy(10)


def test_a_limit_that_a_library_catches_is_raised_again():
    with pytest.raises(CpuLimitError), cpu_limit(0.05):
        catch_once()


def test_another_thread_has_no_limit():
    def work():
        with cpu_limit(0.01):
            busy(0.1)
            return True

    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(work).result()


def test_processes_see_what_others_used(tmp_path):
    file = tmp_path / "ledger" / "one"
    assert CpuLedger(file).total() == 0.0
    with processes(2) as executor:
        list(executor.map(CpuLedger(file).add, [0.5] * 10))
    assert CpuLedger(file).total() == 5.0


def test_a_block_gets_no_more_memory_than_it_may():
    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(MemoryError), memory_limit(50_000_000):
        bytearray(200_000_000)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert len(bytearray(200_000_000)) == 200_000_000


def test_a_worker_looks_for_cycles_often_though_its_parent_does_not():
    with infrequent_gc(), processes(1) as pool:
        assert pool.submit(gc.get_threshold).result()[0] < gc.get_threshold()[0]
