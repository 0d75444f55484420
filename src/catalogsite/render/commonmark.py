"""Safe HTML of the CommonMark in API definitions, which have thousands of short texts."""

from __future__ import annotations

import re
from functools import lru_cache

import comrak
import nh3
from markupsafe import Markup

_EXTENSIONS = comrak.ExtensionOptions(strikethrough=True, table=True, autolink=True)
_RENDERING = comrak.RenderOptions(unsafe_=True)
_PARSING = comrak.ParseOptions()
_LONGEST = 20_000
_SIGNS = re.compile(r"[*_`\[\]<>#|~!\\&]|\n|://|www\.|@|^\s*(?:[-+]|\d+[.)])\s", re.MULTILINE)
_TAGS = {
    *(
        "p",
        "br",
        "em",
        "strong",
        "b",
        "i",
        "del",
        "code",
        "pre",
        "a",
        "ul",
        "ol",
        "li",
        "blockquote",
        "hr",
    ),
    *("table", "thead", "tbody", "tr", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("dl", "dt", "dd", "sub", "sup", "kbd"),
}
_ABSOLUTE = re.compile(r"(?:https?:|mailto:|tel:)", re.IGNORECASE)
_HEADING = re.compile(r"<(/?)h[1-6]>")


@lru_cache(maxsize=8192)
def commonmark_html(text: str) -> Markup:
    """Safe HTML: no images, no relative links, and bold lines for headings.

    Its headings have no place among those of the page. What is longer than 20,000 characters stays
    the text that it is.
    """
    if not text or text.isspace():
        return Markup("")
    if len(text) > _LONGEST or not _SIGNS.search(text):
        return Markup("<p>%s</p>") % text[: 2 * _LONGEST]
    html = comrak.markdown_to_html(text, _EXTENSIONS, _PARSING, _RENDERING)
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_absolute_href,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
    )
    return Markup(_HEADING.sub(_bold, clean))


def _absolute_href(_tag: str, _attribute: str, value: str) -> str | None:
    return value if _ABSOLUTE.match(value) else None


def _bold(heading: re.Match[str]) -> str:
    return "</strong></p>" if heading[1] else "<p><strong>"
