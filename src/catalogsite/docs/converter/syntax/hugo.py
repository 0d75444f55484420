"""Pages that were written for Hugo: its shortcodes and its front matter in TOML, as plain Markdown."""

from __future__ import annotations

import re
import tomllib
from typing import Any, NamedTuple

_SHORTCODE = re.compile(
    r"\{\{(?P<open>[<%])(?!/\*)[ \t]*(?P<end>/?)[ \t]*(?P<name>[\w.-]+)(?P<rest>[^\n{}]*?)/?[ \t]*[>%]\}\}"
)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*\n", re.DOTALL | re.MULTILINE)
_WORD = re.compile(r'(?:([\w-]+)=)?(?:"([^"]*)"|`([^`]*)`|([^\s"`]+))')
_NOTES = {
    **dict.fromkeys(("note", "info", "hint", "tip", "important", "alert", "callout"), "note"),
    **dict.fromkeys(("warning", "caution", "danger"), "warning"),
}


class HugoPage(NamedTuple):
    """The Markdown of a page without what is Hugo's, and the values of its front matter."""

    markdown: str
    meta: dict[str, Any]


def first_shortcode(markdown: str) -> int | None:
    """The number of the first line with a shortcode of Hugo."""
    found = _SHORTCODE.search(markdown) if "{{" in markdown else None
    return markdown.count("\n", 0, found.start()) + 1 if found else None


def without_hugo(markdown: str) -> HugoPage:
    """The page as plain Markdown: links and images stay, other shortcodes lose their tags only."""
    meta: dict[str, Any] = {}
    front = _TOML.match(markdown)
    if front:
        try:
            meta = tomllib.loads(front[1])
        except tomllib.TOMLDecodeError:
            meta = {}
        markdown = markdown[front.end() :]
    return HugoPage(_SHORTCODE.sub(_plain, markdown), meta)


def _plain(code: re.Match[str]) -> str:
    name, ends = code["name"].lower(), bool(code["end"])
    words = [(key, a or b or c) for key, a, b, c in _WORD.findall(code["rest"])]
    first = next((value for key, value in words if not key), "")
    named = {key: value for key, value in words if key}
    if name in {"ref", "relref"}:
        return first or named.get("path", "")
    if name in {"figure", "img", "image"} and not ends:
        source = named.get("src") or first
        return f"![{named.get('alt') or named.get('caption') or ''}]({source})" if source else ""
    if name in {"highlight", "code-block", "codeblock"}:
        return "```" if ends else f"```{first}"
    if name in _NOTES and not ends:
        title = named.get("title") or _NOTES[name].capitalize()
        return f"**{title}:** "
    return ""
