"""Addresses that placeholders name: asked once, only where the configuration allows it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from catalogsite.catalog.kinds.policy import Policy
from catalogsite.collect.crawl.fetch import Fetcher, KnownServers
from catalogsite.collect.crawl.fetch_addresses import read_addresses
from catalogsite.collect.crawl.follow_locations import Crawled, crawl
from catalogsite.collect.reading.reading_cache import read_all
from catalogsite.execution.progress import NoProgress
from catalogsite.model.entity import ref_of
from catalogsite.model.repository import RepositoryRequest
from catalogsite.network.client import Clients
from catalogsite.network.retry_policy import RetryPolicy
from catalogsite.state.folders import State

HOST = "https://apis.acme.example"
HOSTS = ("*.acme.example", "github.acme.example")
PAGES = {
    f"{HOST}/pets.yaml": "openapi: 3.1.0\n",
    f"{HOST}/v2/all.yaml": "paths: {/a: {$ref: 'parts/a.yaml#/get'}}\n",
    f"{HOST}/v2/parts/a.yaml": "get: {summary: A}\n",
}


class Net:
    """A few pages, and what was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        page = PAGES.get(str(request.url))
        return httpx.Response(200 if page else 404, text=page or "nothing")


def _api(name: str, definition: str) -> str:
    return (
        f"apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {{name: {name}}}\n"
        f"spec: {{type: openapi, lifecycle: a, owner: a, definition: {{{definition}}}}}\n"
    )


@pytest.fixture
def net() -> Net:
    return Net()


def _crawl(folder: Path, net: Net, options: Any = None, **files: str) -> Crawled:
    state = State(folder / "state")
    requests = []
    for name, text in files.items():
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "catalog-info.yaml").write_text(text)
        page = "https://github.com/acme/c" if name == "c" else None
        requests.append(
            RepositoryRequest(source="folder", name=name, path=str(folder / name), web_url=page)
        )
    fetcher = Fetcher(state.folder, {}, datetime(2026, 1, 2, tzinfo=UTC), KnownServers())
    clients = Clients(
        retry_policy=RetryPolicy(attempts=1, first_wait=0.0), transport=httpx.MockTransport(net)
    )

    class Access:
        def fetch(self, listed):
            return [found for one in listed for found in fetcher(one)]

        def read(self, checkouts):
            return read_all(checkouts, state, NoProgress(), policy=Policy(hosts=HOSTS))

        def read_addresses(self, addresses):
            return read_addresses(addresses, hosts=HOSTS, client=clients, store=state.store)

    return crawl(requests, Access(), **options or {})


def _definitions(crawled: Crawled) -> dict[str, object]:
    entities = [one for reading in crawled.readings for one in reading.catalog.entities]
    return {ref_of(one.data): one.data["spec"]["definition"] for one in entities}


def _problems(crawled: Crawled) -> list[tuple[str, str, str]]:
    return [
        (problem.rule, problem.level.value, problem.message)
        for reading in crawled.readings
        for problem in reading.catalog.problems
    ]


def test_what_lies_there_stands_in_the_place_of_the_placeholder(tmp_path: Path, net: Net) -> None:
    text = f"$text: '{HOST}/pets.yaml'"
    found = _crawl(tmp_path, net, a=_api("a", text), b=_api("b", text))
    assert _definitions(found) == dict.fromkeys(
        ("api:default/a", "api:default/b"), PAGES[f"{HOST}/pets.yaml"]
    )
    assert _problems(found) == []
    assert net.asked == [f"{HOST}/pets.yaml"]
    assert _definitions(_crawl(tmp_path, net, a=_api("a", text))) == {
        "api:default/a": PAGES[f"{HOST}/pets.yaml"]
    }


def test_a_definition_in_parts_is_bundled(tmp_path: Path, net: Net) -> None:
    found = _crawl(tmp_path, net, a=_api("a", f"$openapi: '{HOST}/v2/all.yaml'"))
    assert _definitions(found) == {"api:default/a": "paths:\n  /a:\n    summary: A\n"}
    assert net.asked == [f"{HOST}/v2/all.yaml", f"{HOST}/v2/parts/a.yaml"]


def test_what_cannot_be_read_costs_the_text_and_not_the_entity(tmp_path: Path, net: Net) -> None:
    found = _crawl(tmp_path, net, a=_api("a", f"$text: '{HOST}/gone.yaml'"))
    assert _definitions(found) == {"api:default/a": {"$text": f"{HOST}/gone.yaml"}}
    ((rule, level, message),) = _problems(found)
    assert (rule, level) == ("placeholder-external", "warning")
    assert message.startswith(
        f"`spec.definition` refers to {HOST}/gone.yaml, which could not be read: "
    )


@pytest.mark.parametrize(
    ("address", "rule"),
    [
        ("https://169.254.169.254/latest", "placeholder"),
        ("https://acme.example.evil/x", "placeholder"),
        ("https://github.acme.example/o/r/blob/main/x.yaml", "placeholder-external"),
        ("https://github.com/o/r/blob/main/x.yaml", "placeholder-external"),
        ("ftp://apis.acme.example/x", "placeholder-external"),
    ],
)
def test_nothing_else_is_asked(tmp_path: Path, net: Net, address: str, rule: str) -> None:
    found = _crawl(tmp_path, net, a=_api("a", f"$text: '{address}'"))
    assert [name for name, _, _ in _problems(found)] == [rule]
    assert net.asked == []


def test_without_following_no_address_is_read(tmp_path: Path, net: Net) -> None:
    text = f"$text: '{HOST}/pets.yaml'"
    found = _crawl(tmp_path, net, {"follow": False}, a=_api("a", text))
    assert _definitions(found) == {"api:default/a": {"$text": f"{HOST}/pets.yaml"}}
    assert net.asked == []


def test_an_address_that_a_later_file_names_too_is_read_once(tmp_path: Path, net: Net) -> None:
    text = f"$text: '{HOST}/pets.yaml'"
    location = (
        "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\n"
        "spec: {target: https://github.com/acme/c/blob/main/more.yaml}\n"
    )
    (tmp_path / "c").mkdir()
    (tmp_path / "c/more.yaml").write_text(_api("more", text))
    found = _crawl(tmp_path, net, a=_api("a", text), b=location, c=_api("c", "$text: ./none"))
    definitions = {
        ref_of(one.data): one.data["spec"].get("definition")
        for reading in found.readings
        for one in reading.catalog.entities
    }
    assert definitions["api:default/more"] == PAGES[f"{HOST}/pets.yaml"]
    assert definitions["api:default/a"] == PAGES[f"{HOST}/pets.yaml"]
    assert net.asked == [f"{HOST}/pets.yaml"]
