"""A Dask cluster as the place where work is done; needs the extra `dask` of the package."""

from __future__ import annotations

import importlib.metadata
import logging
import uuid
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, Executor, Future
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeVar

from catalogsite.errors import ClusterError
from catalogsite.execution.cluster_address import SCHEME
from catalogsite.execution.cluster_worker import Different, Done, Outcome, end_run, run_item
from catalogsite.execution.installed import PACKAGE, installed_versions

if TYPE_CHECKING:
    from distributed import Client

_CONNECT = 10.0
_LOOK = 10.0
"""Seconds of waiting for a result after which the workers are counted."""
_PATIENCE = 6
"""So many counts in a row may find no worker: one that was killed is started again."""
_AHEAD = 2
"""Items for each thread of the cluster that are sent before results are read; all are in memory."""

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_Lost = TypeVar("_Lost")


class Cluster:
    """A connection to a scheduler; `workers` are the threads of its workers."""

    def __init__(self, client: Client, address: str) -> None:
        self._client = client
        self._address = address
        self._run = uuid.uuid4().hex
        self._versions = installed_versions()
        self.workers = sum(client.nthreads().values())

    def mapped(
        self,
        work: Callable[[_Item], _Result],
        items: Iterable[_Item],
        lost: Callable[[_Item], _Lost],
    ) -> Iterator[_Result | _Lost]:
        """`work(item)` of every item, in order; `lost(item)` where its process was killed.

        Function and items are pickled. Items are taken only when they are sent, a few at a time. An
        item whose whole worker is lost is run by another one, some times. Raises ClusterError.
        """
        # Equal items are run again: their results depend on more than they hold.
        executor: Executor = self._client.get_executor(pure=False)
        waiting: deque[tuple[_Item, Future[Outcome[_Result]]]] = deque()

        def send(item: _Item) -> Future[Outcome[_Result]]:
            with warnings.catch_warnings():
                # Dask would rather have large items in files that all workers see.
                warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
                return executor.submit(run_item, self._run, self._versions, work, item)

        for item in items:
            waiting.append((item, send(item)))
            if len(waiting) > _AHEAD * self.workers:
                yield self._result(*waiting.popleft(), lost, send)
        while waiting:
            yield self._result(*waiting.popleft(), lost, send)

    def check(self) -> None:
        """Raise ClusterError where the cluster has no worker, or one with other versions."""
        self._check_workers()
        # A function of Python itself: the worker may not even have our package.
        wanted = self._versions[PACKAGE]
        found = self._client.run(importlib.metadata.version, PACKAGE, on_error="return")
        for worker, version in sorted(found.items()):
            if version != wanted:
                has = version if isinstance(version, str) else ""
                raise different(worker, {PACKAGE: has}, self._versions)
        for worker, versions in sorted(self._client.run(installed_versions).items()):
            others = {
                n: versions.get(n, "") for n, v in self._versions.items() if versions.get(n) != v
            }
            if others:
                raise different(worker, others, self._versions)

    def end(self) -> None:
        """End what this run left on the workers."""
        with suppress(Exception):
            # A cluster that is gone has nothing left.
            self._client.run(end_run, self._run, on_error="ignore")

    def _result(
        self,
        item: _Item,
        future: Future[Outcome[_Result]],
        lost: Callable[[_Item], _Lost],
        send: Callable[[_Item], Future[Outcome[_Result]]] | None,
    ) -> _Result | _Lost:
        from distributed import KilledWorker

        try:
            outcome = self._awaited(future)
        except KilledWorker:
            # It may only have been on the workers that another item killed: once more, then.
            return self._result(item, send(item), lost, None) if send else lost(item)
        if isinstance(outcome, Done):
            return outcome.result
        if isinstance(outcome, Different):
            raise different("a worker", outcome.found, self._versions)
        return lost(item)

    def _awaited(self, future: Future[Outcome[_Result]]) -> Outcome[_Result]:
        empty = 0
        while True:
            try:
                return future.result(timeout=_LOOK)
            except NotYet:
                empty = 0 if self._is_staffed() else empty + 1
                if empty >= _PATIENCE:
                    self._check_workers()
            except CancelledError as error:
                raise self._unreachable("was lost") from error

    def _is_staffed(self) -> bool:
        try:
            return bool(self._client.nthreads())
        except Exception as error:
            raise self._unreachable("was lost") from error

    def _check_workers(self) -> None:
        if not self._is_staffed():
            raise ClusterError(
                "the Dask cluster has no worker",
                where=self._address,
                fix=f"start one: dask worker {self._address.removeprefix(SCHEME)} --nthreads 1",
            )

    def _unreachable(self, what: str) -> ClusterError:
        return ClusterError(
            f"the connection to the Dask scheduler {what}",
            where=self._address,
            fix="see that `dask scheduler` runs there, or leave out --executor and `executor:`",
        )


def different(worker: str, found: Mapping[str, str], wanted: Mapping[str, str]) -> ClusterError:
    """That a worker has other versions than this run."""
    name = PACKAGE if PACKAGE in found else min(found)
    has = f"{name} {found[name]}" if found[name] else f"no {name}"
    return ClusterError(
        f"it has {has}, and this run {wanted.get(name) or 'none'}",
        where=f"worker {worker.removeprefix('worker ')}",
        fix="install the same on all workers, from one requirements file, and start them again",
    )


def require_dask() -> None:
    """Raise ClusterError where the extra of the package is not installed."""
    if find_spec("distributed") is None:
        raise ClusterError(
            "an executor on a Dask cluster needs a library that is not installed",
            fix="install it: pip install 'catalogsite[dask]'",
        )


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """A connection to the scheduler at `dask://HOST:PORT`, closed when the block ends.

    Raises ClusterError where it does not answer, or where a worker has other versions.
    """
    require_dask()
    from distributed import Client

    # What it says is about its own connections; errors are raised.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client = Client(address.removeprefix(SCHEME), timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            "the Dask scheduler does not answer",
            where=address,
            fix="start it with `dask scheduler`, or leave out --executor and `executor:`",
        ) from error
    try:
        connected = Cluster(client, address)
        connected.check()
        try:
            yield connected
        finally:
            connected.end()
    finally:
        client.close(timeout=_CONNECT)
