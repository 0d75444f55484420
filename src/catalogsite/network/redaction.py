"""Addresses without the credentials that people write into them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")
_QUERY_SECRET = re.compile(r"(?i)((?:token|key|secret|password)=)[^&\s]+")


def redact(text: str) -> str:
    """The text without the user and password of any URL in it."""
    return _QUERY_SECRET.sub(r"\1***", _CREDENTIALS.sub("", text))


def credentials_in(url: str) -> str | None:
    """What a URL tells that it should not: a password, or a name that may well be a token."""
    try:
        parts = urlsplit(url) if "://" in url else None
    except ValueError:
        return None
    if parts is None:
        return None
    if parts.password:
        return "a password"
    # Over SSH the name is no secret: `git@host`.
    named = parts.username is not None and parts.scheme in {"http", "https"}
    return "a user name, which may be a token" if named else None
