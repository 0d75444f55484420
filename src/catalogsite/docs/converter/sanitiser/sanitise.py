"""Sanitises foreign HTML by an allow-list that keeps the widgets of Material."""

from __future__ import annotations

import re

import nh3

from catalogsite.docs.converter.linking.schemes import ALLOWED, REFUSED
from catalogsite.docs.converter.sanitiser.styles import safe_style

_TAG_NAMES = (
    "a abbr audio b blockquote br caption cite code col colgroup dd del details dfn div dl dt em "
    "figcaption figure h1 h2 h3 h4 h5 h6 hr i img input ins kbd label li mark nav ol p path "
    "picture pre q rect s samp section small source span strong sub summary sup svg table tbody "
    "td tfoot th thead time tr track tt u ul var video wbr circle g ellipse line polygon polyline "
    "center ruby rb rt rtc rp bdo bdi strike"
)
_TAGS = frozenset(_TAG_NAMES.split())
_ARIA_NAMES = (
    "atomic busy checked colcount colindex colspan controls current describedby description "
    "details disabled expanded flowto haspopup hidden invalid keyshortcuts label labelledby level "
    "live modal multiselectable orientation owns posinset pressed readonly relevant required "
    "roledescription rowcount rowindex rowspan selected setsize sort valuemax valuemin valuenow "
    "valuetext"
)
"""The states and properties of WAI-ARIA 1.2 that no browser has given up."""

_ARIA = frozenset(f"aria-{name}" for name in _ARIA_NAMES.split())
_CELL = frozenset(("colspan", "rowspan", "align", "valign", "width", "height", "nowrap", "abbr"))
# As GitHub keeps them (html-pipeline, its list for READMEs), where they can load nothing.
_ATTRIBUTES: dict[str, frozenset[str]] = {
    "*": frozenset(("class", "id", "title", "lang", "dir", "role", "style")) | _ARIA,
    "a": frozenset(("href", "target", "name", "hreflang")),
    "img": frozenset(
        (
            *("src", "srcset", "sizes", "alt", "loading", "width", "height", "align"),
            *("border", "hspace", "vspace"),
        )
    ),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), frozenset(("align",))),
    "hr": frozenset(("align", "width", "size", "noshade")),
    "br": frozenset(("clear",)),
    "table": frozenset(("align", "width", "border", "cellpadding", "cellspacing")),
    **dict.fromkeys(("thead", "tbody", "tfoot", "tr"), frozenset(("align", "valign"))),
    "ins": frozenset(("datetime",)),
    "del": frozenset(("datetime",)),
    "input": frozenset(("type", "checked", "disabled", "name")),
    "label": frozenset(("for",)),
    "details": frozenset(("open",)),
    "div": frozenset(("data-tabs", "align")),
    "p": frozenset(("align",)),
    "span": frozenset(("data-linenos",)),
    "ol": frozenset(("start", "type", "reversed")),
    "li": frozenset(("value",)),
    "td": _CELL,
    "th": _CELL | {"scope"},
    "col": frozenset(("span", "width", "align")),
    "ul": frozenset(("type",)),
    "video": frozenset(("src", "controls", "poster", "width", "height", "muted", "loop")),
    "audio": frozenset(("src", "controls")),
    "source": frozenset(("src", "srcset", "sizes", "type", "media", "width", "height")),
    "track": frozenset(("src", "kind", "srclang", "label")),
    "time": frozenset(("datetime",)),
    "svg": frozenset(("viewBox", "viewbox", "xmlns", "width", "height", "fill")),
    "path": frozenset(("d", "fill", "fill-rule", "clip-rule")),
    "g": frozenset(("fill",)),
    "circle": frozenset(("cx", "cy", "r", "fill")),
    "ellipse": frozenset(("cx", "cy", "rx", "ry", "fill")),
    "rect": frozenset(("x", "y", "width", "height", "rx", "ry", "fill")),
    "line": frozenset(("x1", "y1", "x2", "y2")),
    "polygon": frozenset(("points", "fill")),
    "polyline": frozenset(("points", "fill")),
}
_OWN_IDS = ("__tabbed_", "__codelineno", "__span", "__code")
_BUTTONS = frozenset(("md-button", "md-button--primary", "cs-diagram-source"))
_SVG = "http://www.w3.org/2000/svg"
# A color, or a paint of the same page: `url(` with another address would load that address.
_PAINT = re.compile(
    r"\s*(?:#[0-9a-f]{3,8}|[a-z-]+|(?:rgb|hsl)a?\([\d\s.,%/+-]*\)|var\(--[\w-]+\)"
    r"|url\(#[\w.-]+\))\s*",
    re.IGNORECASE,
)
_LINE_NUMBER = re.compile(r"[ \d]{1,12}")
# Schemes that are allowed in links, and are no files to show.
_NO_FILE = re.compile(rf"\s*({'|'.join(sorted(ALLOWED - {'http', 'https'}))}):", re.IGNORECASE)
_TAB_ID = re.compile(r"__tabbed_\d+(_\d+)?")
# A header cell without words tells a screen reader nothing; the corner of a table is one.
_EMPTY_HEADING = re.compile(r"<th([^>]*)>\s*</th>")
_NEW_TAB = re.compile(r'(<a\b[^<>]* target="_blank")')
_BARE_INPUT = re.compile(r"<input(?![^>]* type=\")[^>]*>")
# In two steps: as one pattern, a tag of a thousand addresses without an end would run for ages.
_FRAME = re.compile(r"<(?:iframe|embed|object)\b[^<>]*>", re.IGNORECASE)
_FRAMED = re.compile(
    r"""\b(?:src|data)\s*=\s*["']((?:https?://|(?![\w+.-]*:|//))[^"'<>\s]+)["']""", re.IGNORECASE
)
_CONTENT_TOO = ("script", "style", "noscript", "template", "title")
_TITLE = re.compile(r"<title\b[^<>]*>[^<]*</title\s*>", re.IGNORECASE)
# To a parser the rest of the page is their text; an author who wrote `<title>` meant the word.
_SWALLOWING = re.compile(
    r"<(?=/?(?:title|textarea|xmp|noembed|noframes|plaintext)\b)", re.IGNORECASE
)


def sanitise(html: str) -> str:
    """Safe HTML: without scripts, and without what could overlay the page or take over its ids."""
    html = _FRAME.sub(_as_link, html)
    clean = nh3.clean(
        _without_swallowing(html),
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=_filter,
        clean_content_tags=set(_CONTENT_TOO),
        url_schemes={*ALLOWED, REFUSED},
        link_rel=None,
    )
    clean = _EMPTY_HEADING.sub(r"<td\1></td>", clean) if "<th" in clean else clean
    # A page of another host that is opened in a tab of its own gets no hold of ours.
    clean = _NEW_TAB.sub(r'\1 rel="noopener noreferrer"', clean) if "_blank" in clean else clean
    return _BARE_INPUT.sub("", clean) if "<input" in clean else clean


def _as_link(frame: re.Match[str]) -> str:
    found = _FRAMED.search(frame[0])
    return f'<p><a href="{found[1]}">{found[1]}</a></p>' if found else frame[0]


def _without_swallowing(html: str) -> str:
    """The same HTML, in which no tag without an end takes what follows with it."""
    html = _SWALLOWING.sub("&lt;", _TITLE.sub("", html))
    lowered = html.lower()
    for tag in _CONTENT_TOO:
        if f"<{tag}" in lowered:
            end = max(lowered.rfind(f"</{tag}"), 0)
            opening = re.compile(rf"<(?={tag}\b)", re.IGNORECASE)
            html = html[:end] + opening.sub("&lt;", html[end:])
            lowered = html.lower()
    return html


def sanitise_inline(html: str) -> str:
    """Safe HTML of a heading for a table of contents: text, code and emphasis only."""
    if "<" not in html:
        return html
    return nh3.clean(html, tags={"code", "em", "strong", "sub", "sup", "kbd"}, attributes={})


def _filter(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return _classes(value)
    if name in {"id", "name", "for"}:
        return _identifier(tag, name, value)
    if name == "style":
        return safe_style(value)
    if name == "data-linenos":
        return value if _LINE_NUMBER.fullmatch(value) else None
    if name == "fill":
        return value if _PAINT.fullmatch(value) else None
    if name == "xmlns":
        return value if value == _SVG else None
    if tag == "input" and name == "type":
        return value if value in {"checkbox", "radio"} else None
    if name == "target":
        return value if value == "_blank" else None
    if name in {"src", "poster"}:
        return None if _NO_FILE.match(value) else value
    return value


def _classes(value: str) -> str | None:
    if "md-" not in value and "cs-" not in value:
        return value
    kept = [
        token
        for token in value.split()
        if token in _BUTTONS or not token.lower().startswith(("md-", "cs-"))
    ]
    return " ".join(kept) or None


def _identifier(tag: str, name: str, value: str) -> str | None:
    if tag == "input" and name == "name":
        return value if _TAB_ID.fullmatch(value) else None
    if (tag == "input" or name == "for") and value.lower().startswith(("md-", "cs-")):
        return None
    if value.startswith("__") and not value.startswith(_OWN_IDS):
        return None
    return value
