"""Converts documentation trees from the store into fragments, each once for its content."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from catalogsite.docs.converter.cluster_conversion import convert_on
from catalogsite.docs.converter.conversion_cache import LEDGERS, ConversionCache
from catalogsite.docs.converter.convert_step import Step, convert_step, failed
from catalogsite.docs.converter.job import ConversionJob
from catalogsite.docs.converter.pages.parts import Part
from catalogsite.docs.fragments import Fragments
from catalogsite.docs.mount import is_page
from catalogsite.errors import StoreError
from catalogsite.execution import executors as workers
from catalogsite.execution.cluster import Cluster
from catalogsite.execution.executors import mapped
from catalogsite.execution.progress import NoProgress, Progress, counted
from catalogsite.model.limits import DEFAULT_LIMITS, Limits
from catalogsite.state.store import Store

STAGE = "documentation"

_Run = Callable[[Sequence[Step]], Iterator[bool | None]]

_WORTH_PARTS = 200
"""Pages below which it costs more to open a documentation in several processes than it saves."""

_ALONE = 64
"""As many pages of a large documentation are converted by one process."""


def convert_all(
    jobs: Sequence[ConversionJob],
    store_dir: Path,
    cache_dir: Path,
    executor: Executor | None = None,
    progress: Progress | None = None,
    limits: Limits = DEFAULT_LIMITS,
    processes: int = 1,
    cluster: Cluster | None = None,
) -> dict[str, Fragments]:
    """The fragments of every job by the reference of its entity; entities may share a value.

    What the cache lacks is converted on `executor` (here, where there is none), which has so many
    `processes`: workers write the cache, so only keys travel between processes. With a `cluster` that
    is done there, and only what was divided is finished on `executor`.
    """
    progress = progress or NoProgress()
    cache, keys = ConversionCache(cache_dir), {job.key: job for job in jobs}
    cached = {key: kept for key, job in keys.items() if (kept := cache.read(job))}
    found = {key: kept for key, kept in cached.items() if _is_final(kept, keys[key], limits)}
    missing = [job for key, job in keys.items() if key not in found]
    progress.start(STAGE, len(missing))
    _clear_ledgers(cache_dir)
    convert = partial(convert_step, store_dir=store_dir, cache_dir=cache_dir, limits=limits)

    def run(steps: Sequence[Step]) -> Iterator[bool | None]:
        return mapped(executor, convert, steps, lambda _: None) if executor else map(convert, steps)

    def run_there(steps: Sequence[Step]) -> Iterator[bool | None]:
        if cluster is None:
            return run(steps)
        return convert_on(cluster, steps, Store(store_dir), cache, limits)

    parts = processes if cluster is None else cluster.workers
    sizes = _sizes(missing, Store(store_dir)) if parts > 1 else {}
    for job, result in _converted(missing, sizes, parts, run_there, run):
        reason = workers.KILLED if result is None else "its result was lost"
        found[job.key] = cache.read(job) or failed(job, reason)
        progress.step(STAGE, job.documentation.entity_ref)
    _clear_ledgers(cache_dir)
    pages = sum(len(fragments.pages) for fragments in found.values())
    words = f"{len(missing)} of {counted(len(keys), 'documentation')} converted"
    progress.done(STAGE, f"{counted(pages, 'page')}, {words}")
    return {job.documentation.entity_ref: found[job.key] for job in jobs}


def _converted(
    jobs: Sequence[ConversionJob], sizes: Mapping[str, int], parts: int, run: _Run, finish: _Run
) -> Iterator[tuple[ConversionJob, bool | None]]:
    """Each job when its result is in the cache; None where the process that converted it was killed.

    Large documentation, by its `sizes` in pages, comes first and in parts.
    """
    large = max(_WORTH_PARTS, sum(sizes.values()) / parts / 4)
    ordered = sorted(jobs, key=lambda job: -sizes.get(job.key, 0))
    steps = [Step(job, _ALONE if sizes.get(job.key, 0) > large else None) for job in ordered]
    unfinished: list[ConversionJob] = []
    for job, result in zip(ordered, run(steps), strict=True):
        if result is False:
            unfinished.append(job)
        else:
            yield job, result
    divided = [Step(job, part=Part(n, parts)) for job in unfinished for n in range(parts)]
    for _ in run(divided):
        # What a part lacks is converted where the documentation is finished.
        pass
    yield from zip(unfinished, finish([Step(job) for job in unfinished]), strict=True)


def _sizes(jobs: Sequence[ConversionJob], store: Store) -> dict[str, int]:
    """The number of pages of each job by its key; 0 where the store lacks its tree."""
    return {job.key: _pages(job, store) for job in jobs}


def _pages(job: ConversionJob, store: Store) -> int:
    try:
        return sum(map(is_page, store.tree(job.documentation.tree).files))
    except StoreError:
        return 0


def _is_final(fragments: Fragments, job: ConversionJob, limits: Limits) -> bool:
    """Whether to convert the documentation again would give the same."""
    if fragments.has_failed:
        return False
    # Pages that were left without time get some, once a setting or another documentation changed.
    unlimited = fragments.limits is None
    same = fragments.siblings == job.siblings and fragments.limits == limits
    return unlimited or same


def _clear_ledgers(cache_dir: Path) -> None:
    shutil.rmtree(cache_dir / LEDGERS, ignore_errors=True)
