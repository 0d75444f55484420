"""Locations that lead from repository to repository, over clones at hand and remote ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from catalogsite.collect.crawl.checkout import Checkout, Content
from catalogsite.collect.crawl.fetch import Fetcher, KnownServers
from catalogsite.collect.crawl.follow_locations import Crawled, crawl
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.collect.reading.reading_cache import read_all
from catalogsite.execution.progress import NoProgress
from catalogsite.model.entity import ref_of
from catalogsite.model.repository import RepositoryRequest, Scope
from catalogsite.model.source_run import Failure
from catalogsite.repositories.remote import Remote
from catalogsite.state.folders import State

_HOST = "https://github.com/acme"
_NOW = datetime(2026, 1, 2, tzinfo=UTC)


def _location(*targets: str, **spec: str) -> str:
    lines = "".join(f"\n    - {target}" for target in targets)
    more = "".join(f"\n  {key}: {value}" for key, value in spec.items())
    return (
        "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\n"
        f"spec:{more}\n  targets:{lines}\n"
    )


def _group(name: str) -> str:
    return (
        f"apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: {name}}}\n"
        "spec: {type: team, children: []}\n"
    )


class _Hub:
    """Repositories of a host: their files lie in folders, their addresses are the host's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.remote = False

    def add(self, name: str, **files: str) -> None:
        for path, text in files.items():
            file = self.folder / name / f"{path.replace('__', '/')}.yaml"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")

    def request(self, name: str, source: str = "git") -> RepositoryRequest:
        return RepositoryRequest(
            source=source, name=name, url=f"{_HOST}/{name}.git", web_url=f"{_HOST}/{name}"
        )

    def fetch(self, requests: Sequence[RepositoryRequest]) -> list[Checkout | Failure]:
        return [found for request in requests for found in self._fetch(request)]

    def _fetch(self, request: RepositoryRequest) -> Iterator[Checkout | Failure]:
        self.asked.append(request.name)
        path = self.folder / request.name
        if not path.is_dir():
            yield Failure(source=request.source, reason="no such repository", url=request.url)
            return
        local = request.model_copy(update={"path": str(path), "branch": request.branch or "main"})
        fetcher = Fetcher(self.folder / "git", {}, _NOW, KnownServers())
        for found in fetcher(local):
            # Without a folder of mirrors the files are read from `path` all the same.
            yield replace(found, remote=Remote(request.url)) if self.remote else found

    def crawl(self, *names: str, **options: Any) -> Crawled:
        return crawl([self.request(name) for name in names], self, **options)

    def read(self, checkouts: Sequence[Checkout]) -> list[RepositoryReading]:
        return read_all(checkouts, State(self.folder / "state"), NoProgress())

    def read_addresses(self, addresses: Sequence[str]) -> dict[str, Content]:
        assert addresses == []
        return {}


@pytest.fixture
def hub(tmp_path: Path) -> _Hub:
    return _Hub(tmp_path / "hub")


def _read(crawled: Crawled) -> list[str]:
    return [
        f"{reading.repository.id.rpartition('/')[2]} {ref_of(entity.data).partition('/')[2]}"
        for reading in crawled.readings
        for entity in reading.catalog.entities
        if entity.data["kind"] != "Location"
    ]


def _reported(crawled: Crawled) -> list[str]:
    return [
        f"{p.rule} {p.level} {p.repository}:{p.file}:{p.line}:{p.column} {p.message}"
        for p in crawled.problems
    ]


def test_a_location_is_followed_over_two_repositories_and_back(hub: _Hub) -> None:
    hub.add("a", **{"catalog-info": _location(f"{_HOST}/b/blob/main/org/all.yaml")})
    hub.add(
        "b", org__all=_location("./x.yaml", f"{_HOST}/c/blob/main/more.yaml"), org__x=_group("x")
    )
    hub.add("c", more=_group("y") + "---\n" + _location(f"{_HOST}/a/blob/main/catalog-info.yaml"))
    crawled = hub.crawl("a")
    assert _read(crawled) == ["b x", "c y"]
    assert hub.asked == ["a", "b", "c"]
    assert crawled.problems == ()
    assert [(run.kind, run.state, run.repositories) for run in crawled.runs] == [
        ("location", "ok", 2)
    ]


@pytest.mark.parametrize(
    "page", ["blob/main", "-/blob/main", "src/branch/main", "-/raw/main", "src/commit/main"]
)
def test_a_link_of_a_server_with_any_name_is_followed(hub: _Hub, page: str) -> None:
    own = "https://code.acme.example/shop"
    hub.add("a", **{"catalog-info": _location(f"{own}/b/{page}/more.yaml")})
    hub.add("b", more=_group("y"))
    request = hub.request("a").model_copy(update={"web_url": f"{own}/a", "url": f"{own}/a.git"})
    assert _read(crawl([request], hub)) == ["b y"]


def test_what_a_location_names_in_a_repository_of_a_source_is_read_besides(hub: _Hub) -> None:
    hub.add("a", **{"catalog-info": _location(f"{_HOST}/b/blob/main/org/more.yaml")})
    hub.add("b", **{"catalog-info": _group("x"), "org__more": _group("y")})
    crawled = hub.crawl("a", "b")
    assert _read(crawled) == ["b x", "b y"]
    assert hub.asked == ["a", "b"]
    assert [reading.repository.name for reading in crawled.readings] == ["a", "b"]
    assert crawled.runs == ()


def test_two_files_of_one_repository_are_one_request(hub: _Hub) -> None:
    names = [f"{_HOST}/b/blob/main/{name}.yaml" for name in ("x", "y")]
    hub.add("a", **{"catalog-info": _location(*names)})
    hub.add("b", x=_group("x"), y=_group("y"), **{"catalog-info": _group("not-named")})
    crawled = hub.crawl("a")
    assert _read(crawled) == ["b x", "b y"]
    assert hub.asked == ["a", "b"]
    assert crawled.readings[1].inferred_entities == ()


def test_another_branch_is_another_version_of_the_repository(hub: _Hub) -> None:
    hub.add("a", **{"catalog-info": _location(f"{_HOST}/b/blob/v2/x.yaml")})
    hub.add("b", x=_group("x"))
    crawled = hub.crawl("a", "b")
    assert _read(crawled) == ["b@v2 x"]


@pytest.mark.parametrize(
    ("target", "options", "rule", "what"),
    [
        (
            f"{_HOST}/b/blob/main/none.yaml",
            {},
            "location-target error",
            "but that file does not exist",
        ),
        (
            f"{_HOST}/gone/blob/main/x.yaml",
            {},
            "location-external warning",
            "which could not be fetched: no such repository",
        ),
        (
            f"{_HOST}/b/blob/main/x.yaml",
            {"follow": False},
            "location-external warning",
            "but no source includes that repository",
        ),
        (
            "https://git.elsewhere.example/x/y/blob/main/x.yaml",
            {},
            "location-external warning",
            "but no source includes that repository",
        ),
        (
            "https://www.example.com/x.yaml",
            {},
            "location-external warning",
            "which is not a link to a file of a git repository",
        ),
    ],
)
def test_an_address_that_was_not_read_is_reported_at_its_line(
    target: str, options: dict[str, Any], rule: str, what: str, hub: _Hub
) -> None:
    hub.add("a", **{"catalog-info": _location(target)})
    hub.add("b", x=_group("x"))
    crawled = hub.crawl("a", **options)
    place = "github.com/acme/a:catalog-info.yaml:6:7"
    assert _reported(crawled) == [f"{rule} {place} the Location refers to {target}, {what}"]
    hub.add("a", **{"catalog-info": _location(target, presence="optional")})
    assert _reported(hub.crawl("a", **options)) == []


def test_a_repository_that_cannot_be_fetched_is_a_failure_of_the_run(hub: _Hub) -> None:
    targets = [f"{_HOST}/gone/blob/main/x.yaml", f"{_HOST}/b/blob/main/x.yaml"]
    hub.add("a", **{"catalog-info": _location(*targets)})
    hub.add("b", x=_group("x"))
    crawled = hub.crawl("a")
    assert _read(crawled) == ["b x"]
    assert [failure.reason for failure in crawled.failures] == ["no such repository"]
    assert [(run.state, run.repositories) for run in crawled.runs] == [("stale", 1)]


def test_a_host_may_be_allowed_by_name(hub: _Hub) -> None:
    target = "https://git.elsewhere.example/x/b/blob/main/x.yaml"
    hub.add("a", **{"catalog-info": _location(target)})
    hub.add("b", x=_group("x"))
    assert _read(hub.crawl("a", hosts=["git.elsewhere.example"])) == ["b x"]


@pytest.mark.parametrize(
    ("remote", "branch", "ref", "expected"),
    [
        (True, "trunk", "trunk", ["a", "b"]),
        (True, "trunk", "HEAD", ["a", "b"]),
        (True, "trunk", "main", ["a", "b", "b"]),
        (True, "trunk", "v2", ["a", "b", "b"]),
        # A clone counts as its repository, whatever branch it is on.
        (False, "trunk", "main", ["a", "b"]),
        (False, "trunk", "master", ["a", "b"]),
        (False, "trunk", "v2", ["a", "b", "b"]),
    ],
)
def test_a_branch_that_was_read_is_not_fetched_again(
    remote: bool, branch: str, ref: str, expected: list[str], hub: _Hub
) -> None:
    hub.remote = remote
    hub.add("a", **{"catalog-info": _location(f"{_HOST}/b/blob/{ref}/x.yaml")})
    hub.add("b", x=_group("x"))
    requests = [hub.request("a"), hub.request("b").model_copy(update={"branch": branch})]
    crawled = crawl(requests, hub)
    assert hub.asked == expected
    assert [name.rpartition(" ")[2] for name in _read(crawled)] == ["x"]


def test_letters_of_an_address_may_be_of_either_case(hub: _Hub) -> None:
    targets = ["https://GitHub.com/ACME/b/blob/main/x.yaml", f"{_HOST}/B/blob/main/y.yaml"]
    hub.add("a", **{"catalog-info": _location(*targets)})
    hub.add("b", x=_group("x"), y=_group("y"))
    crawled = hub.crawl("a", "b")
    assert (_read(crawled), hub.asked) == (["b x", "b y"], ["a", "b"])


def test_one_repository_under_two_spellings_is_requested_once(hub: _Hub) -> None:
    targets = [f"{_HOST}/b/blob/main/x.yaml", "https://GITHUB.com/Acme/b/blob/main/y.yaml"]
    hub.add("a", **{"catalog-info": _location(*targets)})
    hub.add("b", x=_group("x"), y=_group("y"))
    assert _read(hub.crawl("a")) == ["b x", "b y"]
    assert hub.asked == ["a", "b"]


def test_the_name_of_an_allowed_host_may_be_of_either_case(hub: _Hub) -> None:
    target = "https://git.elsewhere.example/x/b/blob/main/x.yaml"
    hub.add("a", **{"catalog-info": _location(target)})
    hub.add("b", x=_group("x"))
    assert _read(hub.crawl("a", hosts=["Git.Elsewhere.example"])) == ["b x"]


def test_only_a_source_of_single_files_misses_a_file(hub: _Hub) -> None:
    hub.add("a", **{"catalog-info": _group("x")})
    for source, expected in (("git", []), ("catalog", ["there is no file `more.yaml` in"])):
        scope = Scope.FILES if source == "catalog" else Scope.REPOSITORY
        named = {"descriptors": ("more.yaml",), "also": ("more.yaml",), "scope": scope}
        request = hub.request("a", source).model_copy(update=named)
        reasons = [failure.reason for failure in crawl([request], hub).failures]
        assert [reason.partition(" github.com")[0] for reason in reasons] == expected


def test_a_run_without_any_followed_repository_failed(hub: _Hub) -> None:
    hub.add("a", **{"catalog-info": _location(f"{_HOST}/gone/blob/main/x.yaml")})
    (run,) = hub.crawl("a").runs
    assert (run.state, run.repositories) == ("failed", 0)


def test_many_rounds_come_to_an_end(hub: _Hub) -> None:
    for number in range(14):
        location = _location(f"{_HOST}/r{number + 1}/blob/main/catalog-info.yaml")
        hub.add(f"r{number}", **{"catalog-info": location})
    hub.crawl("r0")
    assert hub.asked == [f"r{number}" for number in range(11)]
