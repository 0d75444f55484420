"""When a request is repeated: how often, after how long, and when a server counts as down."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache, partial
from http import HTTPStatus
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from catalogsite.errors import ProviderError
from catalogsite.execution.lazy_module import LazyModule

if TYPE_CHECKING:
    import stamina
    from stamina import instrumentation
    from stamina.instrumentation import RetryDetails, RetryHook
else:
    stamina = LazyModule("stamina")
    instrumentation = LazyModule("stamina.instrumentation")

_LOG = logging.getLogger(__name__)
_FAMILIES = ("X-RateLimit-", "RateLimit-", "X-Rate-Limit-")
"""How the headers of a rate limit begin, whose names end in `Remaining` and `Reset`."""

_SHORTEST_LOGGED_WAIT = 1.0
_SAYS_WHY = 4096
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """The limits of one request, in seconds and attempts.

    `timeout` is for one attempt, `total` for all attempts of a request together. The wait doubles
    from `first_wait` up to `longest_wait`; a server that asks for a longer one counts as down, and
    so does one that cannot be reached in all attempts of a request, or that fails `lost_requests`
    requests in a row, each in all its attempts. `connect` is the time for a connection, `body` that
    for a whole answer. `limited` is the first wait for a rate limit that does not say how long.
    `first_connections` is how often a connection is tried to a server that has not answered yet in
    this run: one that is down must not hold up all others.
    """

    timeout: float = 30.0
    connect: float = 10.0
    attempts: int = 4
    first_connections: int = 2
    first_wait: float = 1.0
    longest_wait: float = 120.0
    total: float = 600.0
    lost_requests: int = 2
    body: float = 120.0
    limited: float = 60.0


class RetryableError(Exception):
    """A failed attempt that may succeed later: after `wait` seconds, where the server said so.

    `unreachable` says that there was no connection at all. `attempts` is set where fewer attempts
    than usual are worth it.
    """

    def __init__(
        self,
        error: ProviderError,
        wait: float | None = None,
        *,
        unreachable: bool = False,
        attempts: int | None = None,
    ) -> None:
        super().__init__(error.what)
        self.error = error
        self.wait = wait
        self.unreachable = unreachable
        self.attempts = attempts


def with_retries(policy: RetryPolicy, attempt_once: Callable[[], _Result]) -> _Result:
    """The result of the first attempt that succeeds.

    Raises the RetryableError of the last attempt, and any other error of an attempt at once.
    """
    retrying = stamina.RetryingCaller(
        attempts=policy.attempts,
        timeout=policy.total,
        wait_initial=policy.first_wait,
        wait_max=policy.longest_wait,
        wait_jitter=policy.first_wait / 4,
    )
    attempts = count(1)

    def wait_of(error: Exception) -> bool | float:
        if not isinstance(error, RetryableError):
            return False
        attempt = next(attempts)
        if error.attempts is not None and attempt >= error.attempts:
            return False
        return True if error.wait is None else error.wait

    return retrying(wait_of, attempt_once)


def is_rate_limited(status: int, headers: Mapping[str, str], body: bytes = b"") -> bool:
    """Whether a refusal is a used-up rate limit: 429, and a 403 that says when to come back.

    GitHub's secondary limit is a 403 or 429 that may say so in its body only.
    """
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return True
    used_up = any(headers.get(f"{family}Remaining") == "0" for family in _FAMILIES)
    marked = used_up or "Retry-After" in headers or is_secondary_limit(body)
    return status == HTTPStatus.FORBIDDEN and marked


def is_secondary_limit(body: bytes) -> bool:
    """Whether a refusal is GitHub's secondary rate limit, by its message.

    Rule: docs.github.com, "Best practices for using the REST API": without a header that says when,
    wait for at least a minute, and longer each time after.
    """
    return b"secondary rate limit" in body[:_SAYS_WHY].lower()


def seconds_to_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds that a server asks to wait; None where it does not say.

    By `Retry-After` (RFC 9110: seconds or a date), else by the header for the reset of a rate limit
    where no request is left. A moment is compared with the server's own clock, its `Date`, and only
    without one with ours, `now`.
    """
    present = (_moment(headers.get("Date", "")) or now).timestamp()
    after = headers.get("Retry-After", "").strip()
    if after.isdecimal():
        return float(after)
    if after:
        moment = _moment(after)
        return None if moment is None else max(0.0, moment.timestamp() - present)
    resets = (
        headers.get(f"{family}Reset", "").strip()
        for family in _FAMILIES
        if headers.get(f"{family}Remaining") == "0"
    )
    reset = next((text for text in resets if text.isdecimal()), None)
    if reset is None:
        return None
    # GitHub and GitLab give the moment (a Unix time), Buildkite and others the seconds until it.
    seconds = float(reset)
    return max(0.0, seconds - present) if seconds > present / 2 else seconds


def _moment(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None


@cache
def log_retries() -> None:
    """Log every long wait of ours in words; retries of other users of `stamina` keep their hooks."""
    # The hooks of the library are global, and its own names Python functions, which help no reader.
    hooks = partial(_log_retry, instrumentation.get_on_retry_hooks())
    instrumentation.set_on_retry_hooks([hooks])


def _log_retry(others: Sequence[RetryHook], details: RetryDetails) -> None:
    error = details.caused_by
    if not isinstance(error, RetryableError):
        for hook in others:
            hook(details)
    elif details.wait_for >= _SHORTEST_LOGGED_WAIT:
        place, what = error.error.where, error.error.what
        _LOG.warning("%s: %s; trying again in %.0f s", place, what, details.wait_for)
