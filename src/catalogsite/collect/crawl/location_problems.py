"""What a crawl could not find: files of sources, targets of Locations, and its line of the report."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.catalog.reading import ExternalTarget
from catalogsite.collect.crawl.crawl_state import CrawlState, version_of
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Scope
from catalogsite.model.source_run import Failure, SourceRun
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.repositories.file_links import split_file_url

LOCATION = "location"
"""The source of repositories that only Locations name."""


def missing_files(state: CrawlState) -> Iterator[Failure]:
    """A failure for each file that a source names and that does not exist in its repository."""
    for name, checkout in state.checkouts.items():
        request, absent = checkout.request, state.readings[name].catalog.missing
        if request.scope is not Scope.FILES or request.source == LOCATION:
            continue
        for path in request.descriptors:
            if path in absent:
                yield Failure(
                    source=request.source,
                    reason=f"there is no file `{path}` in {name}",
                    fix="correct the `target` of the source",
                    url=request.url,
                    subjects=(name,),
                )


def location_run(state: CrawlState) -> tuple[SourceRun, ...]:
    """The line of the crawl report for repositories that only Locations name; empty without any."""
    if not state.requests:
        return ()
    failed = sum(one.source == LOCATION for one in state.failures)
    read = len(state.requests) - failed
    status = "ok" if not failed else "stale" if read else "failed"
    return (SourceRun(kind=LOCATION, name="Locations", state=status, repositories=read),)


def target_problems(state: CrawlState) -> Iterator[Problem]:
    """A problem for each target that was not read, unless its Location says `presence: optional`."""
    for repository, target in state.targets():
        found = None if target.optional else _target_problem(state, repository, target)
        if found is not None:
            yield found


def _target_problem(state: CrawlState, repository: str, target: ExternalTarget) -> Problem | None:
    url = target.url
    at = SourceLocation(target.file, target.line, target.column, repository=repository)
    link = split_file_url(url)
    if link is None or not link.path:
        return problem("location-external", "not-a-file", at=at, target=url)
    checkout = state.checkout_of(link)
    if checkout is not None:
        if link.path not in state.readings[checkout.repository.id].catalog.missing:
            return None
        return problem("location-target", "elsewhere", at=at, target=url)
    request = state.requests.get(version_of(link))
    if request is None:
        return problem("location-external", "no-source", at=at, target=url)
    reason = next((one.reason for one in state.failures if one.url == request.url), "")
    return problem("location-external", "not-fetched", at=at, target=url, reason=reason)
