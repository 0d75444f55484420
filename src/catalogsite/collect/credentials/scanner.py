"""Recognises credentials in texts, with the detectors of the extra `credentials`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any, NamedTuple

from catalogsite.errors import UserError

_LIBRARY = "detect_secrets.plugins"
# Only detectors of tokens with a form of their own: entropy and key words find little but examples
# in documentation.
_DETECTORS = (
    ("artifactory", "ArtifactoryDetector"),
    ("aws", "AWSKeyDetector"),
    ("azure_storage_key", "AzureStorageKeyDetector"),
    ("basic_auth", "BasicAuthDetector"),
    ("discord", "DiscordBotTokenDetector"),
    ("github_token", "GitHubTokenDetector"),
    ("jwt", "JwtTokenDetector"),
    ("mailchimp", "MailchimpDetector"),
    ("npm", "NpmDetector"),
    ("sendgrid", "SendGridDetector"),
    ("slack", "SlackDetector"),
    ("square_oauth", "SquareOAuthDetector"),
    ("stripe", "StripeDetector"),
    ("twilio", "TwilioKeyDetector"),
)
_EXAMPLE = re.compile(
    r"example|sample|dummy|placeholder|changeme|your|x{4,}|\*{3,}|\.{3,}|1234|[<>{}$\[\]]"
    r"|^(?:user|name|login|pass|passw(?:or)?d|pwd|pw|secret|token|hunter2|s3cret|foo|bar|test)\d*$",
    re.IGNORECASE,
)
_LONGEST_LINE = 5_000
_KEYS = ("private_key", "PrivateKeyDetector")
_ADDRESS = "Basic Auth Credentials"


class Credential(NamedTuple):
    """What looks like a credential: its line in the text (from 1), and its kind."""

    line: int
    kind: str


class CredentialScanner:
    """The detectors, made once. Raises UserError where the extra is not installed."""

    def __init__(self) -> None:
        try:
            found = [_detector(*names) for names in _DETECTORS]
            self._keys = _detector(*_KEYS)
        except ModuleNotFoundError as error:
            raise UserError(
                "`credentials` needs the package bc-detect-secrets, which is not installed",
                fix="install it: pip install 'catalogsite[credentials]'",
            ) from error
        self._detectors = [detector for detector in found if detector is not None]

    def scan(self, text: str) -> Iterator[Credential]:
        """Each credential of a text, in its order; examples and placeholders are left out."""
        for number, line in enumerate(text.splitlines(), start=1):
            if len(line) <= _LONGEST_LINE:
                yield from (Credential(number, kind) for kind in self._kinds(line))
        # A key spans several lines.
        for pattern in self._keys.denylist:
            for found in pattern.finditer(text):
                yield Credential(text.count("\n", 0, found.start()) + 1, self._keys.secret_type)

    def _kinds(self, line: str) -> Iterator[str]:
        for detector in self._detectors:
            for secret in detector.analyze_line(filename="text", line=line):
                kind, value = str(secret.type), str(secret.secret_value or "")
                if value and not _EXAMPLE.search(value if kind == _ADDRESS else _word(line, value)):
                    yield kind
                    break


def _word(line: str, value: str) -> str:
    """The word of a line that a value is in: a detector may return the prefix of a token only."""
    found = re.search(rf"\S*{re.escape(value)}\S*", line)
    return found[0] if found else value


def _detector(module: str, name: str) -> Any:
    """A detector of the library, which has no types; None where this version lacks it."""
    found = getattr(import_module(f"{_LIBRARY}.{module}"), name, None)
    return found() if found is not None else None
