"""Fetches in threads, so many at a time from one server, and from all servers side by side."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from typing import NamedTuple
from urllib.parse import urlsplit

from catalogsite.collect.crawl.checkout import Checkout
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure
from catalogsite.repositories.hosts import web_url_of

Fetched = list[Checkout | Failure]
Fetch = Callable[[RepositoryRequest], Fetched]


class _Task(NamedTuple):
    server: str
    request: RepositoryRequest
    future: Future[Fetched]


class _Queue:
    """Hands out tasks whose server may be asked now; a server that is busy holds up no other."""

    def __init__(self, tasks: Sequence[_Task], most: int) -> None:
        self._most = most
        self._waiting: dict[str, deque[_Task]] = {}
        self._running: Counter[str] = Counter()
        # Two requests for one repository use the same mirror, so one waits for the other.
        self._addresses: set[str] = set()
        self._changed = threading.Condition()
        for task in tasks:
            self._waiting.setdefault(task.server, deque()).append(task)

    def take(self) -> _Task | None:
        """The next task that may run; None when all were taken."""
        with self._changed:
            while self._waiting:
                for server, tasks in self._waiting.items():
                    if self._may_run(tasks[0]):
                        return self._started(server)
                self._changed.wait()
            return None

    def _may_run(self, task: _Task) -> bool:
        in_use = task.request.address in self._addresses
        return not in_use and self._running[task.server] < self._most

    def _started(self, server: str) -> _Task:
        task = self._waiting[server].popleft()
        if not self._waiting[server]:
            del self._waiting[server]
        self._running[server] += 1
        self._addresses.add(task.request.address)
        return task

    def done(self, task: _Task) -> None:
        """Let the next task of the server run."""
        with self._changed:
            self._running[task.server] -= 1
            self._addresses.discard(task.request.address)
            self._changed.notify_all()

    def clear(self) -> None:
        """Hand out no more tasks."""
        with self._changed:
            self._waiting.clear()
            self._changed.notify_all()


def fetched(
    fetch: Fetch, requests: Sequence[RepositoryRequest], threads: int, most: int
) -> Iterator[Fetched]:
    """What `fetch` returns for each request, in their order; at most `most` at a time for a server.

    Folders of this machine are on servers of their own.
    """
    tasks = [_Task(_place_of(one), one, Future()) for one in requests]
    queue = _Queue(tasks, most)
    workers = [
        threading.Thread(target=_work, args=(fetch, queue), daemon=True, name="fetch")
        for _ in range(min(threads, len(tasks)))
    ]
    for worker in workers:
        worker.start()
    waited_for = workers
    try:
        for task in tasks:
            yield task.future.result()
    except (KeyboardInterrupt, GeneratorExit):
        # A server that does not answer must not hold up the end of the program.
        waited_for = []
        raise
    finally:
        queue.clear()
        for worker in waited_for:
            worker.join()


def _work(fetch: Fetch, queue: _Queue) -> None:
    while (task := queue.take()) is not None:
        try:
            task.future.set_result(fetch(task.request))
        except BaseException as error:
            task.future.set_exception(error)
        finally:
            queue.done(task)


def _place_of(request: RepositoryRequest) -> str:
    return server_of(request.url) if request.url is not None else request.address


def server_of(url: str) -> str:
    """The host and port of the server of an address; of one without a server the address."""
    known = web_url_of(url)
    return urlsplit(known[0]).netloc if known else url
