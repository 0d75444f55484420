"""A client: pages, forms, and a few requests at a time."""

from __future__ import annotations

import itertools
import threading
import time

import httpx
import pytest
from tests.network.server import QUICK, Server, answer, link, raising

from catalogsite.errors import ProviderError
from catalogsite.network.client import IN_FLIGHT, Clients


def test_pages_are_followed_to_the_end():
    server = Server(
        answer(200, [1, 2], Link=link("https://api.example.com/v3/x?page=2")),
        answer(200, [3], Link='<https://api.example.com/v3/x?page=1>; rel="prev"'),
    )
    assert list(server.client().get_pages("x", {"per_page": 2})) == [1, 2, 3]
    assert server.seen[1].url.query == b"page=2"


def test_pages_in_an_envelope():
    server = Server(answer(200, {"workflows": [1], "total_count": 1}))
    assert list(server.client().get_pages("x", items="workflows")) == [1]


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (answer(200, [1], Link=link("https://evil.example.com/x")), "points to another server"),
        (answer(200, [1], Link=link("http://[::1")), "no address"),
        (answer(200, {"message": "x"}), "expected a list, got an object"),
    ],
)
def test_pages_that_lead_astray(reply, message):
    with pytest.raises(ProviderError, match=message):
        list(Server(reply).client().get_pages("x"))


def numbered(item, last=None):
    """A list of pages, each with the items of `item(n)`; it ends after `last` pages, if ever."""
    pages = itertools.count(1)

    def reply(request):
        number = next(pages)
        ends = (
            {} if number == last else {"Link": link(f"https://api.example.com/v3/x?page={number}")}
        )
        return answer(200, item(number), **ends)

    return reply


@pytest.mark.parametrize(
    ("reply", "items", "message"),
    [
        (
            answer(200, [1], Link=link("https://api.example.com/v3/x")),
            [1],
            "the list leads back to a page that was read",
        ),
        (numbered(lambda _: []), [], "the list goes on after 20 empty pages"),
        (
            numbered(lambda n: [n] if n < 4 else []),
            [1, 2, 3],
            "the list goes on after 20 empty pages",
        ),
        (
            numbered(lambda n: [n]),
            list(range(1, 1001)),
            "the list goes on after 1,000 pages",
        ),
    ],
)
def test_a_list_that_does_not_end_is_an_error_after_its_items(reply, items, message):
    found = []
    with pytest.raises(ProviderError, match=message):
        found += Server(reply).client().get_pages("x")
    assert found == items


@pytest.mark.parametrize("last", [3, 20])
def test_empty_pages_within_a_list_are_read_over(last):
    reply = numbered(lambda n: [n] if n in {1, last} else [], last)
    assert list(Server(reply).client().get_pages("x")) == [1, last]


def test_connections_of_one_run_wait_for_a_server_that_is_down_once():
    server = Server(raising(httpx.ConnectError))
    clients = Clients(retry_policy=QUICK, transport=httpx.MockTransport(server))
    for path in ("", "orgs", "orgs/acme"):
        with pytest.raises(ProviderError, match="could not be reached"):
            clients(f"https://api.example.com/{path}").get_json("x")
    assert clients.requests == 2


def test_another_server_or_token_is_asked_where_one_is_down():
    def reply(request):
        if request.url.host == "a.example.com" and "Authorization" not in request.headers:
            raise httpx.ConnectError("down", request=request)
        return answer()

    clients = Clients(retry_policy=QUICK, transport=httpx.MockTransport(reply))
    with pytest.raises(ProviderError):
        clients("https://a.example.com").get_json("x")
    assert clients("https://b.example.com").get_json("x") == {"ok": True}
    assert clients("https://a.example.com", token="t").get_json("x") == {"ok": True}


@pytest.mark.parametrize(
    ("page", "reason", "requests"),
    [
        ([], "the list goes on after 20 empty pages", 20),
        ([1], "the list goes on after 1,000 pages", 1000),
    ],
)
def test_a_list_without_an_end_is_an_error(page, reason, requests):
    server = Server(*(answer(200, page, Link=link(f"x?page={n}")) for n in range(2, 1100)))
    with pytest.raises(ProviderError) as caught:
        list(server.client().get_pages("x"))
    assert caught.value.what == reason
    assert caught.value.where == "https://api.example.com/v3/x"
    assert len(server.seen) == requests


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ([], "expected an object, got a list"),
        ("x", "expected an object, got a text"),
        ({}, "expected a list at `workflows`, got null"),
        ({"workflows": {}}, "expected a list at `workflows`, got an object"),
        ({"workflows": True}, "expected a list at `workflows`, got a boolean"),
    ],
)
def test_an_envelope_of_another_shape_is_an_error(page, reason):
    with pytest.raises(ProviderError) as caught:
        list(Server(answer(200, page)).client().get_pages("x", items="workflows"))
    assert caught.value.what == reason


def test_post_form():
    server = Server(answer())
    server.client().post_form("query", {"query": "up"})
    assert server.seen[0].method == "POST"
    assert server.seen[0].content == b"query=up"


def test_requests_of_all_clients_are_counted():
    clients = Clients(
        retry_policy=QUICK, transport=httpx.MockTransport(Server(answer(500), answer()))
    )
    clients("https://a.example.com").get_json("x")
    clients("https://b.example.com").get_json("x")
    assert clients.requests == 3


def test_a_server_is_asked_a_few_things_at_a_time_and_answers_in_order():
    lock, now, most = threading.Lock(), 0, 0

    def busy(request):
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.02)
        with lock:
            now -= 1
        return httpx.Response(200, json=request.url.path)

    client = Server(busy).client()
    found = list(client.each(client.get_json, [f"r{n}" for n in range(20)]))
    assert found == [(f"r{n}", f"/v3/r{n}") for n in range(20)]
    assert most == IN_FLIGHT
    assert client.requests == 20


def test_who_stops_listening_stops_the_asking():
    client = (server := Server(answer())).client()
    for _ in client.each(client.get_json, ["x"] * 500):
        break
    assert len(server.seen) < 500
