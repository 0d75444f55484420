"""Converts documentation trees from the store into fragments, each once for its content."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from catalogsite.docs.converter.tree import convert_tree
from catalogsite.docs.fragments import CONVERTER, Fragments
from catalogsite.errors import CatalogsiteError, DiskError
from catalogsite.execution import executors as workers
from catalogsite.execution.executors import mapped
from catalogsite.execution.progress import NoProgress, Progress, counted
from catalogsite.model.documentation import Documentation
from catalogsite.model.repository import Repository
from catalogsite.model.value import Value
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.state.atomic import atomic_write, mark_used
from catalogsite.state.store import Store

STAGE = "documentation"


class ConversionJob(Value):
    """One documentation and the repository that its links lead to."""

    documentation: Documentation
    repository: Repository

    @property
    def key(self) -> str:
        """Names the result: it changes if and only if the fragments can change."""
        documentation, repository = self.documentation, self.repository
        parts = (
            *(CONVERTER, documentation.tree, documentation.root, documentation.config),
            *(documentation.docs_dir, documentation.site_name, documentation.repository),
            *(repository.web_url, repository.host, repository.branch or repository.commit),
            repository.archived,
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()


def convert_all(
    jobs: Sequence[ConversionJob],
    store_dir: Path,
    cache_dir: Path,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> dict[str, Fragments]:
    """The fragments of every job by the reference of its entity; entities may share a value.

    What the cache lacks is converted on `executor` (here, where there is none): workers write
    the cache, so only keys travel between processes.
    """
    progress = progress or NoProgress()
    keys = {job.key: job for job in jobs}
    cached = {key: kept for key in keys if (kept := _read(cache_dir, key))}
    # What failed may work now: the store has its files again, or the machine more memory.
    found = {key: kept for key, kept in cached.items() if not _is_failed(kept)}
    missing = [job for key, job in keys.items() if key not in found]
    progress.start(STAGE, len(missing))
    convert = partial(convert_job, store_dir=store_dir, cache_dir=cache_dir)
    results = (
        mapped(executor, convert, missing, lost=lambda _: None)
        if (executor and len(missing) > 1)
        else map(convert, missing)
    )
    for job, result in zip(missing, results, strict=True):
        reason = workers.KILLED if result is None else "its result was lost"
        found[job.key] = _read(cache_dir, job.key) or _failed(job, reason)
        progress.step(STAGE, job.documentation.entity_ref)
    pages = sum(len(fragments.pages) for fragments in found.values())
    words = f"{len(missing)} of {counted(len(keys), 'documentation')} converted"
    progress.done(STAGE, f"{counted(pages, 'page')}, {words}")
    return {job.documentation.entity_ref: found[job.key] for job in jobs}


def convert_job(job: ConversionJob, store_dir: Path, cache_dir: Path) -> str:
    """Convert one documentation into the cache; a pure, picklable step for any executor."""
    try:
        fragments = convert_tree(job.documentation, job.repository, Store(store_dir))
        text = fragments.model_dump_json(exclude_defaults=True)
    except DiskError:
        raise
    except CatalogsiteError as error:
        text = _failed(job, error.what).model_dump_json()
    except Exception as error:
        # Whatever one documentation does to the converter, the others must not pay for it.
        text = _failed(job, f"{type(error).__name__}: {error}"[:300]).model_dump_json()
    atomic_write(_path(cache_dir, job.key), text.encode())
    return job.key


def _is_failed(fragments: Fragments) -> bool:
    return any(found.rule == "docs-failed" for found in fragments.problems)


def _failed(job: ConversionJob, reason: str) -> Fragments:
    documentation = job.documentation
    ref, repository = documentation.entity_ref, documentation.repository
    at = SourceLocation(documentation.config, None, None, ref, repository)
    return Fragments(
        site_name=documentation.site_name or "Documentation",
        problems=(problem("docs-failed", at=at, reason=reason),),
    )


def _path(cache_dir: Path, key: str) -> Path:
    return cache_dir / key[:2] / f"{key[2:]}.json"


def _read(cache_dir: Path, key: str) -> Fragments | None:
    """The cached result; an entry that is missing, cut short or of another shape is None."""
    path = _path(cache_dir, key)
    try:
        found = Fragments.model_validate_json(path.read_bytes())
        mark_used(path)
    except (OSError, ValidationError):
        return None
    return found
