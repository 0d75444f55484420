"""What of a page's HTML is not published, for its author."""

from __future__ import annotations

import re
from typing import Final

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_OPENING = re.compile(r"<([a-z][a-z0-9]*(?:-[a-z0-9-]*)?)(?=[\s/>])", re.IGNORECASE)
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_VOID: Final = frozenset(("area", "frame", "link", "base"))
_REPORTED: Final = frozenset(
    (
        *("script", "style", "noscript", "template", "form", "button", "select"),
        *("canvas", "map", "area", "frame", "frameset", "dialog", "link", "base", "applet"),
        *("redoc", "portal"),
    )
)


def dropped_elements(html: str) -> tuple[str, ...]:
    """The names of elements of a converted page that cannot be published, each once, in order.

    Those whose text says all that they show are not among them, nor those without an end, which
    are shown as they are written.
    """
    html = _COMMENT.sub("", html).lower()
    names = dict.fromkeys(_OPENING.findall(html))
    wanted = (name for name in names if name in _REPORTED or "-" in name)
    return tuple(name for name in wanted if name in _VOID or f"</{name}" in html)


def line_of_element(markdown: str, name: str) -> int | None:
    """The first line with a tag of the name outside code, from 1; None where there is none."""
    fence: str | None = None
    for number, line in enumerate(markdown.split("\n"), 1):
        mark = _FENCE.match(line)
        if mark and (fence is None or mark[1].startswith(fence)):
            fence = mark[1] if fence is None else None
        elif fence is None and f"<{name}" in _CODE.sub("", line).lower():
            return number
    return None
