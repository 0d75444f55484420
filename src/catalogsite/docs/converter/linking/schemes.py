"""Addresses whose scheme is not published: marked before sanitising, which would remove them."""

from __future__ import annotations

import html as entities
import re

from catalogsite.problems.suggest import near_miss

ALLOWED = frozenset(
    {"http", "https", "mailto", "tel", "entity", "docs", "irc", "ircs", "xmpp", "sms"}
)
REFUSED = "refused"
"""The scheme of marked addresses; `rewrite` turns each of them into text."""

# The values have an end, so that many tags without one are read in linear time.
_TAG = re.compile(
    r"""<(?:a|img|video|audio|source|track)\b(?:[^<>"']|"[^"]{0,9999}"|'[^']{0,9999}')*>""",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"""(?<=[\s"'/])(href|src|poster)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'<>`=]+)""", re.IGNORECASE
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
# What browsers leave out of an address before they look for its scheme.
_IGNORED = re.compile(r"[\t\n\r]|^[\x00-\x20]+")
_PORT = re.compile(r"\d+(?:[/?#]|\Z)")
_TYPED = ("http", "https", "mailto", "entity", "docs")


def with_marked_schemes(html: str) -> str:
    """The HTML with `refused:` before each address of a link or image that is not published."""
    return _TAG.sub(lambda tag: _ADDRESS.sub(_marked, tag[0]), html) if ":" in html else html


def _marked(match: re.Match[str]) -> str:
    written = match[3][1:-1] if match[3][0] in "\"'" else match[3]
    address = entities.unescape(written)
    scheme = _scheme(address)
    if scheme is None or scheme in ALLOWED:
        return match[0]
    return f'{match[1]}{match[2]}"{REFUSED}:{entities.escape(address)}"'


def _scheme(address: str) -> str | None:
    found = _SCHEME.match(_IGNORED.sub("", address))
    return found[1].lower() if found else None


def reason_of_refusal(address: str, *, is_image: bool) -> str:
    """Why an address without `refused:` is not published, and what was probably meant."""
    scheme = _scheme(address) or ""
    rest = address.partition(":")[2]
    if len(scheme) == 1:
        return "a path of one computer"
    if scheme == "file":
        return "a file of one computer"
    if _PORT.match(rest):
        return f"it has no scheme; did you mean `http://{address[:100]}`?"
    if similar := near_miss(scheme, _TYPED):
        return f"there is no scheme `{scheme}:`; did you mean `{similar}:`?"
    what = "images" if is_image else "links"
    return f"{what} of the scheme `{scheme}:` are not published"
