"""One step of converting a documentation: all of it, or some of its pages."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from catalogsite.docs.converter.conversion_cache import ConversionCache
from catalogsite.docs.converter.job import ConversionJob
from catalogsite.docs.converter.pages.page_results import PageResults
from catalogsite.docs.converter.pages.parts import Part
from catalogsite.docs.converter.tree import Work, convert_pages, convert_tree
from catalogsite.docs.fragments import Fragments
from catalogsite.errors import CatalogsiteError, CpuLimitError, DiskError
from catalogsite.model.limits import DEFAULT_LIMITS, Limits
from catalogsite.model.problem import Problem
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.state.store import Store


class Step(NamedTuple):
    """A documentation to convert, or a `part` of its pages.

    With `most`, it is left as it is where more pages than that are to be converted.
    """

    job: ConversionJob
    most: int | None = None
    part: Part | None = None


def convert_step(
    step: Step, store_dir: Path, cache_dir: Path, limits: Limits = DEFAULT_LIMITS
) -> bool:
    """Convert into the cache; a pure, picklable function for any executor.

    Returns whether the cache has the result of the documentation now.
    """
    job, cache = step.job, ConversionCache(cache_dir)
    try:
        fragments = _converted(step, cache, Store(store_dir), limits)
        if fragments is None:
            return False
        text = fragments.model_dump_json(exclude_defaults=True)
    except DiskError:
        raise
    except Exception as error:
        if step.part is not None:
            # The same happens where the documentation is finished, and is reported there.
            return False
        text = _only_problem(job, error, limits).model_dump_json()
    cache.write(job, text.encode())
    for path in cache.parts(job):
        path.unlink(missing_ok=True)
    return True


def failed(job: ConversionJob, reason: str) -> Fragments:
    """A documentation without pages, and the problem that says why."""
    return _with_problem(job, problem("docs-failed", at=_location(job), reason=reason))


def _converted(
    step: Step, cache: ConversionCache, store: Store, limits: Limits
) -> Fragments | None:
    job = step.job
    results = PageResults(cache.pages(job), cache.parts(job))
    ledger = cache.ledger(job)
    work = Work(job.documentation, job.repository, store, limits, results, ledger)
    if step.part is not None:
        convert_pages(work, step.part)
        results.save_new(cache.part(job, step.part))
        return None
    fragments = convert_tree(work, step.most)
    if fragments is None:
        return None
    results.save()
    siblings = job.siblings if fragments.limits else None
    return fragments.model_copy(update={"siblings": siblings})


def _only_problem(job: ConversionJob, error: Exception, limits: Limits) -> Fragments:
    if isinstance(error, CpuLimitError):
        seconds = f"{error.seconds:g}"
        found = problem("docs-limit", "navigation", at=_location(job), seconds=seconds)
        fragments = _with_problem(job, found)
        return fragments.model_copy(update={"limits": limits, "siblings": job.siblings})
    if isinstance(error, CatalogsiteError):
        return failed(job, error.what)
    # Whatever one documentation does to the converter, the others must not pay for it.
    return failed(job, f"{type(error).__name__}: {error}"[:300])


def _location(job: ConversionJob) -> SourceLocation:
    documentation = job.documentation
    ref, repository = documentation.entity_ref, documentation.repository
    return SourceLocation(documentation.config, None, None, ref, repository)


def _with_problem(job: ConversionJob, found: Problem) -> Fragments:
    site_name = job.documentation.site_name or "Documentation"
    return Fragments(site_name=site_name, problems=(found,))
