"""References to locations: blanks around their parts are those of JavaScript."""

from __future__ import annotations

import pytest

from catalogsite.catalog.relations.references import parse_location
from catalogsite.errors import UnknownReferenceError


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (" url : https://a.example/x ", ("url", "https://a.example/x")),
        ("url:\ufeff\u00a0\u3000x\u2028", ("url", "x")),
        ("file:\u0085x\u001c", ("file", "\u0085x\u001c")),
        ("file:a:b", ("file", "a:b")),
    ],
)
def test_parts_are_taken_apart(text: str, parts: tuple[str, str]) -> None:
    assert parse_location(text) == parts


@pytest.mark.parametrize(
    "text", ["url:\ufeff", "\u2003:x", "https://a.example", "x", "url:java\nscript:x"]
)
def test_what_has_no_parts_is_refused(text: str) -> None:
    with pytest.raises(UnknownReferenceError):
        parse_location(text)
