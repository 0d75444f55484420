"""What a page of the theme can do without, and ten thousand generated pages would repeat."""

from __future__ import annotations

import re

# As the theme writes its icons; an image in a script or style sheet needs its namespace.
_NAMESPACE = re.compile(r'<svg xmlns="http://www\.w3\.org/2000/svg" (?=viewBox="[\d ]+">)')
_SEARCH = 'data-md-component="search"'
_CONFIG = re.compile(r'<script id="__config"[^>]*>.*?</script>', re.DOTALL)
_SEARCH_WORDS = re.compile(r'"search\.result\.[a-z.]+": "(?:[^"\\]|\\.)*", ')
_OPENING = re.compile(
    r'(<(?:a|span|label)\b[^>]*\bclass="md-(?:ellipsis|(?:nav|tabs|path)__link)\b[^"]*"[^>]*>)\s+'
)
_CLOSING = re.compile(r'(<span class="md-ellipsis">[^<]*?)\s+</span>(?:\s+(?=</a>))?')
_TAB = re.compile(r'(class="md-tabs__link">[^<]*?)\s+(?=</a>)')


def lean_html(html: str) -> str:
    """The page without what shows nothing: blanks in links of the navigation, namespaces of icons.

    The words of the theme's search go where the page has no such search.
    """
    html = _NAMESPACE.sub("<svg ", html)
    html = _TAB.sub(r"\1", _CLOSING.sub(r"\1</span>", _OPENING.sub(r"\1", html)))
    return html if _SEARCH in html else _CONFIG.sub(_without_search, html, count=1)


def _without_search(config: re.Match[str]) -> str:
    return _SEARCH_WORDS.sub("", config[0])
