"""The documentation of a snapshot: converted, and its problems added to the snapshot."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from typing import NamedTuple

from catalogsite.docs.converter.convert import convert_all
from catalogsite.docs.converter.job import ConversionJob, with_siblings
from catalogsite.docs.entity_links import broken_link_problems, page_addresses, resolve_entity_links
from catalogsite.docs.fragments import Fragment, Fragments
from catalogsite.docs.shared_problems import shared_problems
from catalogsite.docs.undeclared import as_info, undeclared_documentation
from catalogsite.execution.cluster import cluster
from catalogsite.execution.executors import processes
from catalogsite.execution.progress import Progress
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.documentation.shared_documentation import shared_links
from catalogsite.model.limits import DEFAULT_LIMITS, Limits
from catalogsite.model.problem import Problem
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.urls import docs_path
from catalogsite.problems.create import SourceLocation
from catalogsite.problems.suppressions import Suppression, apply_suppressions
from catalogsite.state.folders import State
from catalogsite.state.store import Store

Converted = Mapping[str, Fragments]


class Prepared(NamedTuple):
    """A snapshot with every problem, its converted documentation, and the state they came from."""

    snapshot: Snapshot
    fragments: Converted
    state: State


def prepare(
    snapshot: Snapshot,
    state: State,
    progress: Progress,
    suppressions: Sequence[Suppression] = (),
    jobs: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
    executor: str | None = None,
) -> Prepared:
    """The snapshot with the problems of its documentation, which is converted for it.

    With an `executor` (`dask://HOST:PORT`), on that cluster.
    """
    fragments = prepare_documentation(snapshot, state, progress, jobs, limits, executor)
    documented = documentation_problems(snapshot, fragments, state.store)
    return Prepared(apply_suppressions(documented, suppressions), fragments, state)


def prepare_documentation(
    snapshot: Snapshot,
    state: State,
    progress: Progress,
    jobs: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
    executor: str | None = None,
) -> Converted:
    """The fragments of every documentation by the reference of its entity."""
    connection = nullcontext() if executor is None else cluster(executor)
    # Never in this process: native code that gets no more memory ends the process that it runs in.
    with connection as connected, processes(jobs) as pool:
        return convert_all(
            _conversions(snapshot),
            state.store.folder,
            state.fragments,
            executor=pool,
            progress=progress,
            limits=limits,
            processes=jobs or os.cpu_count() or 1,
            cluster=connected,
        )


def _conversions(snapshot: Snapshot) -> list[ConversionJob]:
    repositories = {repository.id: repository for repository in snapshot.repositories}
    return with_siblings(
        [
            ConversionJob(documentation=item, repository=repositories[item.repository])
            for item in snapshot.documentation
            if item.repository in repositories
        ]
    )


def documentation_problems(snapshot: Snapshot, converted: Converted, store: Store) -> Snapshot:
    """The snapshot with the problems of its documentation; each of a shared tree once."""
    undeclared = undeclared_documentation(snapshot)
    found = {
        as_info(problem) if ref in undeclared else problem: None
        for ref in sorted(converted)
        for problem in converted[ref].problems
    }
    broken = dict.fromkeys(_broken_links(snapshot, converted, store))
    shared = tuple(shared_problems(snapshot, converted))
    if not found and not broken and not shared:
        return snapshot
    problems = (*snapshot.problems, *found, *broken, *shared)
    return snapshot.model_copy(update={"problems": problems})


def _broken_links(snapshot: Snapshot, converted: Converted, store: Store) -> Iterator[Problem]:
    known, addresses = frozenset(snapshot.origins), page_addresses(converted)
    shared = shared_links(snapshot.entities, addresses).get
    for documentation in snapshot.documentation:
        fragments = converted.get(documentation.entity_ref)
        for page in fragments.pages if fragments else ():
            if 'href="entity:' not in page.html and 'href="docs:' not in page.html:
                continue
            path = docs_path(documentation.entity_ref, page.path)
            _, broken = resolve_entity_links(page.html, path, known, addresses, shared)
            ref, repository = documentation.entity_ref, documentation.repository
            at = SourceLocation(page.file or path, None, None, ref, repository)
            source = partial(_source, documentation, page, store)
            yield from broken_link_problems(broken, at=at, source=source)


def _source(documentation: Documentation, page: Fragment, store: Store) -> str:
    """The Markdown that a page was converted from; empty where the tree lacks the file."""
    prefix = f"{documentation.root}/" if documentation.root else ""
    entry = store.tree(documentation.tree).files.get((page.file or "").removeprefix(prefix))
    return store.get(entry.blob).decode(errors="replace") if entry else ""


class LazyAddresses(Mapping[str, frozenset[str]]):
    """The addresses of the pages of each documentation, which is converted at the first lookup."""

    def __init__(self, snapshot: Snapshot, state: State, limits: Limits = DEFAULT_LIMITS) -> None:
        self._state = state
        self._limits = limits
        self._found: dict[str, frozenset[str]] = {}
        self._jobs = {job.documentation.entity_ref: job for job in _conversions(snapshot)}

    def __getitem__(self, ref: str) -> frozenset[str]:
        if ref not in self._found:
            job = self._jobs[ref]
            store, cache = self._state.store.folder, self._state.fragments
            with processes(1) as executor:
                converted = convert_all([job], store, cache, executor, limits=self._limits)
            self._found[ref] = converted[ref].addresses
        return self._found[ref]

    def __contains__(self, ref: object) -> bool:
        # Mapping's own would convert the documentation to answer.
        return ref in self._jobs

    def __iter__(self) -> Iterator[str]:
        return iter(self._jobs)

    def __len__(self) -> int:
        return len(self._jobs)
