"""The wire: what is asked again, what is refused, and that no secret is shown."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from tests.network.server import TOKEN, Server, answer, raising

from catalogsite.errors import ProviderError
from catalogsite.network import connection as http
from catalogsite.network.client import Client
from catalogsite.network.retry_policy import RetryPolicy


def test_a_request_carries_token_and_name_below_the_base():
    server = Server(answer())
    assert server.client().get_json("orgs/acme", {"a": 1}) == {"ok": True}
    (request,) = server.seen
    assert str(request.url) == "https://api.example.com/v3/orgs/acme?a=1"
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert request.headers["User-Agent"].startswith("catalogsite/")


@pytest.mark.parametrize(
    "first",
    [
        answer(500),
        answer(502),
        answer(503, Retry_After="0"),
        answer(429, Retry_After="0"),
        answer(403, X_RateLimit_Remaining="0", X_RateLimit_Reset="0"),
        raising(httpx.ConnectError),
        raising(httpx.RemoteProtocolError),
    ],
)
def test_what_may_pass_is_asked_again(first):
    server = Server(first, answer())
    assert server.client().get_json("x") == {"ok": True}
    assert len(server.seen) == 2


REFUSED = [
    (answer(401), 1, r"refused the credentials \(401\)"),
    (answer(403), 1, r"refused access \(403\)"),
    (answer(403, X_GitHub_SSO="required; url=x"), 1, "single sign-on"),
    (answer(404), 1, r"not found, or not allowed \(404\)"),
    (answer(422, {"message": f"bad {TOKEN}"}), 1, r"answered 422: bad \*\*\*"),
    (answer(500), 3, "answered 500"),
    (answer(429), 3, "rate limit is used up"),
    (answer(429, Retry_After="3600"), 1, "rate limit is used up"),
    (answer(429, Retry_After="Wed, 21 Oct 2099 07:28:00 GMT"), 1, "rate limit is used up"),
    (answer(403, X_RateLimit_Remaining="0", X_RateLimit_Reset="4102444800"), 1, "rate limit"),
    (httpx.Response(200, content=b"<html>"), 1, "not JSON"),
    (httpx.Response(200, content=b"\xff\xfe"), 1, "not JSON"),
    (httpx.Response(200, content=b"[" * 100_000), 1, "not JSON"),
    (raising(httpx.ReadTimeout), 1, "did not answer in time"),
    (raising(httpx.ConnectError), 2, "could not be reached: broken"),
    (answer(302, Location="https://elsewhere.example.com/x"), 1, "points to another server"),
    (answer(302, Location="http://api.example.com/v3/x"), 1, "points to another server"),
    (answer(302, Location="https://api.example.com:8443/v3/x"), 1, "points to another server"),
    (answer(301, Location="/v3/x"), 5, "in circles"),
    (answer(301, Location="http://[::1"), 3, "could not be reached: Invalid URL"),
    (answer(301, Location="ftp://api.example.com/"), 1, "no address"),
    (answer(503, Retry_After="3600"), 1, "answered 503"),
    (
        lambda request: httpx.Response(
            200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(b"junk")
        ),
        3,
        "could not be reached",
    ),
]


@pytest.mark.parametrize(("reply", "requests", "message"), REFUSED)
def test_what_will_not_pass_is_an_error_without_secrets(reply, requests, message):
    server = Server(reply)
    with pytest.raises(ProviderError, match=message) as caught:
        server.client().get_json("x", {"access_token": TOKEN})
    assert len(server.seen) == requests
    assert TOKEN not in repr(caught.value) + str(caught.value)
    assert caught.value.where == "https://api.example.com/v3/x"


def test_the_password_of_a_proxy_is_never_shown():
    def fail(request):
        raise httpx.ProxyError("no answer from http://ann:s3cret@proxy:3128", request=request)

    with pytest.raises(ProviderError, match="no answer from http://proxy:3128") as caught:
        Server(fail).client().get_json("x")
    assert "s3cret@" not in str(caught.value)


@pytest.mark.parametrize(
    ("reply", "requests"),
    [
        (raising(httpx.ConnectTimeout), 1),
        (raising(httpx.ConnectError), 2),
        (raising(httpx.ProxyError), 2),
        (raising(httpx.ReadTimeout), 1),
        (raising(httpx.WriteTimeout), 1),
        (answer(500), 6),
        (answer(429, Retry_After="3600"), 1),
    ],
)
def test_a_server_that_is_down_is_not_asked_all_night(reply, requests):
    server = Server(reply)
    client = server.client()
    for _ in range(5):
        with pytest.raises(ProviderError):
            client.get_json("x")
    assert len(server.seen) == requests


def test_a_server_that_has_answered_gets_all_attempts_when_it_is_lost():
    server = Server(answer(), *[raising(httpx.ConnectError)] * 3)
    client = server.client()
    assert client.get_json("x") == {"ok": True}
    with pytest.raises(ProviderError, match="could not be reached"):
        client.get_json("x")
    assert len(server.seen) == 4


@pytest.mark.parametrize("first", [answer(), answer(404), answer(500)])
def test_a_server_that_has_answered_may_be_late_once(first):
    server = Server(first, raising(httpx.ReadTimeout), answer(data={"late": "but there"}))
    client = server.client()
    if first.status_code == httpx.codes.INTERNAL_SERVER_ERROR:
        assert client.get_json("x") == {"late": "but there"}
        return
    with suppress(ProviderError):
        client.get_json("x")
    assert client.get_json("x") == {"late": "but there"}
    assert len(server.seen) == 3


SECONDARY = {"message": "You have exceeded a secondary rate limit. Please wait a few minutes."}


def patient(**fields):
    return RetryPolicy(attempts=4, first_wait=0.001, total=20, **fields)


@pytest.mark.parametrize("status", [403, 429])
def test_a_secondary_limit_pauses_every_request_to_the_server(status):
    """GitHub says so in the body only: wait a minute (here 0.3 s), and twice as long the next time."""
    moments = []

    def reply(request):
        moments.append(time.monotonic())
        return answer(status, SECONDARY) if len(moments) in (1, 2) else answer()

    client = Server(reply).client(retry_policy=patient(limited=0.3, longest_wait=5))
    assert client.get_json("x") == {"ok": True}
    waits = [later - earlier for earlier, later in pairwise(moments)]
    assert [round(wait, 1) for wait in waits] == [0.3, 0.6]


def test_requests_in_flight_together_meet_one_secondary_limit():
    moments = []
    lock = threading.Lock()

    def reply(request):
        with lock:
            moments.append(time.monotonic())
            limited = len(moments) <= 4
        time.sleep(0.05)
        return answer(403, SECONDARY) if limited else answer()

    client = Server(reply).client(retry_policy=patient(limited=0.4, longest_wait=0.5))
    found = [result for _, result in client.each(client.get_json, [f"r{n}" for n in range(12)])]
    assert found == [{"ok": True}] * 12
    # None of the eight others was sent while the server wanted a pause.
    assert moments[4] - moments[3] >= 0.3
    assert len(moments) == 16


def test_a_secondary_limit_that_goes_on_ends_the_requests():
    server = Server(answer(403, SECONDARY))
    client = server.client(retry_policy=patient(limited=0.1, longest_wait=0.3))
    for _ in range(3):
        with pytest.raises(ProviderError, match="rate limit is used up"):
            client.get_json("x")
    assert len(server.seen) == 3


def test_an_ordinary_refusal_is_no_limit():
    server = Server(answer(403, {"message": "Resource not accessible by integration"}))
    with pytest.raises(ProviderError, match=r"refused access \(403\)"):
        server.client(retry_policy=patient(limited=5)).get_json("x")
    assert len(server.seen) == 1


def test_a_renamed_repository_is_followed_on_the_same_server():
    server = Server(answer(301, Location="https://api.example.com/v3/repositories/1"), answer())
    assert server.client().get_json("repos/acme/old") == {"ok": True}
    assert server.seen[1].url.path == "/v3/repositories/1"


def test_a_path_that_names_another_server_is_refused():
    with pytest.raises(ProviderError, match="points to another server"):
        Server(answer()).client().get_json("https://evil.example.com/x")


@pytest.mark.parametrize("token", ["line\nend", "two words", "umläut"])
def test_a_malformed_token_is_refused_without_quoting_it(token):
    with pytest.raises(ProviderError, match="no header may hold") as caught:
        Server(answer()).client(token=token)
    assert token not in str(caught.value)


@pytest.mark.parametrize("url", ["ftp://x", "nonsense", "https://", "http://[::1"])
def test_an_address_that_is_none(url):
    with pytest.raises(ProviderError, match="not a valid address"):
        Client(url)


SLOWER = RetryPolicy(attempts=3, first_wait=0.001, longest_wait=10, total=20)


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "1"},
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"},
        {"Retry-After": "1", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4102444800"},
    ],
)
def test_the_wait_that_a_server_asks_for_is_kept(headers):
    server = Server(httpx.Response(429, headers=headers), answer())
    began = time.monotonic()
    server.client(retry_policy=SLOWER).get_json("x")
    assert 1.0 <= time.monotonic() - began < 5
    assert len(server.seen) == 2


def test_a_long_wait_is_reported_without_secrets(caplog):
    server = Server(answer(503, Retry_After="1"), answer())
    server.client(retry_policy=SLOWER).get_json(TOKEN)
    (line,) = caplog.messages
    assert line.startswith("https://api.example.com/v3/***: answered 503")
    assert line.endswith("trying again in 1 s")


def test_only_one_module_knows_the_http_library():
    sources = Path(http.__file__).parents[1].rglob("*.py")
    knowing = [path.name for path in sources if "import httpx" in path.read_text("utf-8")]
    assert knowing == ["connection.py"]


def test_a_request_that_succeeds_starts_the_count_of_lost_ones_again():
    lost = [answer(500)] * 3
    server = Server(*lost, answer(), *lost, answer(data={"still": "asked"}))
    client = server.client()
    with pytest.raises(ProviderError):
        client.get_json("x")
    assert client.get_json("x") == {"ok": True}
    with pytest.raises(ProviderError):
        client.get_json("x")
    assert client.get_json("x") == {"still": "asked"}
