"""A server that answers in turn, as a transport of the HTTP library."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx

from catalogsite.network.client import Client
from catalogsite.network.retry_policy import RetryPolicy

TOKEN = "s3cret-t0ken"


QUICK = RetryPolicy(timeout=0.3, attempts=3, first_wait=0.001, longest_wait=0.05, total=5)


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
        options = {"token": TOKEN, "retry_policy": QUICK, **options}
        return Client("https://api.example.com/v3", transport=httpx.MockTransport(self), **options)


def answer(status=200, data=None, **headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, json=data if data is not None else {"ok": True}, headers=names)


def raising(error):
    def fail(request):
        raise error("broken", request=request)

    return fail


def link(url):
    return f'<{url}>; rel="next", <https://api.example.com/v3/x?page=9>; rel="last"'
