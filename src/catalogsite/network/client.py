"""Reads JSON from providers' APIs: in pages, with conditions, and a few requests at a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from catalogsite import __version__
from catalogsite.execution.interruptible_threads import map_in_threads
from catalogsite.network.cache import ResponseCache, StoredResponse
from catalogsite.network.connection import Connection, Transport
from catalogsite.network.credentials import Credentials, bearer, check_header
from catalogsite.network.exchange import Request
from catalogsite.network.json_types import mismatch
from catalogsite.network.paging import NextPage, Page, endless
from catalogsite.network.request_limits import IN_FLIGHT, Budget, Shared
from catalogsite.network.retry_policy import RetryPolicy

_OTHER_API = "check that the address is that of the provider's API"
_INCOMPLETE = "what was read up to there is kept; report it to those who run the server"

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


class Client:
    """Reads from one server; a token is sent to no other.

    Every method raises ProviderError. `token` is a bearer token; `credentials` are any others.
    """

    def __init__(  # noqa: PLR0913  (what makes up a connection)
        self,
        base_url: str,
        *,
        token: str | None = None,
        credentials: Credentials | None = None,
        headers: Mapping[str, str] | None = None,
        cache: ResponseCache | None = None,
        retry_policy: RetryPolicy | None = None,
        transport: Transport | None = None,
        shared: Shared | None = None,
        ca_file: Path | None = None,
    ) -> None:
        given = dict(headers or {})
        proof = credentials or (bearer(token) if token else None)
        if proof is not None:
            check_header(proof, base_url)
            given[proof.header] = proof.value
        given.setdefault("Accept", "application/json")
        given["User-Agent"] = f"catalogsite/{__version__}"
        self._cache = cache
        self._secrets = tuple(one.encode() for one in (proof.secrets if proof else ()))
        self._fingerprint = json.dumps(sorted(given.items()))
        self._connection = Connection(
            base_url,
            given,
            credentials=proof,
            retry_policy=retry_policy,
            transport=transport,
            shared=shared,
            ca_file=ca_file,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._connection.close()

    @property
    def base_url(self) -> str:
        """The address that all paths are relative to, with a final slash."""
        return self._connection.base_url

    @property
    def requests(self) -> int:
        """The number of requests that were sent, repeated ones included."""
        return self._connection.requests

    def get_json(self, path: str, params: Mapping[str, str | int] | None = None) -> Any:
        """The JSON at a path below the base."""
        return self._get(self._connection.url(path, params))[0]

    def get_with_headers(self, path: str) -> tuple[Any, Mapping[str, str]]:
        """The JSON at a path below the base, and the headers of its response; never stored. Raises ProviderError."""
        url = self._connection.url(path)
        response = self._connection.send(url, Request())
        return self._parse(url, response.body), response.headers

    def get_bytes(self, path: str) -> bytes:
        """The bytes at a path below the base."""
        key, kept = self._response(self._connection.url(path))
        self._store(key, kept)
        return kept.body

    def get_pages(
        self,
        path: str,
        params: Mapping[str, str | int] | None = None,
        *,
        items: str | None = None,
        following: NextPage | None = None,
    ) -> Iterator[Any]:
        """Every item of a list in pages (RFC 8288, `Link: rel=next`; Azure DevOps: a token).

        `following` tells the next page otherwise (`network/paging.py`). `items` is the key of the
        list where a page is an object. A list that does not end is an
        error, since nobody knows what it lacks: after 1,000 pages, after 20 empty ones in a row, or
        where it leads back to a page that was read.
        """
        url: str | None = self._connection.url(path, params)
        seen: set[str] = set()
        empty = 0
        while url is not None:
            seen.add(url)
            page, link = self._get(url)
            listed = self._items(url, page, items)
            yield from listed
            empty = 0 if listed else empty + 1
            if following is None:
                url = self._connection.next_page(url, link)
            else:
                url = self._connection.followed(url, following(Page(url, page, listed)))
            if url is not None and (reason := endless(url in seen, len(seen), empty)):
                raise self._connection.error(url, reason, _INCOMPLETE)

    def _items(self, url: str, page: Any, key: str | None) -> list[Any]:
        listed = page
        if key is not None:
            if not isinstance(page, dict):
                raise self._connection.error(url, mismatch("an object", "", page), _OTHER_API)
            listed = page.get(key)
        if not isinstance(listed, list):
            raise self._connection.error(url, mismatch("a list", key or "", listed), _OTHER_API)
        return listed

    def post_form(self, path: str, form: Mapping[str, str]) -> Any:
        """The JSON response to a form, for a query that is too long for an address; never stored."""
        url = self._connection.url(path)
        return self._parse(url, self._connection.send(url, Request("POST", form=form)).body)

    def post_json(self, path: str, body: Mapping[str, Any]) -> Any:
        """The JSON response to JSON, such as a GraphQL query; never stored."""
        url = self._connection.url(path)
        return self._parse(url, self._connection.send(url, Request("POST", json=body)).body)

    def post_bytes(self, path: str, content: bytes, headers: Mapping[str, str]) -> bytes:
        """The bytes that answer others, for a query of a protocol that is not JSON; never stored."""
        request = Request("POST", headers=headers, content=content)
        return self._connection.send(self._connection.url(path), request).body

    def change(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """The JSON response to a request that changes something; None for an empty one.

        It is not repeated where the server may have done it already.
        """
        url = self._connection.url(path)
        response = self._connection.send(url, Request(method, json=body, changes=True))
        return self._parse(url, response.body) if response.body else None

    def recall(self, name: str) -> Any:
        """The JSON that an earlier run kept about this server; None where there is none."""
        stored = self._cache.get(self._kept(name)) if self._cache else None
        return json.loads(stored.body) if stored is not None else None

    def keep(self, name: str, value: Any) -> None:
        """Keep JSON about this server for a later run, whatever its token will be.

        It may be lost at any time: the cache is removed with the state, or after 30 days.
        """
        body = json.dumps(value, separators=(",", ":")).encode()
        if self._cache and not any(one in body for one in self._secrets):
            self._cache.put(self._kept(name), StoredResponse(None, None, None, body))

    def _kept(self, name: str) -> str:
        return hashlib.sha256(f"kept\0{self.base_url}\0{name}".encode()).hexdigest()

    def each(
        self, ask: Callable[[_Item], _Result], items: Iterable[_Item]
    ) -> Iterator[tuple[_Item, _Result]]:
        """Each item with the result of `ask` for it, in order; up to IN_FLIGHT run at a time."""
        listed = list(items)
        yield from zip(listed, map_in_threads(ask, listed, IN_FLIGHT), strict=True)

    def _get(self, url: str) -> tuple[Any, str | None]:
        key, kept = self._response(url)
        parsed = self._parse(url, kept.body)
        self._store(key, kept)
        return parsed, kept.link

    def _response(self, url: str) -> tuple[str, StoredResponse]:
        """The response, stored or new, and the key to store it by."""
        key = hashlib.sha256(f"{url}\0{self._fingerprint}".encode()).hexdigest()
        stored = self._cache.get(key) if self._cache else None
        response = self._connection.send(url, Request(headers=_conditions(stored)))
        if response.unchanged and stored is not None:
            return key, stored
        return key, StoredResponse(
            etag=response.headers.get("ETag"),
            modified=response.headers.get("Last-Modified"),
            link=self._connection.link(url, response.headers),
            body=response.body,
        )

    def _store(self, key: str, kept: StoredResponse) -> None:
        # A careless server may quote a token, and what is stored outlives the run.
        quoted = any(one in kept.body or one.decode() in f"{kept[:-1]}" for one in self._secrets)
        if self._cache and (kept.etag or kept.modified) and not quoted:
            self._cache.put(key, kept)

    def _parse(self, url: str, body: bytes) -> Any:
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            what = "answered something that is not JSON"
            fix = "check the address; a page to sign in to may answer in its place"
            raise self._connection.error(url, what, fix) from None


class Clients:
    """Opens the clients of one run, which share its cache, retry policy, outages and limits."""

    def __init__(
        self,
        cache: ResponseCache | None = None,
        retry_policy: RetryPolicy | None = None,
        transport: Transport | None = None,
        *,
        shared: Shared | None = None,
    ) -> None:
        self._cache = cache
        self._retry_policy = retry_policy
        self._transport = transport
        self._shared = shared or Shared()
        self._parts: list[Clients] = []

    def __call__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        credentials: Credentials | None = None,
        headers: Mapping[str, str] | None = None,
        ca_file: Path | None = None,
    ) -> Client:
        """A client for one server."""
        return Client(
            base_url,
            token=token,
            credentials=credentials,
            headers=headers,
            cache=self._cache,
            retry_policy=self._retry_policy,
            transport=self._transport,
            shared=self._shared,
            ca_file=ca_file,
        )

    def of_collector(self, max_requests: int | None) -> Clients:
        """Clients of one collector: their requests are counted apart, up to a budget."""
        shared = replace(self._shared, budget=Budget(max_requests))
        part = Clients(self._cache, self._retry_policy, self._transport, shared=shared)
        self._parts.append(part)
        return part

    @property
    def requests(self) -> int:
        """The number of requests that all clients sent."""
        return self._shared.budget.spent + sum(part.requests for part in self._parts)


def _conditions(stored: StoredResponse | None) -> dict[str, str]:
    if stored is None:
        return {}
    marks = {"If-None-Match": stored.etag, "If-Modified-Since": stored.modified}
    return {name: value for name, value in marks.items() if value}
