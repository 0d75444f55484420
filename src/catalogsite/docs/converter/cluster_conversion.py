"""Converts documentation on a cluster, whose workers do not see this disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from catalogsite.docs.converter.conversion_cache import ConversionCache
from catalogsite.docs.converter.convert_step import Step, convert_step
from catalogsite.docs.file_kinds import is_drawing, is_shown
from catalogsite.errors import StoreError
from catalogsite.execution.cluster import Cluster
from catalogsite.execution.temporary import temporary_folder
from catalogsite.model.limits import Limits
from catalogsite.state.checked_file import read_checked, write_checked
from catalogsite.state.store import Store


class SentStep(NamedTuple):
    """A step with all that it reads: the tree's files without images and films, and kept pages."""

    step: Step
    limits: Limits
    objects: tuple[bytes, ...]
    pages: bytes | None


class ConvertedElsewhere(NamedTuple):
    """The files that a step wrote into the cache: its result, all pages, or those of its part."""

    result: bytes | None = None
    pages: bytes | None = None
    part: bytes | None = None


def convert_on(
    cluster: Cluster, steps: Sequence[Step], store: Store, cache: ConversionCache, limits: Limits
) -> Iterator[bool | None]:
    """As `convert_step` for each of the steps, in order; None where its process was killed."""
    sent = (_sent(step, store, cache, limits) for step in steps)
    converted = cluster.mapped(convert_sent, sent, lambda _: None)
    for step, found in zip(steps, converted, strict=True):
        if found is None:
            yield None
            continue
        if found.pages is not None:
            write_checked(cache.pages(step.job), found.pages)
        if found.part is not None and step.part is not None:
            write_checked(cache.part(step.job, step.part), found.part)
        if found.result is not None:
            cache.write(step.job, found.result)
        yield found.result is not None


def convert_sent(sent: SentStep) -> ConvertedElsewhere:
    """What a worker makes of a step; a pure, picklable function."""
    step, job = sent.step, sent.step.job
    with temporary_folder() as folder:
        store, cache = Store(folder / "store"), ConversionCache(folder / "cache")
        for content in sent.objects:
            store.put(content)
        if sent.pages is not None:
            write_checked(cache.pages(job), sent.pages)
        finished = convert_step(step, store.folder, cache.folder, sent.limits)
        if step.part is not None:
            return ConvertedElsewhere(part=read_checked(cache.part(job, step.part)))
        if not finished:
            return ConvertedElsewhere()
        pages = read_checked(cache.pages(job))
        return ConvertedElsewhere(
            read_checked(cache.result(job)), None if pages == sent.pages else pages
        )


def _sent(step: Step, store: Store, cache: ConversionCache, limits: Limits) -> SentStep:
    objects: list[bytes] = []
    tree = step.job.documentation.tree
    try:
        objects.append(store.get(tree))
        files = store.tree(tree).files
        blobs = {one.blob for path, one in files.items() if not is_shown(path) or is_drawing(path)}
        objects += map(store.get, sorted(blobs))
    except StoreError:
        # The worker lacks it too, and reports it.
        pass
    return SentStep(step, limits, tuple(objects), read_checked(cache.pages(step.job)))
