"""What a crawl could not find: files of sources, targets of Locations, and its line of the report."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.catalog.reading import ExternalTarget
from catalogsite.collect.crawl_state import CrawlState, version_of
from catalogsite.model.problem import Level, Problem
from catalogsite.model.source_run import Failure, SourceRun
from catalogsite.repositories.hosts import split_file_url

LOCATION = "location"
"""The source of repositories that only Locations name."""


def missing_files(state: CrawlState) -> Iterator[Failure]:
    """A failure for each file that a source of kind `catalog` names and that does not exist."""
    for name, checkout in state.checkouts.items():
        request, absent = checkout.request, state.readings[name].catalog.missing
        for path in request.descriptors if request.source == "catalog" else ():
            if path in absent:
                yield Failure(
                    source="catalog",
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
        found = None if target.optional else _target_problem(state, target)
        if found is not None:
            yield found.model_copy(update={"repository": repository})


def _target_problem(state: CrawlState, target: ExternalTarget) -> Problem | None:
    link = split_file_url(target.url)
    if link is None or not link.path:
        fix = "name a file of a repository, such as https://host/owner/name/blob/main/all.yaml"
        return _external(target, "which is no link to a file of a git repository", fix)
    checkout = state.checkout_of(link)
    if checkout is not None:
        missing = state.readings[checkout.repository.id].catalog.missing
        return _broken(target) if link.path in missing else None
    request = state.requests.get(version_of(link))
    if request is None:
        fix = "add the repository to `sources`, or its host to `catalog.hosts`"
        return _external(target, "which no source brings in", fix)
    reason = next((one.reason for one in state.failures if one.url == request.url), "")
    return _external(target, f"which could not be fetched: {reason}", "see the crawl report")


def _external(target: ExternalTarget, what: str, fix: str) -> Problem:
    return _problem("location-external", Level.WARNING, target, what, fix)


def _broken(target: ExternalTarget) -> Problem:
    fix = "correct the address, or add `presence: optional`"
    return _problem("location-target", Level.ERROR, target, "but there is no such file", fix)


def _problem(rule: str, level: Level, target: ExternalTarget, what: str, fix: str) -> Problem:
    return Problem(
        rule=rule,
        level=level,
        message=f"the Location names {target.url}, {what}",
        fix=fix,
        file=target.file,
        line=target.line,
        column=target.column,
    )
