import gzip
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from catalogsite import http
from catalogsite.client import IN_FLIGHT, Client, Clients
from catalogsite.errors import ProviderError
from catalogsite.http import Patience
from catalogsite.responses import ResponseCache

TOKEN = "s3cret-t0ken"
QUICK = Patience(timeout=0.3, attempts=3, first_wait=0.001, longest_wait=0.05, total=5)
NOW = datetime(2026, 2, 1, tzinfo=UTC)


class Server:
    """Answers in turn; the last answer is repeated."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.seen = []

    def __call__(self, request):
        self.seen.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return answer(request) if callable(answer) else answer

    def client(self, **options):
        options = {"token": TOKEN, "patience": QUICK, **options}
        return Client("https://api.example.com/v3", transport=httpx.MockTransport(self), **options)


def answer(status=200, data=None, **headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, json=data if data is not None else {"ok": True}, headers=names)


def raising(error):
    def fail(request):
        raise error("broken", request=request)

    return fail


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
        raising(httpx.ReadTimeout),
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
    (raising(httpx.ReadTimeout), 3, "did not answer in time"),
    (raising(httpx.ConnectError), 3, "could not be reached: broken"),
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


def test_the_password_of_a_proxy_is_told_to_nobody():
    def fail(request):
        raise httpx.ProxyError("no answer from http://ann:s3cret@proxy:3128", request=request)

    with pytest.raises(ProviderError, match="no answer from http://proxy:3128") as caught:
        Server(fail).client().get_json("x")
    assert "s3cret@" not in str(caught.value)


@pytest.mark.parametrize(
    ("reply", "requests"),
    [(raising(httpx.ConnectTimeout), 6), (answer(500), 6), (answer(429, Retry_After="3600"), 1)],
)
def test_a_server_that_is_down_is_not_asked_all_night(reply, requests):
    server = Server(reply)
    client = server.client()
    for _ in range(5):
        with pytest.raises(ProviderError):
            client.get_json("x")
    assert len(server.seen) == requests


def test_a_renamed_repository_is_followed_on_the_same_server():
    server = Server(answer(301, Location="https://api.example.com/v3/repositories/1"), answer())
    assert server.client().get_json("repos/acme/old") == {"ok": True}
    assert server.seen[1].url.path == "/v3/repositories/1"


def link(url):
    return f'<{url}>; rel="next", <https://api.example.com/v3/x?page=9>; rel="last"'


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
        (answer(200, {"message": "x"}), "other than a list"),
    ],
)
def test_pages_that_lead_astray(reply, message):
    with pytest.raises(ProviderError, match=message):
        list(Server(reply).client().get_pages("x"))


def test_a_path_that_names_another_server_is_refused():
    with pytest.raises(ProviderError, match="points to another server"):
        Server(answer()).client().get_json("https://evil.example.com/x")


def test_pages_in_a_circle_end():
    reply = answer(200, [1], Link=link("https://api.example.com/v3/x"))
    assert list(Server(reply).client().get_pages("x")) == [1]


@pytest.mark.parametrize("token", ["line\nend", "two words", "umläut"])
def test_a_malformed_token_is_refused_without_quoting_it(token):
    with pytest.raises(ProviderError, match="no header may hold") as caught:
        Server(answer()).client(token=token)
    assert token not in str(caught.value)


@pytest.mark.parametrize("url", ["ftp://x", "nonsense", "https://", "http://[::1"])
def test_an_address_that_is_none(url):
    with pytest.raises(ProviderError, match="not a valid address"):
        Client(url)


@pytest.fixture
def cache(tmp_path):
    opened = ResponseCache(tmp_path / "cache/http.db", NOW)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ({"ETag": 'W/"1"'}, {"if-none-match": 'W/"1"'}),
        (
            {"Last-Modified": "Sun, 01 Feb 2026 00:00:00 GMT"},
            {"if-modified-since": "Sun, 01 Feb 2026 00:00:00 GMT"},
        ),
    ],
)
def test_an_unchanged_answer_comes_from_the_cache(cache, stored, asked):
    next_page = {"Link": link("https://api.example.com/v3/x?page=2")}
    server = Server(
        httpx.Response(200, json=[1], headers={**stored, **next_page}),
        httpx.Response(200, json=[2]),
        httpx.Response(304),
        httpx.Response(200, json=[2]),
    )
    client = server.client(cache=cache)
    assert list(client.get_pages("x")) == [1, 2]
    assert list(client.get_pages("x")) == [1, 2]
    assert asked.items() <= dict(server.seen[2].headers).items()


def test_the_cache_keeps_tokens_apart_and_holds_none(cache, tmp_path):
    server = Server(answer(200, {"for": "first"}, ETag='"1"'))
    server.client(cache=cache).get_json("x", {"q": TOKEN})
    server.client(cache=cache, token="another").get_json("x", {"q": TOKEN})
    assert "if-none-match" not in server.seen[1].headers
    server.client(cache=cache).get_json("x", {"q": TOKEN})
    assert server.seen[2].headers["if-none-match"] == '"1"'
    cache.close()
    held = b"".join(file.read_bytes() for file in (tmp_path / "cache").iterdir())
    assert TOKEN.encode() not in held
    assert b"api.example.com" not in held


def test_garbage_is_not_cached(cache):
    server = Server(httpx.Response(200, content=b"<", headers={"ETag": '"1"'}))
    for _ in range(2):
        with pytest.raises(ProviderError):
            server.client(cache=cache).get_json("x")
    assert "if-none-match" not in server.seen[1].headers


def test_a_broken_cache_file_is_begun_anew(tmp_path):
    path = tmp_path / "http.db"
    path.write_bytes(b"not a database, but long enough to look at" * 40)
    cache = ResponseCache(path, NOW)
    assert cache.get("x") is None
    cache.close()


def test_post_form():
    server = Server(answer())
    server.client().post_form("query", {"query": "up"})
    assert server.seen[0].method == "POST"
    assert server.seen[0].content == b"query=up"


def test_requests_of_all_clients_are_counted():
    clients = Clients(patience=QUICK, transport=httpx.MockTransport(Server(answer(500), answer())))
    clients("https://a.example.com").get_json("x")
    clients("https://b.example.com").get_json("x")
    assert clients.requests == 3


SLOWER = Patience(attempts=3, first_wait=0.001, longest_wait=10, total=20)


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
    server.client(patience=SLOWER).get_json("x")
    assert 1.0 <= time.monotonic() - began < 5
    assert len(server.seen) == 2


def test_a_long_wait_is_told_without_secrets(caplog):
    server = Server(answer(503, Retry_After="1"), answer())
    server.client(patience=SLOWER).get_json(TOKEN)
    (line,) = caplog.messages
    assert line.startswith("https://api.example.com/v3/***: answered 503")
    assert line.endswith("asking again in 1 s")


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


class Slow(BaseHTTPRequestHandler):
    """A server that compresses, and one address of which never answers."""

    def do_GET(self):
        if self.path == "/slow":
            self.server.leave.wait(5)
            return
        body = gzip.compress(b'{"ok": true}')
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def loopback():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    server.leave = threading.Event()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.leave.set()
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_proxy_of_the_environment_is_asked(loopback, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", loopback)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with Client("http://api.acme.example", patience=QUICK) as client:
        assert client.get_json("fast") == {"ok": True}


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_no_proxy_is_asked_for_this_machine(loopback, monkeypatch, name):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with Client(loopback.replace("127.0.0.1", name), patience=QUICK) as client:
        assert client.get_json("fast") == {"ok": True}


def test_no_proxy_is_asked_where_none_is_wanted(loopback, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", loopback)
    monkeypatch.setenv("NO_PROXY", "nowhere.invalid")
    with (
        Client("http://nowhere.invalid", patience=Patience(attempts=1)) as client,
        pytest.raises(ProviderError, match="could not be reached"),
    ):
        client.get_json("fast")


def test_only_one_module_knows_the_http_library():
    sources = Path(http.__file__).parent.rglob("*.py")
    knowing = [path.name for path in sources if "import httpx" in path.read_text("utf-8")]
    assert knowing == ["http.py"]


def test_a_real_server_that_compresses_or_never_answers(loopback):
    with Client(loopback, patience=QUICK) as client:
        assert client.get_json("fast") == {"ok": True}
        with pytest.raises(ProviderError, match="did not answer in time"):
            client.get_json("slow")
        assert client.requests == 4
