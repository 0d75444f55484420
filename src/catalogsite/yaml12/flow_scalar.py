"""Text as a scalar of YAML's flow style, for values that messages propose and fixes write."""

from __future__ import annotations

import json
import re

from catalogsite.yaml12.scalars import plain_value

# A colon with a space behind it would begin a value, a `#` behind a space a comment.
_PLAIN = re.compile(r"[\w./+](?:[\w./+~@=%;()-]|:(?! |$)| (?![ #])|#)*(?<! )")


def flow_scalar(text: str) -> str:
    """The text without quotes if YAML then reads the same text, else in double quotes."""
    if _PLAIN.fullmatch(text) and plain_value(text) == text:
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """The text in double quotes."""
    return json.dumps(text, ensure_ascii=False)
