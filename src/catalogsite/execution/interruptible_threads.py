"""Threads whose reader can be interrupted: Ctrl-C ends a program while they wait for a server."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def map_in_threads(
    run: Callable[[_Item], _Result], items: Iterable[_Item], most: int
) -> Iterator[_Result]:
    """The result for each item, in their order; up to `most` threads run at a time.

    What `run` raises is raised in place of its result. Where the reader stops, no further item is
    begun, and those that run are waited for. Where it is interrupted (KeyboardInterrupt) nothing is
    waited for: the threads of an executor would hold up the end of the program.
    """
    listed = list(items)
    results: deque[Future[_Result]] = deque(Future() for _ in listed)
    waiting = deque(zip(listed, results, strict=True))

    def work() -> None:
        while waiting:
            try:
                item, future = waiting.popleft()
            except IndexError:
                # Another thread has taken the last one.
                return
            try:
                future.set_result(run(item))
            except BaseException as error:
                future.set_exception(error)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(most, len(listed)))]
    for thread in threads:
        thread.start()
    interrupted = False
    try:
        while results:
            yield results.popleft().result()
    except KeyboardInterrupt:
        interrupted = True
        raise
    finally:
        waiting.clear()
        for thread in [] if interrupted else threads:
            thread.join()
