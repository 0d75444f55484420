"""Reads checkouts, and caches their readings in the state folder by all that they depend on."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from functools import partial

from pydantic import ValidationError

from catalogsite import __version__
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.collect.crawl.fetch import Checkout
from catalogsite.collect.reading.read_repository import RepositoryReading, read_repository
from catalogsite.errors import CatalogsiteError, DiskError, SourceError
from catalogsite.execution import executors as workers
from catalogsite.execution.executors import mapped, processes
from catalogsite.execution.progress import Progress, counted
from catalogsite.model.repository import Repository, RepositoryState
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.state.atomic import atomic_write, mark_used
from catalogsite.state.folders import State

# Below this many repositories the start of worker processes costs more than they save.
_WORTH_PROCESSES = 24


def read_all(
    checkouts: Sequence[Checkout],
    state: State,
    progress: Progress,
    jobs: int | None = None,
    policy: Policy | None = None,
    executor: Executor | None = None,
) -> list[RepositoryReading]:
    """The reading of each checkout, in their order; unchanged ones come from the cache.

    They are read on `executor`; without one, in `jobs` processes of this machine if there are many.
    """
    progress.start("read", len(checkouts))
    read = partial(read_one, state=state, policy=policy or Policy())
    if executor is not None:
        readings = _mapped(executor, read, checkouts, progress)
    elif len(checkouts) < _WORTH_PROCESSES or (jobs or os.cpu_count() or 1) == 1:
        readings = _collected(map(read, checkouts), progress)
    else:
        with processes(jobs) as pool:
            readings = _mapped(pool, read, checkouts, progress)
    unchanged = sum(r.repository.state is RepositoryState.UNCHANGED for r in readings)
    words = counted(len(readings), "repository", "repositories")
    progress.done("read", f"{words}, {unchanged} unchanged")
    return readings


def read_one(checkout: Checkout, state: State, policy: Policy) -> RepositoryReading:
    """The reading of one checkout, from the cache if it is there. Raises DiskError."""
    path = state.readings / f"{reading_key(checkout, policy)}.json"
    try:
        kept = RepositoryReading.model_validate_json(path.read_bytes())
        if all(state.store.has(doc.tree) for doc in kept.documentation):
            mark_used(path)
            return _renewed(kept, checkout.repository)
    except (OSError, ValidationError):
        pass  # not in the cache, or written by a version with other fields
    try:
        reading = read_repository(
            checkout.open(),
            checkout.repository,
            checkout.request,
            policy,
            state.store,
            dict(checkout.contents),
        )
        content = reading.model_dump_json(exclude_defaults=True).encode()
    except DiskError:
        raise
    except CatalogsiteError as error:
        return _failed(checkout.repository, error)
    except Exception as error:
        # No error of one repository may end the run.
        return _failed(checkout.repository, _unexpected(error))
    atomic_write(path, content)
    return reading


def _unexpected(error: Exception) -> SourceError:
    what = f"reading it failed: {type(error).__name__}: {error}"[:300]
    return SourceError(what, fix="please report it as a bug of catalogsite")


def _mapped(
    executor: Executor, read: partial[RepositoryReading], items: Sequence[Checkout], bar: Progress
) -> list[RepositoryReading]:
    chunk = max(1, len(items) // 32)
    return _collected(mapped(executor, read, items, _killed, chunk), bar)


def _killed(checkout: Checkout) -> RepositoryReading:
    return _failed(checkout.repository, SourceError(workers.KILLED, fix=workers.FIX))


def _collected(
    readings: Iterable[RepositoryReading], progress: Progress
) -> list[RepositoryReading]:
    result: list[RepositoryReading] = []
    for reading in readings:
        progress.step("read", reading.repository.id)
        result.append(reading)
    return result


def reading_key(checkout: Checkout, policy: Policy) -> str:
    """A digest (64 hex digits) of all that the reading of a checkout depends on."""
    # The host may report another branch or description, or archive it, without a new commit.
    repository = checkout.repository.model_dump_json(exclude={"state", "stale_since"})
    request = checkout.request.model_dump_json(include={"scope", "descriptors", "also"})
    rules = policy.model_dump_json()
    contents = json.dumps(checkout.contents)
    parts = (__version__, repository, checkout.key, request, rules, contents)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _renewed(kept: RepositoryReading, now: Repository) -> RepositoryReading:
    stale = now.state in {RepositoryState.STALE, RepositoryState.FAILED}
    state = now.state if stale else RepositoryState.UNCHANGED
    return kept.model_copy(update={"repository": now.model_copy(update={"state": state})})


def _failed(repository: Repository, error: CatalogsiteError) -> RepositoryReading:
    at = SourceLocation(repository=repository.id)
    reason = problem("repository-unreadable", at=at, reason=error.what, suggestion=error.fix)
    failed = repository.model_copy(update={"state": RepositoryState.FAILED})
    return RepositoryReading.empty(failed, reason)
