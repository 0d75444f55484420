"""Reads checkouts, and caches their readings in the state folder by all that they depend on."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from functools import partial
from importlib import import_module
from pathlib import Path

from pydantic import ValidationError

from catalogsite.catalog.kinds.policy import Policy
from catalogsite.collect.crawl.checkout import Checkout
from catalogsite.collect.reading.read_repository import RepositoryReading, read_repository
from catalogsite.collect.reading.reading_key import ReadingKeys
from catalogsite.collect.reading.template_files import holds_template
from catalogsite.errors import CatalogsiteError, CpuLimitError, DiskError, SourceError
from catalogsite.execution import executors as workers
from catalogsite.execution.executors import mapped, processes
from catalogsite.execution.progress import Progress, counted
from catalogsite.model.limits import DEFAULT_LIMITS, MEMORY_SHOWN, Limits
from catalogsite.model.repository import Repository, RepositoryState
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.state.atomic import mark_used
from catalogsite.state.checked_file import read_checked, write_checked
from catalogsite.state.folders import State

_UNREADABLE = "repository-unreadable"

Elsewhere = Callable[[Sequence[Checkout]], Iterable[tuple[int, RepositoryReading]]]
"""The readings of checkouts by their place, as far as other machines read them."""

# Below this many repositories the start of worker processes costs more than they save.
_WORTH_PROCESSES = 24


def read_all(
    checkouts: Sequence[Checkout],
    state: State,
    progress: Progress,
    jobs: int | None = None,
    policy: Policy | None = None,
    executor: Executor | None = None,
    limits: Limits = DEFAULT_LIMITS,
    elsewhere: Elsewhere | None = None,
) -> list[RepositoryReading]:
    """The reading of each checkout, in their order; unchanged ones come from the cache.

    The others are read on `executor`; without one, in `jobs` processes of this machine if there are many.
    What other machines read is read `elsewhere` first.
    """
    progress.start("read", len(checkouts))
    readings = _read_elsewhere(checkouts, elsewhere, progress)
    rules = policy or Policy()
    for number, checkout in enumerate(checkouts):
        # Here, because what a worker decodes it would have to encode again.
        if number not in readings and (kept := kept_reading(checkout, state, rules, limits)):
            progress.step("read", kept.repository.id)
            readings[number] = kept
    here = [number for number in range(len(checkouts)) if number not in readings]
    found = _read_here([checkouts[n] for n in here], state, progress, jobs, rules, executor, limits)
    readings |= zip(here, found, strict=True)
    unchanged = sum(r.repository.state is RepositoryState.UNCHANGED for r in readings.values())
    words = counted(len(readings), "repository", "repositories")
    progress.done("read", f"{words}, {unchanged} unchanged")
    return [readings[number] for number in range(len(checkouts))]


def _read_elsewhere(
    checkouts: Sequence[Checkout], elsewhere: Elsewhere | None, progress: Progress
) -> dict[int, RepositoryReading]:
    found: dict[int, RepositoryReading] = {}
    for number, reading in elsewhere(checkouts) if elsewhere is not None else ():
        progress.step("read", reading.repository.id)
        found[number] = reading
    return found


def _read_here(
    checkouts: Sequence[Checkout],
    state: State,
    progress: Progress,
    jobs: int | None,
    policy: Policy,
    executor: Executor | None,
    limits: Limits,
) -> list[RepositoryReading]:
    read = partial(read_one, state=state, policy=policy, limits=limits)
    if executor is not None:
        return _mapped(executor, read, checkouts, progress)
    if len(checkouts) < _WORTH_PROCESSES or (jobs or os.cpu_count() or 1) == 1:
        return _collected(map(read, checkouts), progress)
    # Slow to import, and needed by each worker, which inherits what is loaded when it is forked.
    import_module("catalogsite.apis.formats.registry")
    with processes(jobs) as pool:
        return _mapped(pool, read, checkouts, progress)


def read_one(
    checkout: Checkout, state: State, policy: Policy, limits: Limits = DEFAULT_LIMITS
) -> RepositoryReading:
    """The reading of one checkout, from the cache if it is there. Raises DiskError."""
    reading = _read_one(checkout, state, policy, limits)
    if reading.repository.state is RepositoryState.FAILED:
        # What was read until it failed hangs together in cycles, and worker processes inherit it.
        gc.collect()
    return reading


def _read_one(
    checkout: Checkout, state: State, policy: Policy, limits: Limits
) -> RepositoryReading:
    kept = kept_reading(checkout, state, policy, limits)
    if kept is not None:
        return kept
    try:
        reading = read_repository(
            checkout.open(),
            checkout.repository,
            checkout.request,
            policy,
            state.store,
            dict(checkout.contents),
            limits,
            state.readings,
        )
    except DiskError:
        raise
    except CpuLimitError as error:
        # It would take as long again in every run.
        reading = _failed(checkout.repository, _too_long(error), limits.repository)
    except CatalogsiteError as error:
        return _failed(checkout.repository, error)
    except MemoryError:
        return _failed(checkout.repository, _too_much())
    except Exception as error:
        # No error of one repository may end the run.
        return _failed(checkout.repository, _unexpected(error))
    keep(reading, checkout, state, policy, limits)
    return reading


def kept_reading(
    checkout: Checkout, state: State, policy: Policy, limits: Limits
) -> RepositoryReading | None:
    """The reading of an unchanged checkout; None where it must be read."""
    path = _path(checkout, state, policy, limits)
    kept = _kept(path, state)
    if kept is None:
        return None
    mark_used(path)
    return _renewed(kept, checkout.repository)


def keep(
    reading: RepositoryReading, checkout: Checkout, state: State, policy: Policy, limits: Limits
) -> None:
    """Keep a reading, but not one that failed for a reason which may pass. Raises OSError."""
    failed = any(found.rule == _UNREADABLE for found in reading.problems)
    if not failed or reading.limit is not None:
        content = reading.model_dump_json(exclude_defaults=True).encode()
        write_checked(_path(checkout, state, policy, limits), content)


def _path(checkout: Checkout, state: State, policy: Policy, limits: Limits) -> Path:
    return state.readings / f"{reading_key(checkout, policy, limits)}.json"


def _kept(path: Path, state: State) -> RepositoryReading | None:
    """The kept reading; None where it is damaged, or the store lacks one of its files."""
    content = read_checked(path)
    try:
        kept = RepositoryReading.model_validate_json(content) if content is not None else None
    except ValidationError:
        return None  # written by a version with other fields
    if kept is None:
        return None
    trees = {documentation.tree for documentation in kept.documentation}
    templates = {stored.files for stored in kept.template_files.values() if stored.files}
    whole = all(map(state.store.is_whole, trees))
    return kept if whole and all(holds_template(state.store, one) for one in templates) else None


def _too_long(error: CpuLimitError) -> SourceError:
    what = f"reading it takes more than {error.seconds:g} s of CPU time"
    return SourceError(what, fix="simplify its descriptors, or raise `limits.repository`")


def _too_much() -> SourceError:
    what = f"reading it takes more than {MEMORY_SHOWN} of memory"
    return SourceError(what, fix="simplify its descriptors, or split them into several files")


def _unexpected(error: Exception) -> SourceError:
    what = f"reading it failed: {type(error).__name__}: {error}"[:300]
    return SourceError(what, fix="please report it as a bug of catalogsite")


def _mapped(
    executor: Executor, read: partial[RepositoryReading], items: Sequence[Checkout], bar: Progress
) -> list[RepositoryReading]:
    chunk = max(1, len(items) // 32)
    return _collected(mapped(executor, read, items, killed, chunk), bar)


def killed(checkout: Checkout) -> RepositoryReading:
    """The reading of a checkout whose process was killed."""
    return _failed(checkout.repository, SourceError(workers.KILLED, fix=workers.FIX))


def _collected(
    readings: Iterable[RepositoryReading], progress: Progress
) -> list[RepositoryReading]:
    result: list[RepositoryReading] = []
    for reading in readings:
        progress.step("read", reading.repository.id)
        result.append(reading)
    return result


def reading_key(checkout: Checkout, policy: Policy, limits: Limits = DEFAULT_LIMITS) -> str:
    """A digest (64 hex digits) of all that the reading of a checkout depends on."""
    return ReadingKeys(policy, limits).of(checkout)


def _renewed(kept: RepositoryReading, now: Repository) -> RepositoryReading:
    if kept.limit is not None:
        now = now.model_copy(update={"state": RepositoryState.FAILED})
    stale = now.state in {RepositoryState.STALE, RepositoryState.FAILED}
    state = now.state if stale else RepositoryState.UNCHANGED
    return kept.model_copy(update={"repository": now.model_copy(update={"state": state})})


def _failed(
    repository: Repository, error: CatalogsiteError, limit: float | None = None
) -> RepositoryReading:
    at = SourceLocation(repository=repository.id)
    reason = problem("repository-unreadable", at=at, reason=error.what, suggestion=error.fix)
    failed = repository.model_copy(update={"state": RepositoryState.FAILED})
    return RepositoryReading.empty(failed, reason).model_copy(update={"limit": limit})
