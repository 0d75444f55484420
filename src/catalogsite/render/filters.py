"""Filters of the templates: pure functions from values to plain text and safe HTML."""

from __future__ import annotations

import re
import threading
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Literal

import markdown
import nh3
from markupsafe import Markup, escape

from catalogsite.repositories.hosts import parts_of

_MARKUP_SIGNS = re.compile(r"[*_`\[\]<>#|~!\\]|\n|://|^\s*(?:[-+]|\d+[.)])\s", re.MULTILINE)
# Each bracket is compared with all that follow; no author needs as many, or as long a text.
_LONGEST = 20_000
_MOST_BRACKETS = 500
_TAGS = {
    *("p", "br", "em", "strong", "code", "pre", "a", "ul", "ol", "li", "blockquote", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd"),
}
_MARKDOWN_SIGNS = re.compile(r"[\\\[\]`]")
_SCHEMES = {"http", "https", "mailto", "tel"}
_ABSOLUTE = re.compile(r"(?:https?:|mailto:|tel:)", re.IGNORECASE)
_UNSAFE_URL = re.compile(r"(?!https?:|mailto:|tel:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# Browsers leave these out of an address before they look at its scheme.
_LEFT_OUT = re.compile(r"[\x00-\x1f\x7f]")


def _converter() -> markdown.Markdown:
    # Fences work inside lists, and addresses outside code become links.
    extensions = ["sane_lists", "tables"]
    extensions += [f"pymdownx.{name}" for name in ("highlight", "superfences", "magiclink")]
    plain = {"pymdownx.highlight": {"use_pygments": False}}
    converter = markdown.Markdown(extensions=extensions, extension_configs=plain)
    # Descriptions are crawled text: HTML in them is shown as it was typed.
    converter.preprocessors.deregister("html_block")
    converter.inlinePatterns.deregister("html")
    return converter


class _Converters(threading.local):
    """A converter for each thread: it has a state while it converts."""

    def __init__(self) -> None:
        self.converter = _converter()


_CONVERTERS = _Converters()


@lru_cache(maxsize=256)
def markdown_html(text: str | None) -> Markup:
    """Safe HTML of a crawled description: simple Markdown, HTML in it escaped, no images, safe links."""
    if not text:
        return Markup("")
    if not _MARKUP_SIGNS.search(text):
        return Markup("<p>%s</p>") % text
    if len(text) > _LONGEST or text.count("[") > _MOST_BRACKETS:
        return Markup("<p>%s</p>") % text
    try:
        html = _CONVERTERS.converter.reset().convert(text)
    except Exception:
        # Lists of a hundred levels end in a RecursionError; one text must not end the run. What is
        # left of its state would take the paragraphs of the next texts.
        _CONVERTERS.converter = _converter()
        return Markup("<p>%s</p>") % text
    # The page has an h1 of its own above the description.
    html = html.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return Markup(
        nh3.clean(
            html,
            tags=_TAGS,
            attributes={"a": {"href", "title"}},
            attribute_filter=_absolute_href,
            url_schemes=_SCHEMES,
            link_rel="noopener nofollow",
        )
    )


def _absolute_href(_tag: str, attribute: str, value: str) -> str | None:
    """The value of an attribute; None for a relative address, which names no page of the portal."""
    return value if attribute != "href" or _ABSOLUTE.match(value) else None


@lru_cache(maxsize=1024)
def plain_line(text: str | None, limit: int = 120) -> str:
    """Plain text: the first paragraph of a description in one line of at most `limit` characters."""
    if not text:
        return ""
    paragraph = text[:_LONGEST].strip().split("\n\n", 1)[0]
    line = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", paragraph)
    line = re.sub(r"^\s*[#>]+\s*|[*`]+", "", line, flags=re.MULTILINE)
    line = " ".join(line.split())
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def markdown_line(text: object) -> str:
    """Markdown: the text in one line, escaped so that it contains no link, HTML or code."""
    # Not every converter knows a backslash before `<`.
    return _MARKDOWN_SIGNS.sub(r"\\\g<0>", " ".join(str(text).split())).replace("<", "&lt;")


@lru_cache(maxsize=4096)
def time_html(moment: datetime | None, short: Literal["day", "hour"] | None = None) -> Markup:
    """Safe HTML: `<time>` with the date in UTC; a script in the browser adds "3 days ago".

    A `short` one leaves out the hour or the year, which the title still has: what is about as long
    as the words of the script moves no line of a narrow table.
    """
    if moment is None:
        return Markup("")
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    iso = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    day, hour = f"{moment.day} {moment:%b}", f"{moment:%H:%M} UTC"
    words = f"{day} {moment:%Y}, {hour}"
    if short is None:
        return Markup('<time datetime="{}">{}</time>').format(iso, words)
    fewer = f"{day} {moment:%Y}" if short == "day" else f"{day}, {hour}"
    return Markup('<time datetime="{}" title="{}">{}</time>').format(iso, words, fewer)


@lru_cache(maxsize=4096)
def day_html(day: date) -> Markup:
    """Safe HTML: `<time>` with a day, which a script may put into words."""
    words = f"{day.day} {day:%b} {day:%Y}"
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), words)


@lru_cache(maxsize=4096)
def code_html(text: str | None) -> Markup:
    """Safe HTML of a message, in which text between backticks is code."""
    parts = (text or "").split("`")
    if len(parts) % 2 == 0:
        return escape(text or "")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )


def safe_url(url: object) -> str:
    """The URL where it is valid and cannot run a script, else an empty string; not escaped for HTML."""
    text = _LEFT_OUT.sub("", str(url or "")).strip()
    return "" if _UNSAFE_URL.match(text) or parts_of(text) is None else text


def slug(text: str) -> str:
    """Lower-case words joined by `-`, for ids and class names."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "none"


@lru_cache(maxsize=1024)
def status_html(word: str, tone: str) -> Markup:
    """Safe HTML: a status as icon and word, never as colour alone."""
    return Markup('<span class="cs-status cs-status--{}">{}</span>').format(tone, word)


@lru_cache(maxsize=1024)
def lifecycle_html(word: str) -> Markup:
    """Safe HTML: the lifecycle; only one that ends is marked."""
    if not word:
        return Markup("")
    tone = "warn" if word.lower() in {"deprecated", "retired", "eol"} else slug(word)
    return Markup('<span class="cs-life cs-life--{}">{}</span>').format(tone, word)
