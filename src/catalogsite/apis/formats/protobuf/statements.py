"""What a .proto file shows without being parsed: whether it is one, and what it imports."""

from __future__ import annotations

import re

_COMMENT_OR = re.compile(
    r"//[^\n]*|/\*.*?(?:\*/|\Z)|(?P<text>\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?)"
    r"|(?P<word>[A-Za-z_]\w*)|(?P<mark>[;{}=])",
    re.DOTALL,
)
_START = re.compile(
    r"^[ \t]*(?:syntax[ \t]*=[ \t]*[\"']proto[23][\"']|edition[ \t]*=[ \t]*[\"']20\d\d[\"']"
    r"|package[ \t]+[\w.]+[ \t]*;)",
    re.MULTILINE,
)
_LARGEST = 5_000_000


def recognises(text: str) -> bool:
    """Whether a text says which syntax of Protocol Buffers it has, or its package."""
    return _START.search(text[:20_000]) is not None and ("{" in text or "import" in text)


def imports_of(text: str) -> list[str]:
    """The paths that a file imports, in their order; comments, texts and blocks are passed over."""
    found: list[str] = []
    depth, importing = 0, False
    for token in _COMMENT_OR.finditer(text[:_LARGEST]):
        mark, word, value = token["mark"], token["word"], token["text"]
        if mark:
            depth = max(depth + (mark == "{") - (mark == "}"), 0)
            importing = False
        elif word:
            importing = depth == 0 and (word == "import" or importing)
        elif value and importing:
            found.append(value[1:-1])
            importing = False
    return found
