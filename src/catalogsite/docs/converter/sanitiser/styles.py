"""Style attributes of foreign HTML: size, alignment and letters, with values that can load nothing."""

from __future__ import annotations

import re
from typing import Final

_LENGTH = r"\d{1,4}(?:\.\d{1,3})?(?:px|%|em|rem|ch|pt)?"
_SIZE = rf"(?:{_LENGTH}|auto)"
_SPACE = rf"{_SIZE}(?:\s+{_SIZE}){{0,3}}"
_COLOR = r"(?:#[0-9a-f]{3,8}|[a-z]{3,20}|(?:rgb|hsl)a?\([\d\s.,%/]{1,40}\))"
_VALUES: Final = {
    "text-align": r"left|right|center|justify|start|end",
    "vertical-align": r"top|middle|bottom|baseline|sub|super",
    "float": r"left|right|none",
    "clear": r"left|right|both|none",
    **dict.fromkeys(("width", "height", "max-width", "max-height", "min-width"), _SIZE),
    **dict.fromkeys(("margin", "padding"), _SPACE),
    **dict.fromkeys(("margin-left", "margin-right", "margin-top", "margin-bottom"), _SIZE),
    **dict.fromkeys(("color", "background-color", "background"), _COLOR),
    "border": rf"(?:\d{{1,2}}px\s+)?(?:solid|dashed|dotted|none)(?:\s+{_COLOR})?|0",
    "font-weight": r"normal|bold|bolder|lighter|[1-9]00",
    "font-style": r"normal|italic|oblique",
    "font-size": r"\d{1,2}(?:\.\d{1,2})?(?:px|em|rem|pt)|\d{1,3}%|(?:x?x-)?(?:small|large)|medium|smaller|larger",
    "text-decoration": r"none|underline|line-through|overline",
    "white-space": r"normal|nowrap|pre|pre-wrap|pre-line",
}
_DECLARATIONS: Final = {
    name: re.compile(rf"(?:{value})(?:\s*!important)?", re.IGNORECASE)
    for name, value in _VALUES.items()
}
_LONGEST: Final = 1_000


def safe_style(value: str) -> str | None:
    """The declarations of a style attribute that are harmless; None where none is left.

    Position, layers and anything with an address are left out: they could cover the page or load.
    """
    written = [one.strip() for one in value[:_LONGEST].split(";") if one.strip()]
    kept = [declaration for declaration in written if _is_harmless(declaration)]
    return value if kept and kept == written and len(value) <= _LONGEST else "; ".join(kept) or None


def _is_harmless(declaration: str) -> bool:
    name, _, given = declaration.partition(":")
    pattern = _DECLARATIONS.get(name.strip().lower())
    return pattern is not None and pattern.fullmatch(given.strip()) is not None
