"""HTTP connections: the only module that imports the HTTP library.

A connection belongs to one server: it follows redirects on that server only, so that a token
never reaches another one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from catalogsite.errors import ProviderError
from catalogsite.execution.lazy_module import LazyModule
from catalogsite.network.credentials import Credentials
from catalogsite.network.exchange import Request, Response
from catalogsite.network.http_errors import describe_refusal, describe_rejection
from catalogsite.network.redaction import Redactor
from catalogsite.network.request_limits import Shared
from catalogsite.network.retry_policy import (
    RetryableError,
    RetryPolicy,
    is_rate_limited,
    is_secondary_limit,
    log_retries,
    seconds_to_wait,
    with_retries,
)
from catalogsite.network.this_machine import is_this_machine

if TYPE_CHECKING:
    import ssl

    import httpx

    Transport = httpx.BaseTransport
else:
    httpx = LazyModule("httpx")
    Transport = object

MAX_BODY = 64 * 1024 * 1024
_MAX_REDIRECTS = 5
_OK, _CREATED, _NOT_MODIFIED, _SERVER_ERROR = 200, 201, 304, 500
_DONE = (_OK, _CREATED, 202, 204)
"""What answers a request that changes something: done, or begun."""

Answer = Callable[[str, str, bytes], tuple[int, bytes]]
"""The status and the body for a method, an address and the body of a request."""

_REACH = "check the address, and the network"
_LATER = "try again later; if it stays, ask those who run the server"
_ELSEWHERE = "name the new address in the configuration: no other server gets the token"
_TRUST = "name a file in `SSL_CERT_FILE` that has the certificate of its authority too"


def transport_of(answer: Answer) -> Transport:
    """A transport that gets its responses from a function, and opens no socket."""

    def respond(request: httpx.Request) -> httpx.Response:
        status, body = answer(request.method, str(request.url), request.read())
        return httpx.Response(status, content=body)

    return httpx.MockTransport(respond)


class Connection:
    """Requests to one server, repeated as the retry policy says; all errors are ProviderErrors.

    `headers` go with every request, those of `credentials` among them; no error quotes these.
    `requests` counts all attempts.
    `shared` is what other connections of the run share: which servers are down, how many requests
    each gets at a time, and how many the collector may send. `ca_file` has certificates of further
    authorities, in PEM format, which only this server is trusted by.
    Raises ProviderError for an address that is not http or https.
    """

    def __init__(
        self,
        base_url: str,
        headers: Mapping[str, str],
        *,
        credentials: Credentials | None = None,
        retry_policy: RetryPolicy | None = None,
        transport: Transport | None = None,
        shared: Shared | None = None,
        ca_file: Path | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/") + "/"
        self.requests = 0
        self._lock = threading.Lock()
        shared = shared or Shared()
        self._budget = shared.budget
        self._policy = retry_policy or RetryPolicy()
        self._redact = Redactor(credentials.secrets if credentials else ())
        log_retries()
        try:
            self._origin = _origin(httpx.URL(self.base_url))
            self._client = httpx.Client(
                headers=dict(headers),
                timeout=httpx.Timeout(self._policy.timeout, connect=self._policy.connect),
                follow_redirects=False,
                transport=transport,
                verify=_trusted(ca_file) if transport is None else True,
                # No proxy can reach what runs on this machine.
                trust_env=not is_this_machine(self._origin[1]),
            )
        except (httpx.InvalidURL, ValueError) as error:
            raise ProviderError("not a valid address", where=self._redact(base_url)) from error
        except OSError as error:
            named = f"`ca_file` ({ca_file})" if ca_file else "`SSL_CERT_FILE` or `SSL_CERT_DIR`"
            what = f"the certificates that {named} names cannot be read"
            fix = "name a file of certificates in PEM format"
            raise ProviderError(what, where=self._redact(base_url), fix=fix) from error
        self._outage = shared.outages.of(self._origin, credentials)
        self._limit = shared.servers.of(self._origin)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def url(self, path: str, params: Mapping[str, str | int] | None = None) -> str:
        """The address of a path below the base. Raises ProviderError for one on another server."""
        url = self._joined(httpx.URL(self.base_url), path.lstrip("/"))
        return str(url.copy_merge_params(dict(params)) if params else url)

    def link(self, url: str, headers: Mapping[str, str]) -> str | None:
        """The Link header of a response, also for the token by which Azure DevOps names the next page."""
        token = headers.get("X-MS-ContinuationToken")
        if not token:
            return headers.get("Link")
        following = httpx.URL(url).copy_set_param("continuationToken", token)
        return f'<{following}>; rel="next"'

    def next_page(self, url: str, link: str | None) -> str | None:
        """The address of `rel=next` in a Link header; None without one.

        Sentry names a next page after the last one too, with `results="false"`. Raises ProviderError
        for one on another server.
        """
        if not link:
            return None
        found = httpx.Response(_OK, headers={"Link": link}).links.get("next", {})
        return None if found.get("results") == "false" else self.followed(url, found.get("url"))

    def followed(self, url: str, reference: str | None) -> str | None:
        """The address that a reference at `url` leads to; None without one.

        Raises ProviderError for one on another server.
        """
        return str(self._joined(httpx.URL(url), reference)) if reference else None

    def send(self, url: str, request: Request) -> Response:
        """The response, after as many attempts as it takes. Raises ProviderError."""
        response = self._retried(httpx.URL(url), request)
        unchanged = response.status_code == _NOT_MODIFIED
        return Response(response.headers, response.content, unchanged)

    def error(self, url: str, what: str, fix: str | None = None) -> ProviderError:
        """An error about an address of this server, without secrets."""
        return self._error(httpx.URL(url), what, fix)

    def _retried(self, url: httpx.URL, request: Request) -> httpx.Response:
        if self._outage.error is not None:
            raise self._outage.error
        try:
            response = with_retries(self._policy, partial(self._followed, url, request))
        except RetryableError as error:
            limit = 1 if error.unreachable else self._policy.lost_requests
            self._outage.record(error.error, limit=limit)
            raise error.error from None
        self._outage.end()
        return response

    def _followed(self, url: httpx.URL, request: Request) -> httpx.Response:
        for _ in range(_MAX_REDIRECTS):
            response = self._send_once(url, request)
            if not response.has_redirect_location:
                return self._checked(url, request, response)
            url = self._joined(url, response.headers["Location"])
        raise self._error(url, "redirects in circles", _REACH)

    def _send_once(self, url: httpx.URL, request: Request) -> httpx.Response:
        while True:
            if (seconds := self._outage.paused) > 0:
                time.sleep(seconds)
            with self._limit:
                if self._outage.paused <= 0:
                    return self._sent_in_turn(url, request)

    def _sent_in_turn(self, url: httpx.URL, request: Request) -> httpx.Response:
        # While this request waited for its turn, another one may have met the outage.
        if self._outage.error is not None:
            raise self._outage.error
        self._budget.spend()
        with self._lock:
            self.requests += 1
        return self._sent(url, request)

    def _sent(self, url: httpx.URL, request: Request) -> httpx.Response:
        built = self._client.build_request(
            request.method,
            url,
            headers=dict(request.headers),
            content=request.content,
            data=request.form,
            json=request.json,
        )
        try:
            response = self._client.send(built, stream=True)
            with closing(response):
                self._outage.answered = True
                body = self._body(url, response)
        except httpx.TimeoutException as error:
            late = self._error(url, "did not answer in time", _REACH)
            if not self._outage.answered:
                # A server that is down costs one timeout, not one for each attempt and request.
                self._outage.error = late
                raise late from None
            unreachable = isinstance(error, httpx.ConnectTimeout)
            attempts = _attempts(request, lost=not unreachable)
            raise RetryableError(late, unreachable=unreachable, attempts=attempts) from None
        except httpx.HTTPError as error:
            # The message may name the proxy, whose address may hold a password.
            reason = self._redact(str(error)) or type(error).__name__
            what = f"could not be reached: {reason}"
            unreachable = isinstance(error, httpx.ConnectError | httpx.ProxyError)
            fix = _TRUST if "CERTIFICATE_VERIFY_FAILED" in reason else _REACH
            first = unreachable and not self._outage.answered
            raise RetryableError(
                self._error(url, what, fix),
                unreachable=unreachable,
                attempts=self._policy.first_connections
                if first
                else _attempts(request, lost=not unreachable),
            ) from None
        kept = [(k, v) for k, v in response.headers.multi_items() if k != "content-encoding"]
        return httpx.Response(response.status_code, headers=kept, content=body, request=built)

    def _body(self, url: httpx.URL, response: httpx.Response) -> bytes:
        body = bytearray()
        # The timeout of the library starts again with every byte.
        deadline = time.monotonic() + self._policy.body
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > MAX_BODY:
                raise self._error(url, f"answered more than {MAX_BODY >> 20} MB", _LATER)
            if time.monotonic() > deadline:
                late = self._error(url, "did not finish its answer in time", _REACH)
                self._outage.record(late, limit=self._policy.lost_requests)
                raise late
        return bytes(body)

    def _checked(
        self, url: httpx.URL, request: Request, response: httpx.Response
    ) -> httpx.Response:
        status, headers = response.status_code, response.headers
        if status in (_DONE if request.changes else (_OK, _CREATED, _NOT_MODIFIED)):
            return response
        limited = is_rate_limited(status, headers, response.content)
        if not limited and status < _SERVER_ERROR:
            describe = describe_rejection if request.changes else describe_refusal
            what, fix = describe(status, headers, response.content)
            raise self._error(url, self._redact(what), fix, status)
        error = self._error(url, f"answered {status}", _LATER)
        if limited:
            fix = "try later, or with another token"
            error = self._error(url, "its rate limit is used up", fix)
        wait = seconds_to_wait(headers, datetime.now(UTC))
        if wait is not None or is_secondary_limit(response.content):
            first, longest = self._policy.limited, self._policy.longest_wait
            wait = self._outage.pause(wait, error, first=first, longest=longest)
        raise RetryableError(error, wait, attempts=_attempts(request, lost=not limited))

    def _joined(self, url: httpx.URL, reference: str) -> httpx.URL:
        try:
            target = url.join(reference)
            origin = _origin(target)
        except (httpx.InvalidURL, ValueError):
            raise self._error(url, "points to something that is no address", _LATER) from None
        if origin != self._origin:
            raise self._error(url, f"points to another server: {target.host}", _ELSEWHERE)
        return target

    def _error(
        self, url: httpx.URL, what: str, fix: str | None = None, status: int | None = None
    ) -> ProviderError:
        address = self._redact(str(url.copy_with(query=None)))
        return ProviderError(what, where=address, fix=fix, status=status)


def _attempts(request: Request, *, lost: bool) -> int | None:
    """One attempt where a request that changes something is `lost`: it may have been done."""
    return 1 if request.changes and lost else None


def _trusted(ca_file: Path | None) -> ssl.SSLContext:
    # Its own, because the library reads `SSL_CERT_FILE` only together with the proxies.
    context = httpx.create_ssl_context()
    if ca_file is not None:
        context.load_verify_locations(cafile=ca_file)
    return context


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    if url.scheme not in ("http", "https") or not url.host:
        raise httpx.InvalidURL("expected http:// or https://")
    default = 443 if url.scheme == "https" else 80
    return url.scheme, url.host, url.port or default
