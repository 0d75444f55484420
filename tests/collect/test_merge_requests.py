"""Requests for one repository are joined into one that reads what each of them would."""

from __future__ import annotations

import pytest

from catalogsite.collect.crawl.merge_requests import deduplicated, merge_requests
from catalogsite.model.repository import RepositoryRequest, Scope

URL = "https://git.acme.example/pay.git"


def request(source="git", descriptors=(), also=(), **fields):
    scope = Scope.FILES if source in {"catalog", "location"} else Scope.REPOSITORY
    fields = {"url": URL, "scope": scope} | fields
    return RepositoryRequest(
        source=source, name="pay", descriptors=descriptors, also=also, **fields
    )


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (request(), request(), ("git", (), ())),
        (request(also=("a",)), request(also=("b",)), ("git", (), ("a", "b"))),
        (request(also=("a", "b")), request(also=("b", "a")), ("git", (), ("a", "b"))),
        (request(), request(also=("b",)), ("git", (), ("b",))),
        (request(also=("a",)), request(), ("git", (), ("a",))),
        # Globs of both are read; where one reads by the default rule, those of the other besides.
        (request(descriptors=("x",)), request(descriptors=("y",)), ("git", ("x", "y"), ())),
        (request(descriptors=("x",)), request(), ("git", (), ("x",))),
        (request(), request(descriptors=("y",)), ("git", (), ("y",))),
        (
            request(descriptors=("x",), also=("a",)),
            request(descriptors=("x", "y"), also=("b",)),
            ("git", ("x", "y"), ("a", "b")),
        ),
        (
            request(descriptors=("x",), also=("a",)),
            request(also=("b",)),
            ("git", (), ("x", "a", "b")),
        ),
        # A source of repositories makes it one, whatever named single files of it before.
        (
            request("catalog", descriptors=("all.yaml",), also=("a",)),
            request("github", also=("b",)),
            ("github", (), ("all.yaml", "b", "a")),
        ),
        (
            request("github"),
            request("location", descriptors=("x",)),
            ("github", (), ("x",)),
        ),
        (
            request("location", descriptors=("x",)),
            request("catalog", descriptors=("y",)),
            ("location", ("x", "y"), ()),
        ),
    ],
)
def test_one_request_reads_what_both_would(first, second, expected):
    merged = merge_requests(first, second)
    assert (merged.source, merged.descriptors, merged.also) == expected
    files = {first.scope, second.scope} == {Scope.FILES}
    assert merged.scope is (Scope.FILES if files else Scope.REPOSITORY)


def test_a_repository_is_requested_once_and_stays_in_its_place():
    other = request(url="https://git.acme.example/other.git")
    found = deduplicated(
        [request(also=("a",)), other, request(url=URL.removesuffix(".git"), also=("b",))]
    )
    assert [(one.url, one.also) for one in found] == [(URL, ("a", "b")), (other.url, ())]


def test_another_branch_is_another_request_but_not_of_a_folder():
    assert len(deduplicated([request(), request(branch="v2"), request(branch="v2")])) == 2
    folder = {"url": None, "path": "/srv/pay"}
    assert len(deduplicated([request(**folder), request(**folder, branch="v2")])) == 1
    assert len(deduplicated([request(**folder), request(url=None, path="/srv/b")])) == 2
