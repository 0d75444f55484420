"""Texts without credentials: those in addresses, and the secrets of a connection."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

# Up to the last `@` before the path: a password may hold one too.
_USER = re.compile(
    r"(?<=://)[^/\s?#\"'<>]*@|(?i:(?<=%3a%2f%2f)(?:(?!%2f|%3f|%23)[^/\s\"'<>])*?%40)"
)
# The start of a pair of a query, a fragment or the parameters of a path, also within an encoded
# address; the lengths keep the search linear.
_NAME = re.compile(
    r"(?:^|[?&;#\s\"'(,]|%3f|%26|%23|%3b)"
    r"(?P<name>(?:[\w.\[\]-]|%(?!3d|3f|26|23|3b)[0-9a-f]{2}){1,64})"
    r"(?:=|(?P<encoded>%3d))",
    re.IGNORECASE | re.MULTILINE,
)
_VALUE = re.compile(r"[^&;#\s\"'<>),]*")
_ENCODED_VALUE = re.compile(r"(?:(?!%26|%23|%3b)[^&;#\s\"'<>),])*", re.IGNORECASE)
_PARTS_OF_SECRET_NAMES = re.compile(
    r"token|secret|passw|pwd|passphrase|api_?key|access_?key|private_?key|account_?key"
    r"|signature|credential|authori[sz]ation|bearer|session_?id"
)
_SECRET_NAMES = frozenset({"auth", "jwt", "key", "pass", "pat", "sas", "sid", "sig"})
_REFERENCE = "{env:"
"""How a setting names the variable that a secret is in, in the place of its value."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SEPARATORS = re.compile(r"[^a-z0-9]+")


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
    text = _USER.sub("", text)
    clean: list[str] = []
    position = 0
    for secret in _secrets_in(text):
        clean += (text[position : secret.start], "***")
        position = secret.end
    return "".join((*clean, text[position:]))


def credentials_in(url: str) -> str | None:
    """The credentials in a URL, in words; None where there are none.

    A password, a user name that may be a token, or a pair of the query, of the fragment or of the
    parameters of the path whose name is that of a secret.
    """
    if "://" not in url:
        return None
    first = next(_secrets_in(url.partition("://")[2]), None)
    return _user_in(url) or (f"a secret in `{first.name}`" if first else None)


def _user_in(url: str) -> str | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "a user name, which may be a token" if _USER.search(url) else None
    if parts.password:
        return "a password"
    # Over SSH the name is no secret: `git@host`.
    named = parts.username is not None and parts.scheme.lower() in {"http", "https"}
    return "a user name, which may be a token" if named else None


class _SecretValue(NamedTuple):
    """The value of a pair whose name is that of a secret, as a span of the text."""

    name: str
    start: int
    end: int


def _secrets_in(text: str) -> Iterator[_SecretValue]:
    position = 0
    while found := _NAME.search(text, position):
        position = found.end()
        if _is_secret(found["name"]):
            value = (_ENCODED_VALUE if found["encoded"] else _VALUE).match(text, position)
            position = value.end() if value else position
            named = text.startswith(_REFERENCE, found.end())
            if position > found.end() and not named:
                yield _SecretValue(unquote(found["name"]), found.end(), position)


@lru_cache(maxsize=1024)
def _is_secret(name: str) -> bool:
    """Whether the name of a parameter is that of a secret: `private_token`, `X-Amz-Signature`."""
    words = _SEPARATORS.sub("_", _CAMEL.sub("_", unquote(name)).lower()).strip("_")
    if _PARTS_OF_SECRET_NAMES.search(words):
        return True
    return words in _SECRET_NAMES or words.rpartition("_")[2] in _SECRET_NAMES - {"key", "pass"}
