"""The document at the former address of a page."""

from __future__ import annotations

import re
from html import escape

from catalogsite.render.content_policy import REFERRER

_OTHER_HOST = re.compile(r"[A-Za-z][\w+.-]*:|//")
_POLICY = "default-src 'none'"


def redirect_document(title: str, target: str) -> str:
    """The HTML document that leads on to `target`; to another host only by a click.

    `target` is an address relative to the document, or a web address.
    """
    address = escape(target, quote=True)
    foreign = _OTHER_HOST.match(target)
    refresh = "" if foreign else f'<meta http-equiv="refresh" content="0; url={address}">'
    rel = ' rel="noopener noreferrer"' if foreign else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="referrer" content="{REFERRER}">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="robots" content="noindex"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title>{refresh}</head><body><h1>{escape(title)}</h1>"
        f'<p>This page has moved to <a href="{address}"{rel}>{address}</a>.</p></body></html>'
    )
