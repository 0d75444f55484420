"""What a provider's refusal means: whether to wait, how long, and what its reader can do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

Refusal = tuple[str, str | None]
"""What happened, and how to mend it."""


def is_rate_limited(status: int, headers: Mapping[str, str]) -> bool:
    """Whether the server would answer later: a 403 with these marks is a used-up rate limit."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return True
    marked = headers.get("X-RateLimit-Remaining") == "0" or "Retry-After" in headers
    return status == HTTPStatus.FORBIDDEN and marked


def seconds_to_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """How long the server asks to wait; None where it does not say."""
    after = headers.get("Retry-After", "").strip()
    if after.isdecimal():
        return float(after)
    if after:
        try:
            return max(0.0, parsedate_to_datetime(after).timestamp() - now.timestamp())
        except (ValueError, OverflowError):
            return None
    reset = headers.get("X-RateLimit-Reset", "").strip()
    if headers.get("X-RateLimit-Remaining") != "0" or not reset.isdecimal():
        return None
    # GitHub tells the moment, others the seconds until it.
    told = float(reset)
    return max(0.0, told - now.timestamp()) if told > now.timestamp() / 2 else told


def describe_refusal(status: int, headers: Mapping[str, str], content: bytes) -> Refusal:
    """What an answer of 4xx means to the one who set the portal up."""
    if status == HTTPStatus.UNAUTHORIZED:
        return "refused the credentials (401)", "set the token, or renew it"
    if status == HTTPStatus.FORBIDDEN and "X-GitHub-SSO" in headers:
        return "asks for single sign-on (403)", "authorise the token for the organisation"
    if status == HTTPStatus.FORBIDDEN:
        return "refused access (403)", "give the token the right to read this"
    if status == HTTPStatus.NOT_FOUND:
        return "not found, or not allowed (404)", "check the name and what the token may read"
    said = _message(content)
    return f"answered {status}{f': {said}' if said else ''}", None


def _message(content: bytes) -> str:
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(answer, dict):
        return ""
    return str(answer.get("message") or answer.get("error") or "")[:200]
