"""Answers are kept for conditional requests, and no token with them."""

from __future__ import annotations

import httpx
import pytest
from tests.network.server import NOW, TOKEN, Server, answer, link

from catalogsite.errors import ProviderError
from catalogsite.network.cache import ResponseCache, StoredResponse


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


def test_a_cache_that_breaks_in_the_middle_costs_no_run(tmp_path):
    path = tmp_path / "http.db"
    cache = ResponseCache(path, NOW)
    for number in range(2000):
        cache.put(f"key{number}", StoredResponse('"1"', None, None, b"{}"))
    cache.close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + b"\xff" * (len(whole) - len(whole) // 2))
    cache = ResponseCache(path, NOW)
    for number in range(2000):
        cache.get(f"key{number}")
        cache.put(f"key{number}", StoredResponse('"2"', None, None, b"{}"))
    assert cache.get("key7") == StoredResponse('"2"', None, None, b"{}")
    cache.close()


def test_a_broken_cache_file_is_begun_anew(tmp_path):
    path = tmp_path / "http.db"
    path.write_bytes(b"not a database, but long enough to look at" * 40)
    cache = ResponseCache(path, NOW)
    assert cache.get("x") is None
    cache.close()
