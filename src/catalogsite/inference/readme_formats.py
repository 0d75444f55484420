"""Turns the structure of other README formats into Markdown: headings, paragraphs and what is neither."""

from __future__ import annotations

import re

_RST_UNDERLINE = re.compile(r"([=\-~^\"'#*+.:_`])\1{2,}[ \t]*")
_RST_DIRECTIVE = re.compile(r"\.\. ")
_RST_FIELD = re.compile(r":[\w -]+:(?:\s|$)")
_RST_ROLE = re.compile(r":[\w:.-]+:`([^`<]+?)(?:[ ]*<[^`]*>)?`")
_RST_LINK = re.compile(r"`([^`<]+?)[ ]*<[^`>]*>`__?")
_RST_REFERENCE = re.compile(r"`([^`]+)`__?|(?<!\w)\|[^|\n]+\|_{0,2}")
_ADOC_HEADING = re.compile(r"(={1,6})\s+(\S.*)")
_ADOC_FENCE = re.compile(r"(-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|\|===|```)\s*")
_ADOC_LEFT_OUT = re.compile(
    r":[\w!-]+:(?:\s|$)|\[[^\]]*\]\s*$|(?:image|include|toc|video|ifdef|ifndef|endif)::|//|\.\w"
    r"|(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):\s"
)
_ADOC_MACRO = re.compile(
    r"(?<!\w)(?:link:|xref:|mailto:|https?://)[^\s\[]{1,300}\[([^\]]{0,300})\]"
)
_ADOC_IMAGE = re.compile(r"(?<!\w)image:[^\s\[]{1,300}\[[^\]]{0,300}\]")
_FORMATS = frozenset({"rst", "rest", "adoc", "asciidoc", "asc", "org"})
_LONGEST_LINE = 1_000
_ORG_HEADING = re.compile(r"(\*{1,6})\s+(\S.*)")


def as_markdown(text: str, suffix: str) -> str:
    """The text of a README in the format of its `suffix` (`rst`, `adoc`, `org`, …) as Markdown."""
    if suffix not in _FORMATS:
        return text
    # Longer lines are no prose, and would keep the expressions busy.
    text = "\n".join(line[:_LONGEST_LINE] for line in text.split("\n"))
    if suffix in ("rst", "rest"):
        return _from_rst(text)
    if suffix in ("adoc", "asciidoc", "asc"):
        return _from_asciidoc(text)
    return _from_org(text)


def _from_rst(text: str) -> str:
    found: list[str] = []
    styles: list[str] = []
    lines = text.split("\n")
    index = 0
    while index < len(lines):
        line = lines[index]
        under = lines[index + 1] if index + 1 < len(lines) else ""
        if line.strip() and not _RST_UNDERLINE.fullmatch(line) and _RST_UNDERLINE.fullmatch(under):
            style = under[0]
            styles += [] if style in styles else [style]
            found.append(f"{'#' * min(styles.index(style) + 1, 6)} {_rst_inline(line.strip())}")
            index += 2
        elif _RST_UNDERLINE.fullmatch(line):
            index += 1
        elif _RST_DIRECTIVE.match(line) or _RST_FIELD.match(line):
            index = _end_of_indented(lines, index + 1)
            found.append("")
        else:
            found.append(_rst_inline(line))
            index += 1
    return "\n".join(found)


def _end_of_indented(lines: list[str], index: int) -> int:
    """The index of the next line that is not indented."""
    while index < len(lines) and (not lines[index].strip() or lines[index][0] in " \t"):
        index += 1
    return index


def _rst_inline(line: str) -> str:
    line = _RST_LINK.sub(r"\1", _RST_ROLE.sub(r"\1", line))
    return _RST_REFERENCE.sub(lambda found: found[1] or "", line).replace("``", "`")


def _from_asciidoc(text: str) -> str:
    found: list[str] = []
    fence: str | None = None
    for line in text.split("\n"):
        mark = _ADOC_FENCE.fullmatch(line)
        if fence is not None or mark:
            closes = mark is not None and mark[1] == fence
            fence = None if closes else (fence or (mark[1] if mark else None))
            found.append("")
        elif heading := _ADOC_HEADING.fullmatch(line):
            found.append(f"{'#' * len(heading[1])} {heading[2]}")
        elif _ADOC_LEFT_OUT.match(line):
            found.append("")
        else:
            found.append(_ADOC_MACRO.sub(r"\1", _ADOC_IMAGE.sub("", line)))
    return "\n".join(found)


def _from_org(text: str) -> str:
    found: list[str] = []
    for line in text.split("\n"):
        if heading := _ORG_HEADING.fullmatch(line):
            found.append(f"{'#' * len(heading[1])} {heading[2]}")
        elif line.lower().startswith("#+title:"):
            found.append(f"# {line[8:].strip()}")
        else:
            found.append("" if line.startswith(("#+", "# ", ":")) else line)
    return "\n".join(found)
