"""Texts without credentials: those in addresses, and the secrets of a connection."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")
_QUERY_SECRET = re.compile(r"(?i)((?:token|key|secret|password)=)[^&\s]+")


@dataclass(frozen=True, slots=True)
class Redactor:
    """Removes credentials from texts: those that `redact` finds, and the given secrets."""

    secrets: tuple[str, ...] = field(default=(), repr=False)

    def __call__(self, text: str) -> str:
        """The text with `***` in the place of every secret."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return redact(text)


def redact(text: str) -> str:
    """The text without the user and password of its URLs, and with `***` for tokens in queries."""
    return _QUERY_SECRET.sub(r"\1***", _CREDENTIALS.sub("", text))


def credentials_in(url: str) -> str | None:
    """The credentials in a URL, in words: a password, or a user name that may be a token; else None."""
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
