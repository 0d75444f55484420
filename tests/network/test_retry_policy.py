"""When a request is repeated, and how long it waits."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from catalogsite.errors import ProviderError
from catalogsite.network.retry_policy import (
    RetryableError,
    RetryPolicy,
    is_rate_limited,
    seconds_to_wait,
    with_retries,
)

NOW = datetime(2026, 2, 1, tzinfo=UTC)
MOMENT = int(NOW.timestamp())
QUICK = RetryPolicy(attempts=3, first_wait=0.0, longest_wait=0.0)


def used_up(reset):
    return {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(reset)}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": " 0 "}, 0.0),
        ({"Retry-After": "-7"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "Sun, 01 Feb 2026 00:01:00 GMT"}, 60.0),
        ({"Retry-After": "Sat, 31 Jan 2026 23:59:00 GMT"}, 0.0),
        ({"X-RateLimit-Reset": str(MOMENT + 90)}, None),
        ({"X-RateLimit-Remaining": "1", "X-RateLimit-Reset": str(MOMENT + 90)}, None),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(MOMENT + 90)}, 90.0),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(MOMENT - 90)}, 0.0),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "90"}, 90.0),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "x"}, None),
        ({"X-RateLimit-Remaining": "0"}, None),
        ({"RateLimit-Remaining": "0", "RateLimit-Reset": "12"}, 12.0),
        ({"RateLimit-Remaining": "0", "RateLimit-Reset": str(MOMENT + 30)}, 30.0),
        ({"X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset": "5"}, 5.0),
        ({"RateLimit-Remaining": "3", "RateLimit-Reset": "12"}, None),
        ({"Retry-After": "7", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "90"}, 7.0),
        # The server's clock is ten minutes behind ours, or ahead of it.
        ({**used_up(MOMENT - 540), "Date": "Sat, 31 Jan 2026 23:50:00 GMT"}, 60.0),
        ({**used_up(MOMENT + 660), "Date": "Sun, 01 Feb 2026 00:10:00 GMT"}, 60.0),
        ({**used_up(MOMENT + 60), "Date": "yesterday"}, 60.0),
        (
            {
                "Retry-After": "Sun, 01 Feb 2026 00:11:00 GMT",
                "Date": "Sun, 01 Feb 2026 00:10:00 GMT",
            },
            60.0,
        ),
    ],
)
def test_how_long_a_server_asks_to_wait(headers, seconds):
    assert seconds_to_wait(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "headers", "body", "limited"),
    [
        (429, {}, b"", True),
        (403, {}, b"", False),
        (403, {"Retry-After": "7"}, b"", True),
        (403, {"X-RateLimit-Remaining": "0"}, b"", True),
        (403, {"X-RateLimit-Remaining": "1"}, b"", False),
        (403, {"RateLimit-Remaining": "0"}, b"", True),
        (401, {"Retry-After": "7"}, b"", False),
        (503, {"Retry-After": "7"}, b"", False),
        (403, {}, b'{"message": "You have exceeded a secondary rate limit."}', True),
        (429, {}, b"secondary rate limit", True),
        (404, {}, b"secondary rate limit", False),
        (403, {}, b"x" * 5000 + b"secondary rate limit", False),
    ],
)
def test_what_is_a_used_up_rate_limit(status, headers, body, limited):
    assert is_rate_limited(status, headers, body) is limited


class Attempts:
    def __init__(self, *outcomes):
        self.outcomes = list(outcomes)

    def __call__(self):
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def again():
    return RetryableError(ProviderError("answered 500"))


def test_the_first_attempt_that_succeeds_counts():
    attempts = Attempts(again(), again(), "good", "unused")
    assert with_retries(QUICK, attempts) == "good"
    assert attempts.outcomes == ["unused"]


def test_after_the_last_attempt_its_error_is_raised():
    last = again()
    with pytest.raises(RetryableError) as caught:
        with_retries(QUICK, Attempts(again(), again(), last, "unused"))
    assert caught.value is last


def test_any_other_error_is_raised_at_once():
    attempts = Attempts(ProviderError("refused"), "unused")
    with pytest.raises(ProviderError, match="refused"):
        with_retries(QUICK, attempts)
    assert attempts.outcomes == ["unused"]


OTHERS = """
import stamina
from catalogsite.network.client import Client
from catalogsite.network import retry_policy
seen = []
stamina.instrumentation.set_on_retry_hooks([lambda details: seen.append(details.name)])
Client("https://api.acme.example")
Client("https://api.acme.example")

@stamina.retry(on=ValueError, attempts=2, wait_initial=0, wait_max=0, wait_jitter=0)
def theirs():
    raise ValueError

try:
    theirs()
except ValueError:
    print(len(seen), len(stamina.instrumentation.get_on_retry_hooks()))
"""


def test_retries_of_others_in_the_same_process_keep_their_hooks():
    done = subprocess.run(
        [sys.executable, "-c", OTHERS], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["1", "1"]
