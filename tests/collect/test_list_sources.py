"""A source that fails keeps its last list of repositories, and only its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from catalogsite.collect.crawl.list_sources import (
    Listing,
    list_repositories,
    remove_old_listings,
)
from catalogsite.collectors.hosts import github
from catalogsite.collectors.hosts.folder import Settings
from catalogsite.collectors.protocol import Context
from catalogsite.network.client import Clients
from catalogsite.network.retry_policy import RetryPolicy

MONDAY = datetime(2026, 2, 2, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a/one", "a/two", "b/three"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "README.md").write_text(f"# {name}\n")
    return tmp_path


def listed(folder: Path, *patterns: str, now: datetime = MONDAY) -> list[Listing]:
    settings = [Settings(path=pattern) for pattern in patterns]
    context = Context(base_dir=folder, now=now, env={}, client=Clients())
    return list_repositories(settings, context, folder / "state")


def names(listings: list[Listing]) -> list[list[str]]:
    return [[request.name for request in listing.requests] for listing in listings]


def states(listings: list[Listing]) -> list[str]:
    return [listing.run.state for listing in listings]


def test_each_source_that_fails_keeps_its_own_last_list(folder: Path) -> None:
    before = listed(folder, "a/*", "b/*")
    assert (names(before), states(before)) == ([["one", "two"], ["three"]], ["ok", "ok"])
    (folder / "a").rename(folder / "moved")
    (folder / "b").rename(folder / "gone")
    after = listed(folder, "a/*", "b/*", now=MONDAY + timedelta(days=1))
    assert (names(after), states(after)) == ([["one", "two"], ["three"]], ["stale", "stale"])
    assert [listing.run.repositories for listing in after] == [2, 1]
    assert [failure.since for listing in after for failure in listing.run.failures] == [MONDAY] * 2


def test_a_last_list_is_of_the_same_settings(folder: Path) -> None:
    listed(folder, "a/*")
    (folder / "a").rename(folder / "moved")
    after = listed(folder, "a/o*")
    assert (names(after), states(after)) == ([[]], ["failed"])
    assert after[0].run.failures[0].since is None


def test_a_source_that_works_again_forgets_its_last_list(folder: Path) -> None:
    listed(folder, "a/*")
    (folder / "a/two/README.md").unlink()
    (folder / "a/two").rmdir()
    assert names(listed(folder, "a/*")) == [["one"]]
    (folder / "a").rename(folder / "moved")
    assert names(listed(folder, "a/*")) == [["one"]]


def test_a_list_that_cannot_be_read_is_none(folder: Path) -> None:
    listed(folder, "a/*")
    (kept,) = (folder / "state/listings").iterdir()
    kept.write_text("no list")
    (folder / "a").rename(folder / "moved")
    assert states(listed(folder, "a/*")) == ["failed"]


class Hosted:
    """A GitHub that lists repositories by name, or fails."""

    def __init__(self) -> None:
        self.answer: list[str] | int = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if isinstance(self.answer, int):
            return httpx.Response(self.answer)
        repositories = [{"name": name, "full_name": f"acme/{name}"} for name in self.answer]
        return httpx.Response(200, json=repositories)

    def listing(self, folder: Path, answer: list[str] | int) -> Listing:
        self.answer = answer
        clients = Clients(retry_policy=RetryPolicy(attempts=1), transport=httpx.MockTransport(self))
        context = Context(base_dir=folder, now=MONDAY, env={}, client=clients)
        settings = github.Settings(organization="acme")
        return list_repositories([settings], context, folder / "state")[0]


@pytest.mark.parametrize("failure", [500, 401, 404])
def test_an_empty_answer_does_not_replace_the_last_list(tmp_path: Path, failure: int) -> None:
    hosted = Hosted()
    hosted.listing(tmp_path, ["one", "two"])
    assert hosted.listing(tmp_path, []).run.state == "ok"
    assert hosted.listing(tmp_path, []).requests == []
    after = hosted.listing(tmp_path, failure)
    assert (names([after]), after.run.state) == ([["one", "two"]], "stale")


def test_a_shorter_answer_does(tmp_path: Path) -> None:
    hosted = Hosted()
    hosted.listing(tmp_path, ["one", "two"])
    hosted.listing(tmp_path, ["two"])
    assert names([hosted.listing(tmp_path, 500)]) == [["two"]]


def test_an_empty_answer_that_was_published_is_the_truth(tmp_path: Path) -> None:
    hosted = Hosted()
    hosted.listing(tmp_path, ["one", "two"])
    empty = hosted.listing(tmp_path, [])
    settings = [github.Settings(organization="acme"), Settings(path="x")]
    remove_old_listings(settings, [empty.run], tmp_path / "state")
    after = hosted.listing(tmp_path, 500)
    assert (names([after]), after.run.state) == ([[]], "failed")


def nodes(*names: str) -> dict[str, object]:
    """A page of GitHub's GraphQL: the ids of repositories stay when their names change."""
    listed = [
        {"node_id": f"R_{number}", "name": name, "full_name": f"acme/{name}",
         "defaultBranchRef": {"name": "main", "target": {"oid": "a" * 40}}}
        for number, name in enumerate(names)
    ]  # fmt: skip
    page = {"hasNextPage": True, "endCursor": "2"}
    return {"data": {"repositoryOwner": {"repositories": {"nodes": listed, "pageInfo": page}}}}


def test_a_list_that_breaks_off_is_completed_without_former_names(tmp_path: Path) -> None:
    answers: list[dict[str, object]] = []

    def reply(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=answers.pop(0))

    def listing() -> Listing:
        clients = Clients(transport=httpx.MockTransport(reply))
        env = {"GITHUB_TOKEN": "t0ken"}
        context = Context(base_dir=tmp_path, now=MONDAY, env=env, client=clients)
        settings = github.Settings(organization="acme")
        return list_repositories([settings], context, tmp_path / "state")[0]

    whole = nodes("one", "two", "three")
    whole["data"]["repositoryOwner"]["repositories"]["pageInfo"]["hasNextPage"] = False  # type: ignore[index]
    answers[:] = [whole]
    assert {one.head for one in listing().requests} == {"a" * 40}
    answers[:] = [nodes("renamed", "two"), {"data": {"repositoryOwner": None}}]
    found = listing()
    assert [one.name for one in found.requests] == ["renamed", "two", "three"]
    # What was the tip then may not be it now.
    assert [one.head for one in found.requests] == ["a" * 40, "a" * 40, None]
    assert found.run.state == "stale"
