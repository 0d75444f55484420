"""Every way to prove who asks: in its header, on its server only, and quoted by no message."""

from __future__ import annotations

from base64 import b64encode

import httpx
import pytest
from tests.network.server import TOKEN, Server, answer

from catalogsite.errors import ProviderError
from catalogsite.network.credentials import basic, bearer, in_header

ENCODED = b64encode(f"me:{TOKEN}".encode()).decode()
WAYS = {
    "bearer": (bearer(TOKEN), "Authorization", f"Bearer {TOKEN}"),
    "basic": (basic("me", TOKEN), "Authorization", f"Basic {ENCODED}"),
    "own header": (in_header("Circle-Token", TOKEN), "Circle-Token", TOKEN),
}


@pytest.mark.parametrize(("credentials", "header", "value"), WAYS.values(), ids=WAYS)
def test_credentials_are_sent_and_never_quoted(credentials, header, value):
    echo = answer(422, {"message": f"bad {value}, {TOKEN}, {ENCODED}"})
    server = Server(answer(), answer(302, Location=f"https://evil.example.com/?t={TOKEN}"), echo)
    client = server.client(token=None, credentials=credentials)
    assert client.get_json("x") == {"ok": True}
    assert server.seen[0].headers[header] == value
    for _ in range(2):
        with pytest.raises(ProviderError) as caught:
            client.get_json("x")
        shown = f"{caught.value} {caught.value.where}"
        assert TOKEN not in shown
        assert header == "Circle-Token" or value.split()[1] not in shown
    assert {request.url.host for request in server.seen} == {"api.example.com"}


@pytest.mark.parametrize("credentials", [basic("me", "line\nend"), in_header("T", "two words")])
def test_a_malformed_secret_is_refused_without_quoting_it(credentials):
    with pytest.raises(ProviderError) as caught:
        Server(answer()).client(token=None, credentials=credentials)
    assert credentials.secrets[0] not in str(caught.value)


def test_a_body_of_json():
    server = Server(answer(200, {"data": 1}))
    assert server.client().post_json("graphql", {"query": "{x}"}) == {"data": 1}
    (request,) = server.seen
    assert (request.method, request.content) == ("POST", b'{"query":"{x}"}')


def test_pages_by_a_token_in_a_header():
    server = Server(
        answer(200, {"value": [1]}, X_MS_ContinuationToken="a b"),
        httpx.Response(200, json={"value": [2]}),
    )
    assert list(server.client().get_pages("x", {"top": 1}, items="value")) == [1, 2]
    assert str(server.seen[1].url.query, "ascii") == "top=1&continuationToken=a+b"


def test_a_token_of_a_page_that_was_read_ends_the_list_with_an_error():
    server = Server(answer(200, {"value": [1]}, X_MS_ContinuationToken="1"))
    with pytest.raises(ProviderError, match="leads back to a page"):
        list(server.client().get_pages("x", items="value"))
