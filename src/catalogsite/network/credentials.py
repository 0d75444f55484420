"""How a request proves who sends it: the header of a secret, and what no message may quote."""

from __future__ import annotations

from base64 import b64encode
from typing import NamedTuple

from catalogsite.errors import ProviderError
from catalogsite.network.redaction import redact


class Credentials(NamedTuple):
    """A header that holds a secret; `secrets` are the texts that no message may quote."""

    header: str
    value: str
    secrets: tuple[str, ...]


def bearer(token: str) -> Credentials:
    """A bearer token (RFC 6750)."""
    return Credentials("Authorization", f"Bearer {token}", (token,))


def basic(user: str, password: str) -> Credentials:
    """A user and a password (RFC 7617); many servers take a token as either of them."""
    encoded = b64encode(f"{user}:{password}".encode()).decode()
    return Credentials("Authorization", f"Basic {encoded}", (password, encoded))


def in_header(name: str, token: str) -> Credentials:
    """A token in a header of its own, such as `Circle-Token`."""
    return Credentials(name, token, (token,))


def check_header(credentials: Credentials, base_url: str) -> None:
    """Raise ProviderError for a secret that no header may hold."""
    # The HTTP library would quote a malformed header, token and all, in its message.
    parts = (*credentials.secrets, credentials.value)
    if (
        not all(one.isascii() and one.isprintable() for one in parts)
        or " " in credentials.secrets[0]
    ):
        raise ProviderError(
            "the token holds a character that no header may hold",
            where=redact(base_url),
            fix="set it without blanks and line ends",
        )
