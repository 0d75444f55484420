"""Converts documentation trees from the store into fragments, each once for its content."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from catalogsite.docs.converter.pages.page_results import PageResults
from catalogsite.docs.converter.pages.versions import converter_versions
from catalogsite.docs.converter.tree import convert_tree
from catalogsite.docs.fragments import Fragments
from catalogsite.errors import CatalogsiteError, CpuLimitError, DiskError
from catalogsite.execution import executors as workers
from catalogsite.execution.cpu_ledger import CpuLedger
from catalogsite.execution.executors import mapped
from catalogsite.execution.progress import NoProgress, Progress, counted
from catalogsite.model.documentation import Documentation
from catalogsite.model.limits import DEFAULT_LIMITS, Limits
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository
from catalogsite.model.value import Value
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.state.atomic import mark_used
from catalogsite.state.checked_file import read_checked, write_checked
from catalogsite.state.store import Store

STAGE = "documentation"

_LEDGERS = ".cpu"


class ConversionJob(Value):
    """One documentation and the repository that its links lead to.

    `siblings` stands for all documentation of the repository, which share its limit.
    """

    documentation: Documentation
    repository: Repository
    siblings: str = ""

    @property
    def key(self) -> str:
        """Names the result: it changes if and only if the fragments can change."""
        documentation, repository = self.documentation, self.repository
        parts = (
            *(*converter_versions(), documentation.tree, documentation.root, documentation.config),
            *(documentation.docs_dir, documentation.site_name, documentation.repository),
            *(repository.web_url, repository.host, repository.branch or repository.commit),
            repository.archived,
        )
        return _digest(parts)

    @property
    def place_key(self) -> str:
        """Names the place of the documentation, whatever its content is."""
        documentation = self.documentation
        parts = (documentation.root, documentation.config, documentation.docs_dir)
        return _digest((documentation.repository, *parts))


def with_siblings(jobs: Sequence[ConversionJob]) -> list[ConversionJob]:
    """The jobs, each with a digest of all jobs of its repository."""
    keys: dict[str, list[str]] = {}
    for job in jobs:
        keys.setdefault(job.repository.id, []).append(job.key)
    digests = {repository: _digest(sorted(set(found))) for repository, found in keys.items()}
    return [job.model_copy(update={"siblings": digests[job.repository.id]}) for job in jobs]


def convert_all(
    jobs: Sequence[ConversionJob],
    store_dir: Path,
    cache_dir: Path,
    executor: Executor | None = None,
    progress: Progress | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> dict[str, Fragments]:
    """The fragments of every job by the reference of its entity; entities may share a value.

    What the cache lacks is converted on `executor` (here, where there is none): workers write
    the cache, so only keys travel between processes.
    """
    progress = progress or NoProgress()
    keys = {job.key: job for job in jobs}
    cached = {key: kept for key, job in keys.items() if (kept := _read(cache_dir, job))}
    found = {key: kept for key, kept in cached.items() if _is_final(kept, keys[key], limits)}
    missing = [job for key, job in keys.items() if key not in found]
    progress.start(STAGE, len(missing))
    _clear_ledgers(cache_dir)
    convert = partial(convert_job, store_dir=store_dir, cache_dir=cache_dir, limits=limits)
    results = (
        mapped(executor, convert, missing, lost=lambda _: None)
        if executor
        else map(convert, missing)
    )
    for job, result in zip(missing, results, strict=True):
        reason = workers.KILLED if result is None else "its result was lost"
        found[job.key] = _read(cache_dir, job) or _failed(job, reason)
        progress.step(STAGE, job.documentation.entity_ref)
    _clear_ledgers(cache_dir)
    pages = sum(len(fragments.pages) for fragments in found.values())
    words = f"{len(missing)} of {counted(len(keys), 'documentation')} converted"
    progress.done(STAGE, f"{counted(pages, 'page')}, {words}")
    return {job.documentation.entity_ref: found[job.key] for job in jobs}


def convert_job(
    job: ConversionJob, store_dir: Path, cache_dir: Path, limits: Limits = DEFAULT_LIMITS
) -> str:
    """Convert one documentation into the cache; a pure, picklable step for any executor."""
    try:
        text = _converted(job, store_dir, cache_dir, limits).model_dump_json(exclude_defaults=True)
    except DiskError:
        raise
    except CpuLimitError as error:
        text = _without_pages(job, error, limits).model_dump_json()
    except CatalogsiteError as error:
        text = _failed(job, error.what).model_dump_json()
    except Exception as error:
        # Whatever one documentation does to the converter, the others must not pay for it.
        text = _failed(job, f"{type(error).__name__}: {error}"[:300]).model_dump_json()
    write_checked(_path(cache_dir, job), text.encode())
    return job.key


def _converted(job: ConversionJob, store_dir: Path, cache_dir: Path, limits: Limits) -> Fragments:
    documentation, repository = job.documentation, job.repository
    results = PageResults(_pages_path(cache_dir, job))
    ledger = CpuLedger(cache_dir / _LEDGERS / _digest((repository.id,)))
    store = Store(store_dir)
    fragments = convert_tree(documentation, repository, store, limits, results, ledger)
    results.save()
    siblings = job.siblings if fragments.limits else None
    return fragments.model_copy(update={"siblings": siblings})


def _is_final(fragments: Fragments, job: ConversionJob, limits: Limits) -> bool:
    """Whether to convert the documentation again would give the same."""
    if any(found.rule == "docs-failed" for found in fragments.problems):
        # What failed may work now: the store has its files again, or the machine more memory.
        return False
    # Pages that were left without time get some, once a setting or another documentation changed.
    unlimited = fragments.limits is None
    same = fragments.siblings == job.siblings and fragments.limits == limits
    return unlimited or same


def _failed(job: ConversionJob, reason: str) -> Fragments:
    return _only_problem(job, problem("docs-failed", at=_location(job), reason=reason))


def _without_pages(job: ConversionJob, error: CpuLimitError, limits: Limits) -> Fragments:
    seconds = f"{error.seconds:g}"
    found = problem("docs-limit", "navigation", at=_location(job), seconds=seconds)
    fragments = _only_problem(job, found)
    return fragments.model_copy(update={"limits": limits, "siblings": job.siblings})


def _location(job: ConversionJob) -> SourceLocation:
    documentation = job.documentation
    ref, repository = documentation.entity_ref, documentation.repository
    return SourceLocation(documentation.config, None, None, ref, repository)


def _only_problem(job: ConversionJob, found: Problem) -> Fragments:
    site_name = job.documentation.site_name or "Documentation"
    return Fragments(site_name=site_name, problems=(found,))


def _clear_ledgers(cache_dir: Path) -> None:
    shutil.rmtree(cache_dir / _LEDGERS, ignore_errors=True)


def _path(cache_dir: Path, job: ConversionJob) -> Path:
    return cache_dir / job.key[:2] / f"{job.key[2:]}.json"


def _pages_path(cache_dir: Path, job: ConversionJob) -> Path:
    return cache_dir / "pages" / f"{job.place_key}.json"


def _digest(parts: Iterable[object]) -> str:
    return hashlib.sha256(repr(tuple(parts)).encode()).hexdigest()


def _read(cache_dir: Path, job: ConversionJob) -> Fragments | None:
    """The cached result; an entry that is missing, damaged or of another shape is None."""
    path = _path(cache_dir, job)
    content = read_checked(path)
    try:
        found = Fragments.model_validate_json(content) if content is not None else None
    except ValidationError:
        return None
    if found is not None:
        mark_used(path)
        with suppress(OSError):
            mark_used(_pages_path(cache_dir, job))
    return found
