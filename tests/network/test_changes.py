"""Requests that change something: sent once, and what a refusal of one says."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.network.server import TOKEN, Server, answer, raising

from catalogsite.errors import ProviderError


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (answer(201, {"id": 1}), {"id": 1}),
        (answer(202, {}), {}),
        (httpx.Response(204), None),
        (httpx.Response(200), None),
    ],
)
def test_a_change_is_sent_as_json(reply: httpx.Response, expected: Any) -> None:
    server = Server(reply)
    assert server.client().change("PUT", "a/b%2Fc", {"x": None}) == expected
    (request,) = server.seen
    assert (request.method, request.content) == ("PUT", b'{"x":null}')
    assert request.url.raw_path == b"/v3/a/b%2Fc"
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("replies", "sent"),
    [
        ([answer(500), answer()], 1),
        ([raising(httpx.ReadError), answer()], 1),
        ([answer(), raising(httpx.ReadTimeout), answer()], 2),
    ],
)
def test_a_change_that_may_have_been_done_is_not_repeated(replies: list[Any], sent: int) -> None:
    server = Server(*replies)
    client = server.client()
    if len(replies) > 2:
        client.change("POST", "x")
    with pytest.raises(ProviderError):
        client.change("POST", "x")
    assert len(server.seen) == sent


@pytest.mark.parametrize(
    "reply", [answer(429, Retry_After="0"), raising(httpx.ConnectError)], ids=["limit", "connect"]
)
def test_a_change_that_was_not_done_is_repeated(reply: Any) -> None:
    server = Server(reply, answer(201, {"id": 1}))
    assert server.client().change("POST", "x") == {"id": 1}
    assert len(server.seen) == 2


@pytest.mark.parametrize(
    ("status", "body", "what", "fix"),
    [
        (401, {}, "refused the credentials (401)", "set the token, or renew it"),
        (
            403,
            {"message": "Resource not accessible by integration"},
            "answered 403: Resource not accessible by integration",
            "check the name, and that the token has the right to do this",
        ),
        (
            404,
            {"message": "Not Found"},
            "answered 404: Not Found",
            "check the name, and that the token has the right to do this",
        ),
        (
            422,
            {"message": "Validation Failed", "errors": [{"message": "taken"}, "odd", {"x": 1}]},
            "answered 422: Validation Failed; taken; odd",
            None,
        ),
        (400, {"message": {"name": ["is taken", "is odd"], "path": "x"}},
         "answered 400: name is taken, is odd; path x", None),
        (400, {"message": f"no {TOKEN}"}, "answered 400: no ***", None),
        (400, ["odd"], "answered 400", None),
        (409, {"error": "there already"}, "answered 409: there already", None),
    ],
)  # fmt: skip
def test_a_refusal_says_why(status: int, body: Any, what: str, fix: str | None) -> None:
    server = Server(httpx.Response(status, json=body))
    with pytest.raises(ProviderError) as raised:
        server.client().change("POST", "x", {})
    assert (raised.value.what, raised.value.fix, raised.value.status) == (what, fix, status)


def test_204_answers_no_question() -> None:
    with pytest.raises(ProviderError, match="answered 204"):
        Server(httpx.Response(204)).client().get_json("x")
