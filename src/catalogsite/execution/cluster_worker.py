"""What runs on a worker of a cluster: each item in a process of its own, so that all limits hold."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from catalogsite.execution.installed import installed_versions

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_children: dict[tuple[str, int], ProcessPoolExecutor] = {}
"""The process of each run and thread of this worker."""


@dataclass(frozen=True, slots=True)
class Done(Generic[_Result]):
    """The result of an item."""

    result: _Result


@dataclass(frozen=True, slots=True)
class Lost:
    """The process of an item was killed."""


@dataclass(frozen=True, slots=True)
class Different:
    """The worker has not what the run has; `found` are the versions that differ."""

    found: dict[str, str]


Outcome = Done[_Result] | Lost | Different


def run_item(
    run: str,
    wanted: dict[str, str],
    work: Callable[[_Item], _Result],
    item: _Item,
) -> Outcome[_Result]:
    """The outcome of `work(item)` in a process of its own. Raises what `work` raises.

    `run` names the run that the process is for: it lives until `end_run`.
    """
    found = installed_versions()
    if found != wanted:
        different = found.keys() | wanted.keys()
        return Different({n: found.get(n, "") for n in different if found.get(n) != wanted.get(n)})
    key = (run, threading.get_ident())
    if key not in _children:
        _children[key] = _new_child()
    try:
        return Done(_children[key].submit(work, item).result())
    except BrokenExecutor:
        _children.pop(key).shutdown(wait=False)
        return Lost()


def end_run(run: str) -> None:
    """End the processes of a run on this worker."""
    for key in [key for key in _children if key[0] == run]:
        executor = _children.pop(key)
        for process in list((executor._processes or {}).values()):  # noqa: SLF001  (it may be busy)
            process.kill()
        executor.shutdown(wait=False)


def _new_child() -> ProcessPoolExecutor:
    # Dask starts its workers as daemons, which may have no children; this one ends with its worker.
    config: dict[str, Any] = multiprocessing.current_process()._config  # type: ignore[attr-defined]  # noqa: SLF001  (there is no other way)
    config["daemon"] = False
    # Not forked: a worker has threads.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, context, initializer=_begin)


def _begin() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
