"""The banner on every page of a site that says what the whole of it is."""

from __future__ import annotations

import re
from html import escape

_BODY = re.compile(r"<body\b[^>]*>")


def with_notice(html: str, text: str) -> str:
    """The page with a banner of this text at its top; the same page where the text is empty."""
    if not text:
        return html
    banner = (
        '<aside class="md-banner" aria-label="About this catalog">'
        '<div class="md-banner__inner md-grid md-typeset">'
        f"<p><strong>{escape(text)}</strong></p></div></aside>"
    )
    return _BODY.sub(lambda found: found[0] + banner, html, count=1)
