"""Highlighted source: the tokens of a few languages, found by one regular expression each.

Pygments needs 2 ms for a kilobyte of YAML, which is more than all else that a page of an API costs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape

_STRING = r'"(?:[^"\\\n]|\\.)*+"?'
_NUMBER = r"-?\b\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?\b"
# What is no token is matched too, many signs at once: to search for the next one would try each.
_PATTERNS = {
    "json": (
        rf"(?P<nt>{_STRING})(?=\s*:)|(?P<s>{_STRING})|(?P<m>{_NUMBER})|(?P<k>\b(?:true|false|null)\b)"
        r'|\w++|[^\w"-]++|-'
    ),
    "yaml": (
        r"(?P<nt>^[ ]*+(?:- ++)*+(?:\"(?:[^\"\\\n]|\\.)*+\"|'[^'\n]*+'|[^\s#'\"\[\]{},&*!|>%@`-][^\n:#{}\[\]]{0,200}+|[$/~][^\n:]{0,200}+)(?=:(?:\s|$)))"
        r"|(?P<c>(?:(?<=\s)|^)#[^\n]*+)"
        rf"|(?P<s>{_STRING}|'[^'\n]*+'?)"
        r"|: (?:(?P<m>-?\d[\d_.]*+(?=\s*$))|(?P<k>(?:true|false|null|~)(?=\s*$))|(?P<p>[|>][+-]?(?=\s*$)))"
        r"|[^\n#\"':]++\n?|."
    ),
    "graphql": (
        r"(?P<c>#[^\n]*)"
        rf'|(?P<sd>"""(?:[^"]|"(?!""))*(?:""")?)|(?P<s>{_STRING})'
        r"|(?P<k>\b(?:type|input|enum|interface|union|scalar|schema|extend|directive|implements|on|query|mutation|subscription|repeatable)\b(?!\s*[:(]))"
        r"|(?P<nd>@\w+)|(?P<nt>\b[A-Za-z_]\w*(?=\s*[:(]))"
        rf"|(?P<m>{_NUMBER})|(?P<kc>\b(?:true|false|null)\b)"
    ),
    "protobuf": (
        r"(?P<c>//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?)"
        rf"|(?P<s>{_STRING}|'(?:[^'\\\n]|\\.)*'?)"
        r"|(?P<k>\b(?:syntax|edition|package|import|public|weak|option|message|enum|service|rpc|returns|stream|oneof|map|reserved|extensions|extend|repeated|optional|required|to|max)\b)"
        r"|(?P<kt>\b(?:double|float|u?int(?:32|64)|sint(?:32|64)|s?fixed(?:32|64)|bool|string|bytes)\b)"
        rf"|(?P<kc>\b(?:true|false)\b)|(?P<m>{_NUMBER})"
    ),
    "typescript": (
        r"(?P<c>//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?)"
        rf"|(?P<s>{_STRING}|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\.)*`?)"
        r"|(?P<k>\b(?:import|export|from|const|let|var|function|return|async|await|type|interface|class|extends|new|if|else|for|of|in|as|throw|try|catch|default|typeof)\b)"
        rf"|(?P<kc>\b(?:true|false|null|undefined)\b)|(?P<m>{_NUMBER})"
    ),
}


@lru_cache(maxsize=8)
def _pattern(language: str) -> re.Pattern[str] | None:
    found = _PATTERNS.get(language)
    return re.compile(found, re.MULTILINE) if found else None


def highlighted_lines(lines: Iterable[str], language: str) -> list[str]:
    """Safe HTML of each line; a token over several lines is marked in each of them."""
    # Once for all tokens: quotes stay, which have no meaning between tags.
    text = escape("\n".join(lines), quote=False)
    pattern = _pattern(language)
    if pattern is None:
        return text.split("\n")
    return "".join(_pieces(pattern, text)).split("\n")


def _pieces(pattern: re.Pattern[str], text: str) -> Iterable[str]:
    """The escaped text with its tokens in elements, whose classes are the names of their groups."""
    end = 0
    for found in pattern.finditer(text):
        kind = found.lastgroup
        if kind is None:
            continue
        token = found[kind]
        if "\n" in token:
            token = token.replace("\n", f'</span>\n<span class="{kind}">')
        yield f'{text[end : found.start(kind)]}<span class="{kind}">{token}</span>'
        end = found.end()
    yield text[end:]
