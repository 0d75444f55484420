"""The hashes of the inline code of an HTML document, as a Content-Security-Policy names them."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from typing import NamedTuple

_ELEMENT = re.compile(
    r"<(script|style)\b((?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>(.*?)</\1[\s/>]", re.DOTALL | re.IGNORECASE
)
_FOREIGN_FILE = re.compile(r"\ssrc\s*=", re.IGNORECASE)
_TYPE = re.compile(r"\stype\s*=\s*[\"']?([^\"'\s>]*)", re.IGNORECASE)
_EXECUTED = re.compile(
    r"|module|importmap|speculationrules|(?:text|application)/(?:x-)?(?:java|ecma)script",
    re.IGNORECASE,
)
"""Types of scripts that a browser executes; any other type is data, which needs no permission."""


class InlineCode(NamedTuple):
    """The source expressions (`'sha256-…'`) of inline scripts and of inline style sheets, sorted."""

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()

    def __or__(self, other: InlineCode) -> InlineCode:
        """The hashes of both."""
        return InlineCode(
            tuple(sorted({*self.scripts, *other.scripts})),
            tuple(sorted({*self.styles, *other.styles})),
        )


NO_CODE = InlineCode()


def inline_code(html: str) -> InlineCode:
    """The inline code of an HTML document or a part of one, which must be trusted.

    Whatever is hashed here may run: never pass HTML with content of a repository.
    """
    found: dict[str, set[str]] = {"script": set(), "style": set()}
    for match in _ELEMENT.finditer(html):
        element = match[1].lower()
        if element == "style" or _is_executed(match[2]):
            found[element].add(_source_expression(match[3]))
    return InlineCode(tuple(sorted(found["script"])), tuple(sorted(found["style"])))


def _is_executed(attributes: str) -> bool:
    if _FOREIGN_FILE.search(attributes):
        return False
    kind = _TYPE.search(attributes)
    return _EXECUTED.fullmatch(kind[1] if kind else "") is not None


@lru_cache(maxsize=1024)
def _source_expression(code: str) -> str:
    # A parser of HTML reads every line end as a line feed before the browser hashes the text.
    text = code.replace("\r\n", "\n").replace("\r", "\n")
    digest = hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
