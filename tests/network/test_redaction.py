"""Credentials in addresses: found in a configuration, and in no text that is shown."""

from __future__ import annotations

import pytest

from catalogsite.network.redaction import Redactor, credentials_in, redact

SECRET = "hunter2"
HELD = [
    (f"https://ann:{SECRET}@h.example/", "a password"),
    (f"https://ann:{SECRET}@more@h.example/", "a password"),
    (f"HTTPS://ann:{SECRET}@h.example/", "a password"),
    (f"ssh://git:{SECRET}@h.example/x.git", "a password"),
    (f"https://{SECRET}@h.example/x.git", "a user name, which may be a token"),
    (f"https://{SECRET}:@h.example/x.git", "a user name, which may be a token"),
    (f"https://ann:{SECRET}@[::1/", "a user name, which may be a token"),
    (f"https://h.example/x.git?private_token={SECRET}", "a secret in `private_token`"),
    (f"http://h.example/?token={SECRET}", "a secret in `token`"),
    (f"http://h.example/?a=b&access_token={SECRET}", "a secret in `access_token`"),
    (f"http://h.example/?api_key={SECRET}", "a secret in `api_key`"),
    (f"http://h.example/?apiKey={SECRET}", "a secret in `apiKey`"),
    (f"http://h.example/?X-Amz-Signature={SECRET}", "a secret in `X-Amz-Signature`"),
    (f"http://h.example/?sv=1&sig={SECRET}&se=2", "a secret in `sig`"),
    (f"http://h.example/a;sig={SECRET}/b", "a secret in `sig`"),
    (f"http://h.example/#access_token={SECRET}", "a secret in `access_token`"),
    (f"http://h.example/?%74oken={SECRET}", "a secret in `token`"),
    (f"http://h.example/?a[token]={SECRET}", "a secret in `a[token]`"),
    (f"http://h.example/?PASSWORD={SECRET}", "a secret in `PASSWORD`"),
    (f"http://h.example/?client_secret={SECRET}", "a secret in `client_secret`"),
    (f"http://h.example/?jwt={SECRET}", "a secret in `jwt`"),
    (
        f"http://h.example/?next=https%3A%2F%2Fi.example%2F%3Ftoken%3D{SECRET}%26a%3D1",
        "a secret in `token`",
    ),
]
CLEAN = [
    "https://h.example/x.git",
    "ssh://git@h.example/x.git",
    "git@h.example:acme/x.git",
    "https://h.example/?sort_key=1&monkey=2&q=token",
    "https://h.example/tokens/secret/key",
    "https://h.example:8443/a@b",
    "https://[::1",
]


@pytest.mark.parametrize(("address", "held"), HELD)
def test_an_address_with_a_secret(address: str, held: str) -> None:
    assert credentials_in(address) == held


@pytest.mark.parametrize("address", CLEAN)
def test_an_address_without_one(address: str) -> None:
    assert credentials_in(address) is None
    assert redact(address) in {address, address.replace("git@", "")}


@pytest.mark.parametrize("address", [address for address, _ in HELD])
@pytest.mark.parametrize(
    "text", ["{}", "fatal: unable to access '{}': 403", "({}, {})", "a\n{}\nb"]
)
def test_no_text_shows_it(address: str, text: str) -> None:
    assert SECRET not in redact(text.format(address, address))


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("private_token=abc at the start", "private_token=*** at the start"),
        ("https://h/?a=1&token=abc&b=2#c", "https://h/?a=1&token=***&b=2#c"),
        ("http%3A%2F%2Fann%3Apw%40h%2Fx", "http%3A%2F%2Fh%2Fx"),
        ("a == b, c=d", "a == b, c=d"),
    ],
)
def test_the_rest_of_a_text_stays(text: str, clean: str) -> None:
    assert redact(text) == clean


def test_known_secrets_are_removed_wherever_they_are() -> None:
    assert Redactor((SECRET,))(f"got {SECRET}, {SECRET}!") == "got ***, ***!"


def test_a_long_text_is_read_in_linear_time() -> None:
    text = "a=" * 200_000 + "%3f" * 100_000 + "://" * 100_000
    assert len(redact(text)) > 100_000
