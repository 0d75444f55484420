"""What a refusal of a provider (4xx) means, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

Refusal = tuple[str, str | None]
"""What is wrong, and how to fix it."""


def describe_refusal(status: int, headers: Mapping[str, str], content: bytes) -> Refusal:
    """The meaning of a response of 4xx for the person who configured the provider.

    `content` is its body, whose message is quoted up to 200 characters.
    """
    if status == HTTPStatus.UNAUTHORIZED:
        return "refused the credentials (401)", "set the token, or renew it"
    if status == HTTPStatus.NON_AUTHORITATIVE_INFORMATION:
        # Azure DevOps answers so, with a page to sign in to, to a token that has expired.
        return "answered a page to sign in to (203)", "set the token, or renew it"
    if status == HTTPStatus.FORBIDDEN and "X-GitHub-SSO" in headers:
        return "asks for single sign-on (403)", "authorise the token for the organisation"
    if status == HTTPStatus.FORBIDDEN:
        return "refused access (403)", "give the token the right to read this"
    if status == HTTPStatus.NOT_FOUND:
        return "not found, or not allowed (404)", "check the name and what the token may read"
    message = _message(content)
    what = f"answered {status}{f': {message}' if message else ''}"
    return what, "check the address and the settings of this provider"


def describe_rejection(status: int, headers: Mapping[str, str], content: bytes) -> Refusal:
    """The meaning of a response of 4xx to a request that would have changed something."""
    if status == HTTPStatus.UNAUTHORIZED or "X-GitHub-SSO" in headers:
        return describe_refusal(status, headers, content)
    message = "; ".join(filter(None, _reasons(content)))
    what = f"answered {status}{f': {message}' if message else ''}"
    if status in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
        return what, "check the name, and that the token has the right to do this"
    return what, None


def _message(content: bytes) -> str:
    answer = _object(content)
    return str(answer.get("message") or answer.get("error") or "")[:200]


def _reasons(content: bytes) -> list[str]:
    """The message, and those of single fields: GitHub lists them, GitLab gives them by field."""
    answer = _object(content)
    fields, listed = answer.get("message"), answer.get("errors")
    if isinstance(fields, dict):
        pairs = [(key, one if isinstance(one, list) else [one]) for key, one in fields.items()]
        return [f"{key} {', '.join(map(str, words))}"[:200] for key, words in pairs[:3]]
    found = listed if isinstance(listed, list) else []
    words = [one.get("message") if isinstance(one, dict) else one for one in found]
    return [_message(content), *(str(one)[:200] for one in words[:3] if one)]


def _object(content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}
