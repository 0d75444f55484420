"""The wire: the only place that knows the HTTP library.

A connection belongs to one server: it follows redirects on that server only, so that a token
never reaches another one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import NamedTuple

import httpx
import stamina

from catalogsite.errors import ProviderError
from catalogsite.network.http_errors import describe_refusal, is_rate_limited, seconds_to_wait
from catalogsite.network.redaction import redact

MAX_BODY = 64 * 1024 * 1024
_MAX_REDIRECTS = 5
_OK, _NOT_MODIFIED, _SERVER_ERROR = 200, 304, 500

Transport = httpx.BaseTransport

_REACH = "check the address, and the network"
_LOG = logging.getLogger(__name__)
_LONG_WAIT = 1.0


@dataclass(frozen=True, slots=True)
class RetryPolicy:
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
class Ask:
    """What a request carries besides its address."""

    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None


class Answer(NamedTuple):
    """A good answer: 200, or 304 where the request was conditional."""

    headers: Mapping[str, str]
    body: bytes
    unchanged: bool = False


class Connection:
    """Requests to one server: retried as long as is decent, with errors as ProviderError."""

    def __init__(
        self,
        base_url: str,
        headers: Mapping[str, str],
        *,
        secrets: tuple[str, ...] = (),
        patience: RetryPolicy | None = None,
        transport: Transport | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/") + "/"
        self.requests = 0
        self._lock = threading.Lock()
        self._lost = 0
        self._given_up: ProviderError | None = None
        self._patience = patience or RetryPolicy()
        self._secrets = secrets
        try:
            self._origin = _origin(httpx.URL(self.base_url))
            self._client = httpx.Client(
                headers=dict(headers),
                timeout=self._patience.timeout,
                follow_redirects=False,
                transport=transport,
                # No proxy can reach what runs on this machine.
                trust_env=not _is_here(self._origin[1]),
            )
        except (httpx.InvalidURL, ValueError) as error:
            raise ProviderError("not a valid address", where=redact(base_url)) from error

    def close(self) -> None:
        """Close all that is open."""
        self._client.close()

    def url(self, path: str, params: Mapping[str, str | int] | None = None) -> str:
        """An address below the base."""
        url = self._joined(httpx.URL(self.base_url), path.lstrip("/"))
        return str(url.copy_merge_params(dict(params)) if params else url)

    def next_page(self, url: str, link: str | None) -> str | None:
        """The address of `rel=next` in a Link header, which must be on this server."""
        if not link:
            return None
        found = httpx.Response(_OK, headers={"Link": link}).links.get("next", {}).get("url")
        return str(self._joined(httpx.URL(url), found)) if found else None

    def ask(self, url: str, ask: Ask) -> Answer:
        """The answer, asked for again where that may help."""
        response = self._retried(httpx.URL(url), ask)
        unchanged = response.status_code == _NOT_MODIFIED
        return Answer(response.headers, response.content, unchanged)

    def error(self, url: str, what: str, fix: str | None = None) -> ProviderError:
        """An error about an address of this server, without secrets."""
        return self._error(httpx.URL(url), what, fix)

    def _retried(self, url: httpx.URL, ask: Ask) -> httpx.Response:
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

    def _followed(self, url: httpx.URL, ask: Ask) -> httpx.Response:
        for _ in range(_MAX_REDIRECTS):
            response = self._send(url, ask)
            if not response.has_redirect_location:
                return self._checked(url, response)
            url = self._joined(url, response.headers["Location"])
        raise self._error(url, "redirects in circles")

    def _send(self, url: httpx.URL, ask: Ask) -> httpx.Response:
        with self._lock:
            self.requests += 1
        request = self._client.build_request(
            ask.method, url, headers=dict(ask.headers), data=ask.form
        )
        try:
            response = self._client.send(request, stream=True)
            with closing(response):
                body = self._body(url, response)
        except httpx.TimeoutException:
            raise _AgainError(self._error(url, "did not answer in time", _REACH)) from None
        except httpx.HTTPError as error:
            # It may name the proxy, whose address may hold a password.
            reason = redact(self._without_secrets(str(error))) or type(error).__name__
            what = f"could not be reached: {reason}"
            raise _AgainError(self._error(url, what, _REACH)) from None
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
        limited = is_rate_limited(status, headers)
        if not limited and status < _SERVER_ERROR:
            what, fix = describe_refusal(status, headers, response.content)
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


def _wait_of(error: Exception) -> bool | float:
    if not isinstance(error, _AgainError):
        return False
    return True if error.wait is None else error.wait


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    if url.scheme not in ("http", "https") or not url.host:
        raise httpx.InvalidURL("expected http:// or https://")
    default = 443 if url.scheme == "https" else 80
    return url.scheme, url.host, url.port or default


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _tell(details: stamina.instrumentation.RetryDetails) -> None:
    """Say why nothing happens for a while."""
    error = details.caused_by
    if isinstance(error, _AgainError) and details.wait_for >= _LONG_WAIT:
        place, what = error.error.where, error.error.what
        _LOG.warning("%s: %s; asking again in %.0f s", place, what, details.wait_for)


# The library's own words for a retry name our functions, which tell a user nothing.
stamina.instrumentation.set_on_retry_hooks([_tell])
