"""Names and a way past the navigation for the parts of a page that the theme makes."""

from __future__ import annotations

import re
from html import escape

CONTENT_ID = "__content"
"""The id of the element that holds the content of a page; no heading has it."""

SKIP_WORDS = "Skip to content"
"""The text of the link past the navigation where the theme has no words for it."""

_SKIP_BOX = re.compile(r'(<div data-md-component="?skip"?>).*?(</div>)', re.DOTALL)
_ARTICLE = re.compile(r"<article\b(?![^>]*\sid=)")
_NAV = re.compile(r'(<nav class="md-nav" data-md-level="\d+" aria-labelledby="\w+)_label"')
_NAV_TITLE = re.compile(r'<label class="md-nav__title" for="(__nav_\w+)">')
_ICON = r'<span class="md-nav__icon md-icon"></span>'
_TOGGLE = re.compile(
    rf'(<label class="md-nav__link[^"]*" for="(\w+)" id="\2_label"[^>]*>\s*{_ICON})'
    rf'(?=\s*</label>\s*</div>\s*<nav\b[^>]*>\s*<label class="md-nav__title" for="\2"[^>]*>\s*{_ICON}'
    r"\s*(.*?)\s*</label>)",
    re.DOTALL,
)

_EMPTY_PART = re.compile(
    r'(<li class="md-nav__item[^"]*?) md-nav__item--nested">\s*<input\b[^>]*>\s*'
    r'<div class="md-nav__link md-nav__container">\s*(<a\b[^>]*>(?:(?!</?a\b).)*</a>)\s*</div>\s*'
    r"<nav\b[^>]*>\s*<label\b[^>]*>(?:(?!</label>).)*</label>\s*<ul\b[^>]*>\s*</ul>\s*</nav>\s*(?=</li>)",
    re.DOTALL,
)


def with_landmarks(html: str, skip_words: str = SKIP_WORDS) -> str:
    """The page with a link to its content first, and with a name for each part of its navigation.

    The theme links to the first heading of the table of contents, which many pages lack and which
    on others is below what the page says first. It names a part of the navigation by a label that
    holds an icon alone. A part that has one page becomes a link to that page, without an empty list.
    """
    html = _with_skip_link(html, skip_words)
    html = _EMPTY_PART.sub(r'\1">\2', html)
    html = _NAV.sub(r'\1_title"', html)
    html = _TOGGLE.sub(r'\1<span class="cs-sr">\3</span>', html)
    return _NAV_TITLE.sub(r'<label class="md-nav__title" for="\1" id="\1_title">', html)


def _with_skip_link(html: str, words: str) -> str:
    if not _SKIP_BOX.search(html) or not _ARTICLE.search(html):
        return html
    html = _ARTICLE.sub(f'<article id="{CONTENT_ID}" tabindex="-1"', html, count=1)
    link = f'<a href="#{CONTENT_ID}" class="md-skip">{escape(words)}</a>'
    return _SKIP_BOX.sub(lambda box: box[1] + link + box[2], html, count=1)
