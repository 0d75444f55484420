"""The text of a page by section, for the full-text index."""

from __future__ import annotations

import html as entities
import re

from catalogsite.docs.fragments import Section

_TAG = re.compile(r"<[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*>")
_NOISE = re.compile(
    r"<svg\b.*?</svg>|<a class=\"headerlink\".*?</a>|<td class=\"linenos\">.*?</td>"
    r"|<pre class=\"mermaid\">.*?</pre>",
    re.DOTALL,
)
_HEADING = re.compile(r"<h[1-6]\b([^>]*)>(.*?)</h[1-6]>", re.DOTALL)
_ID = re.compile(r" id=\"([^\"]*)\"")
_INLINE = re.compile(r"</?(?:a|abbr|b|code|em|i|kbd|mark|span|strong|sub|sup|u|wbr)\b[^>]*>")


def sections_of(html: str) -> tuple[Section, ...]:
    """The plain text of sanitised HTML, cut at its headings."""
    html = _NOISE.sub(" ", html)
    sections: list[Section] = []
    heading: re.Match[str] | None = None
    start = 0
    for match in [*_HEADING.finditer(html), None]:
        text = plain(html[start : match.start() if match else len(html)])
        title = plain(heading[2]) if heading else ""
        if text or title:
            mark = _ID.search(heading[1]) if heading else None
            identifier = entities.unescape(mark[1]) if mark else None
            sections.append(Section(id=identifier, title=title, text=text))
        if match:
            heading, start = match, match.end()
    return tuple(sections)


def plain(html: str) -> str:
    """Plain text of HTML: without tags, whitespace collapsed."""
    text = _TAG.sub(" ", _INLINE.sub("", html))
    return " ".join(entities.unescape(text).split())
