"""Talks to providers' APIs: the only place that builds an HTTP client.

A client belongs to one server: it follows redirects and pages on that server only, so that a token
never reaches another one.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import httpx
import stamina

from catalogsite import __version__
from catalogsite.answers import is_limited, refusal, seconds_to_wait
from catalogsite.errors import ProviderError
from catalogsite.git import redact
from catalogsite.responses import ResponseCache, StoredResponse

MAX_BODY = 64 * 1024 * 1024
_MAX_PAGES = 1000
_MAX_REDIRECTS = 5
_OK, _NOT_MODIFIED, _SERVER_ERROR = 200, 304, 500

# Who listens to our log hears of a retry from the error, once all of them failed.
logging.getLogger("stamina").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an answer is waited for, and how often it is asked for again.

    After `lost_requests` in a row that failed in all their attempts, a server counts as down.
    """

    timeout: float = 30.0
    attempts: int = 4
    first_wait: float = 1.0
    longest_wait: float = 120.0
    total: float = 600.0
    lost_requests: int = 2


class _AgainError(Exception):
    """A request that may succeed later: after `wait` seconds, where the server said so."""

    def __init__(self, error: ProviderError, wait: float | None = None) -> None:
        super().__init__(error.what)
        self.error = error
        self.wait = wait


@dataclass(frozen=True, slots=True)
class _Ask:
    """What a request carries besides its address."""

    method: str
    headers: Mapping[str, str] = field(default_factory=dict)
    payload: Any = None
    form: Mapping[str, str] | None = None


class Client:
    """Requests to one server: retried, paged, conditional, and with errors as ProviderError."""

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        cache: ResponseCache | None = None,
        patience: Patience | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/") + "/"
        self.requests = 0
        self._lost = 0
        self._given_up: ProviderError | None = None
        self._patience = patience or Patience()
        self._cache = cache
        self._secrets = tuple(value for value in (token,) if value)
        given = dict(headers or {})
        if token:
            given["Authorization"] = f"Bearer {_checked_token(token, base_url)}"
        given.setdefault("Accept", "application/json")
        given["User-Agent"] = f"catalogsite/{__version__}"
        self._fingerprint = json.dumps(sorted(given.items()))
        try:
            self._origin = _origin(httpx.URL(self.base_url))
            self._client = httpx.Client(
                headers=given,
                timeout=self._patience.timeout,
                follow_redirects=False,
                transport=transport,
            )
        except (httpx.InvalidURL, ValueError) as error:
            raise ProviderError("not a valid address", where=redact(base_url)) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._client.close()

    def get_json(self, path: str, params: Mapping[str, str | int] | None = None) -> Any:
        """The JSON of one address below the base."""
        return self._get(self._url(path, params))[0]

    def get_pages(
        self, path: str, params: Mapping[str, str | int] | None = None, *, items: str | None = None
    ) -> Iterator[Any]:
        """Every item of a list that is told in pages (`Link: rel=next`), `items` naming its key."""
        url: httpx.URL | None = self._url(path, params)
        seen: set[str] = set()
        while url is not None and str(url) not in seen and len(seen) < _MAX_PAGES:
            seen.add(str(url))
            page, following = self._get(url)
            listed = page.get(items) if items and isinstance(page, dict) else page
            if not isinstance(listed, list):
                raise self._error(url, "answered something other than a list")
            yield from listed
            url = self._joined(url, following) if following else None

    def post_json(self, path: str, payload: Any) -> Any:
        """The JSON answer to a JSON request that changes nothing (GraphQL and such)."""
        url = self._url(path, None)
        return self._parse(url, self._retried(url, _Ask("POST", payload=payload)).content)

    def post_form(self, path: str, form: Mapping[str, str]) -> Any:
        """The JSON answer to a form that changes nothing (a query too long for an address)."""
        url = self._url(path, None)
        return self._parse(url, self._retried(url, _Ask("POST", form=form)).content)

    def _url(self, path: str, params: Mapping[str, str | int] | None) -> httpx.URL:
        url = self._joined(httpx.URL(self.base_url), path.lstrip("/"))
        return url.copy_merge_params(dict(params)) if params else url

    def _get(self, url: httpx.URL) -> tuple[Any, str | None]:
        key = hashlib.sha256(f"{url}\0{self._fingerprint}".encode()).hexdigest()
        stored = self._cache.get(key) if self._cache else None
        response = self._retried(url, _Ask("GET", _conditions(stored)))
        if response.status_code == _NOT_MODIFIED and stored is not None:
            kept = stored
        else:
            kept = StoredResponse(
                etag=response.headers.get("ETag"),
                modified=response.headers.get("Last-Modified"),
                link=response.headers.get("Link"),
                body=response.content,
            )
        parsed = self._parse(url, kept.body)
        if self._cache and (kept.etag or kept.modified):
            self._cache.put(key, kept)
        return parsed, _next_link(kept.link)

    def _parse(self, url: httpx.URL, body: bytes) -> Any:
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            raise self._error(url, "answered something that is not JSON") from None

    def _retried(self, url: httpx.URL, ask: _Ask) -> httpx.Response:
        patience = self._patience
        if self._given_up is not None:
            raise self._given_up
        try:
            for attempt in stamina.retry_context(
                on=_wait_of,
                attempts=patience.attempts,
                timeout=patience.total,
                wait_initial=patience.first_wait,
                wait_max=patience.longest_wait,
                wait_jitter=patience.first_wait / 4,
            ):
                with attempt:
                    response = self._followed(url, ask)
                    self._lost = 0
                    return response
        except _AgainError as error:
            # A thousand questions to a server that is down would take the whole night.
            self._lost += 1
            if self._lost >= patience.lost_requests:
                self._given_up = error.error
            raise error.error from None
        raise self._error(url, "was not asked")

    def _followed(self, url: httpx.URL, ask: _Ask) -> httpx.Response:
        for _ in range(_MAX_REDIRECTS):
            response = self._send(url, ask)
            if not response.has_redirect_location:
                return self._checked(url, response)
            url = self._joined(url, response.headers["Location"])
        raise self._error(url, "redirects in circles")

    def _send(self, url: httpx.URL, ask: _Ask) -> httpx.Response:
        self.requests += 1
        request = self._client.build_request(
            ask.method, url, headers=dict(ask.headers), json=ask.payload, data=ask.form
        )
        try:
            response = self._client.send(request, stream=True)
            with closing(response):
                body = self._body(url, response)
        except httpx.TimeoutException:
            raise _AgainError(self._error(url, "did not answer in time")) from None
        except httpx.HTTPError as error:
            reason = self._without_secrets(str(error)) or type(error).__name__
            raise _AgainError(self._error(url, f"could not be reached: {reason}")) from None
        kept = [(k, v) for k, v in response.headers.multi_items() if k != "content-encoding"]
        return httpx.Response(response.status_code, headers=kept, content=body, request=request)

    def _body(self, url: httpx.URL, response: httpx.Response) -> bytes:
        body = bytearray()
        # The timeout of the library begins anew with every byte.
        deadline = time.monotonic() + self._patience.total
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > MAX_BODY:
                raise self._error(url, f"answered more than {MAX_BODY >> 20} MB")
            if time.monotonic() > deadline:
                raise self._error(url, "did not finish its answer in time")
        return bytes(body)

    def _checked(self, url: httpx.URL, response: httpx.Response) -> httpx.Response:
        status, headers = response.status_code, response.headers
        if status in (_OK, _NOT_MODIFIED):
            return response
        limited = is_limited(status, headers)
        if not limited and status < _SERVER_ERROR:
            what, fix = refusal(status, headers, response.content)
            raise self._error(url, self._without_secrets(what), fix)
        error = self._error(url, f"answered {status}")
        if limited:
            fix = "try later, or with another token"
            error = self._error(url, "its rate limit is used up", fix)
        wait = seconds_to_wait(headers, datetime.now(UTC))
        if wait is not None and wait > self._patience.longest_wait:
            self._given_up = error
            raise error
        raise _AgainError(error, wait)

    def _joined(self, url: httpx.URL, reference: str) -> httpx.URL:
        try:
            target = url.join(reference)
            origin = _origin(target)
        except (httpx.InvalidURL, ValueError):
            raise self._error(url, "points to something that is no address") from None
        if origin != self._origin:
            raise self._error(url, f"points to another server: {target.host}")
        return target

    def _error(self, url: httpx.URL, what: str, fix: str | None = None) -> ProviderError:
        address = redact(self._without_secrets(str(url.copy_with(query=None))))
        return ProviderError(what, where=address, fix=fix)

    def _without_secrets(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


class Clients:
    """Opens the clients of one run: they share its cache and patience, and are counted."""

    def __init__(
        self,
        cache: ResponseCache | None = None,
        patience: Patience | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._cache = cache
        self._patience = patience
        self._transport = transport
        self._opened: list[Client] = []

    def __call__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Client:
        """A client for one server."""
        client = Client(
            base_url,
            token=token,
            headers=headers,
            cache=self._cache,
            patience=self._patience,
            transport=self._transport,
        )
        self._opened.append(client)
        return client

    @property
    def requests(self) -> int:
        """How many requests all clients made."""
        return sum(client.requests for client in self._opened)


def _wait_of(error: Exception) -> bool | float:
    if not isinstance(error, _AgainError):
        return False
    return True if error.wait is None else error.wait


def _checked_token(token: str, base_url: str) -> str:
    # The HTTP library would quote a malformed header, token and all, in its message.
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ProviderError(
            "the token holds a character that no header may hold",
            where=redact(base_url),
            fix="set it without blanks and line ends",
        )
    return token


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    if url.scheme not in ("http", "https") or not url.host:
        raise httpx.InvalidURL("expected http:// or https://")
    default = 443 if url.scheme == "https" else 80
    return url.scheme, url.host, url.port or default


def _conditions(stored: StoredResponse | None) -> dict[str, str]:
    if stored is None:
        return {}
    marks = {"If-None-Match": stored.etag, "If-Modified-Since": stored.modified}
    return {name: value for name, value in marks.items() if value}


def _next_link(header: str | None) -> str | None:
    if not header:
        return None
    link = httpx.Response(_OK, headers={"Link": header}).links.get("next")
    return link.get("url") if link else None
