"""What providers do wrong: for each fault its answer, and what the failure must say."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, NamedTuple

import httpx
from tests.collectors.providers import TOKEN

Reply = Callable[[httpx.Request], httpx.Response]
AHEAD = datetime(2026, 2, 1, tzinfo=UTC) + timedelta(hours=5)
"""The present on a server whose clock is wrong."""


class Fault(NamedTuple):
    """How every request is answered, and a pattern of the reason."""

    reply: Reply
    says: str


def raising(error: type[httpx.TransportError]) -> Reply:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error(f"broken {TOKEN}", request=request)

    return fail


def status(code: int, message: str = f"your token {TOKEN} is bad", **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request: httpx.Response(
        code, json={"message": message, "error": TOKEN}, headers=named
    )


def body(content: bytes) -> Reply:
    return lambda request: httpx.Response(200, content=content)


class _Dripping(httpx.SyncByteStream):
    def __iter__(self) -> Iterator[bytes]:
        for _ in range(500):
            time.sleep(0.01)
            yield b" "


LIMIT = "its rate limit is used up"
NO_JSON = "is not JSON"
SHAPE = "expected .+, got|is not JSON|the query gives a nothing"
RESET = {"X_RateLimit_Remaining": "0"}
SKEWED = RESET | {
    "X_RateLimit_Reset": str(int(AHEAD.timestamp()) + 900),
    "Date": format_datetime(AHEAD, usegmt=True),
}
FAULTS = {
    "expired token": Fault(status(401), r"refused the credentials \(401\)"),
    "forbidden": Fault(status(403), r"refused access \(403\)"),
    "not found": Fault(status(404), r"not found, or not allowed \(404\)"),
    "gone": Fault(status(410), "answered 410|not found"),
    "rate limit": Fault(status(403, **RESET, X_RateLimit_Reset="4102444800"), LIMIT),
    "rate limit with a wait": Fault(status(429, Retry_After="3600"), LIMIT),
    "rate limit without a wait": Fault(status(429), LIMIT),
    "secondary rate limit": Fault(status(403, "You have exceeded a secondary rate limit."), LIMIT),
    "rate limit, skewed clock": Fault(status(403, **SKEWED), LIMIT),
    "500": Fault(status(500), "answered 500"),
    "502": Fault(status(502), "answered 502"),
    "503 for an hour": Fault(status(503, Retry_After="3600"), "answered 503"),
    "redirect to another host": Fault(
        status(302, Location=f"https://evil.example.com/?t={TOKEN}"), "points to another server"
    ),
    "redirect in circles": Fault(lambda one: status(302, Location=str(one.url))(one), "circles"),
    "no answer": Fault(raising(httpx.ReadTimeout), "did not answer in time"),
    "no connection": Fault(raising(httpx.ConnectError), "could not be reached"),
    "connection that times out": Fault(raising(httpx.ConnectTimeout), "did not answer in time"),
    "connection that breaks": Fault(raising(httpx.RemoteProtocolError), "could not be reached"),
    "slow drip": Fault(
        lambda one: httpx.Response(200, stream=_Dripping()), "did not finish its answer in time"
    ),
    "login page": Fault(body(b"<html>Sign in</html>"), NO_JSON),
    "login page of Azure": Fault(status(203), "a page to sign in to"),
    "truncated": Fault(body(b'[{"name": "payments", "full_name": "acme/pay'), NO_JSON),
    "empty": Fault(body(b""), NO_JSON),
    "null": Fault(body(b"null"), SHAPE),
    "number": Fault(body(b"3"), SHAPE),
    "text": Fault(body(b'"x"'), SHAPE),
    "object of something else": Fault(
        body(b'{"workflows": 1, "data": [], "status": "success"}'), f"{SHAPE}|not found"
    ),
    "nested too deep": Fault(body(b"[" * 50_000), NO_JSON),
}
"""Answers to every request."""


def leading_on(answer: Any, target: str, number: int) -> tuple[Any, dict[str, str]]:
    """An answer that says in every way that it goes on: at `target`, with page `number` after it."""
    headers = {"Link": f'<{target}>; rel="next"', "X-MS-ContinuationToken": str(number)}
    if not isinstance(answer, dict):
        return answer, headers
    told = {
        "next": target,
        "paging": {"next": target},
        "more": True,
        "metadata": {"continue": str(number)},
        "isLastPage": False,
        "nextPageStart": number,
    }
    return _with_cursor({**answer, **told}, f"c{number}"), headers


def _with_cursor(value: Any, cursor: str) -> Any:
    if isinstance(value, list):
        return [_with_cursor(one, cursor) for one in value]
    if not isinstance(value, dict):
        return value
    found = {key: _with_cursor(one, cursor) for key, one in value.items()}
    if "pageInfo" in found:
        found["pageInfo"] = {"hasNextPage": True, "endCursor": cursor}
    return found


def emptied(value: Any) -> Any:
    """An answer of the same shape in which every list is empty."""
    if isinstance(value, list):
        return []
    return {key: emptied(one) for key, one in value.items()} if isinstance(value, dict) else value
