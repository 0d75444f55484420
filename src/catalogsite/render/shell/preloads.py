"""Fonts that every page needs, named in its head so that they come with the style sheets."""

from __future__ import annotations

import re

PRELOADED_FONTS = ("vendor/inter/400.woff2", "vendor/inter/600.woff2")
"""Paths beside `fonts.css`, which names them; found only there they would come one round trip later."""

_FONTS_CSS = re.compile(r'<link rel="stylesheet" href="([^"]*)fonts\.css">')


def with_preloads(html: str) -> str:
    """The page with a link to each font that `fonts.css` needs first, where the page has that style sheet."""
    return _FONTS_CSS.sub(_preloads, html, count=1)


def _preloads(sheet: re.Match[str]) -> str:
    links = (
        f'<link rel="preload" href="{sheet[1]}{font}" as="font" type="font/woff2" crossorigin>'
        for font in PRELOADED_FONTS
    )
    return "".join((*links, sheet[0]))
