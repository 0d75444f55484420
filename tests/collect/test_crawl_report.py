"""A failure stands in the crawl report once, with the source that it is about."""

from __future__ import annotations

import pytest

from catalogsite.collect.crawl.crawl_report import crawl_report
from catalogsite.collect.crawl.follow_locations import Crawled
from catalogsite.collect.crawl.list_sources import Listing
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure, SourceRun


def listing(kind, *names):
    requests = [
        RepositoryRequest(source=kind, name=name, url=f"https://git.example/{name}.git")
        for name in names
    ]
    run = SourceRun(kind=kind, name=" ".join(names), state="ok", repositories=len(names))
    return Listing(requests, run, "key")


def failure(name, kind="git"):
    return Failure(source=kind, reason=f"{name}: gone", subjects=(name,))


LISTED = [listing("git", "one"), listing("git", "two"), listing("github", "two", "three")]
FOLLOWED = SourceRun(kind="location", name="Locations", state="failed")
CASES = {
    "none": ((), ["ok", "ok", "ok", "failed"]),
    "one of two of a kind": ((failure("one"),), ["failed", "ok", "ok", "failed"]),
    "what two sources name": ((failure("two"),), ["ok", "failed", "stale", "failed"]),
    "a part of a list": ((failure("three", "github"),), ["ok", "ok", "stale", "failed"]),
    "what a Location names": ((failure("one", "location"),), ["ok", "ok", "ok", "failed"]),
}


@pytest.mark.parametrize("name", CASES)
def test_a_failure_is_of_the_sources_that_named_the_repository(name):
    failures, states = CASES[name]
    crawled = Crawled([], [], list(failures), runs=(FOLLOWED,))
    report = crawl_report(LISTED, crawled)
    assert [run.state for run in report] == states
    for run, one in zip(report, LISTED, strict=False):
        reported = {subject for found in run.failures for subject in found.subjects}
        assert reported <= {request.name for request in one.requests}
    by_locations = [found for found in failures if found.source == "location"]
    assert list(report[-1].failures) == by_locations
