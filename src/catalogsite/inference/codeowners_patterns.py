"""The path patterns of CODEOWNERS: those of gitignore, without negation and sets of letters."""

from __future__ import annotations

from catalogsite.paths.linear_match import reachable
from catalogsite.paths.wildcard import path_parts


def matches(pattern: str, path: str) -> bool:
    """Whether `pattern` matches `path`; the path of a folder ends in a slash."""
    text = pattern.replace("\\#", "#")
    body = text.strip("/")
    if not body:
        return True
    anchored = text.startswith("/") or "/" in body
    # `docs/*` matches the files of docs, but not those of its folders.
    last = body.rpartition("/")[2]
    this_level = anchored and last == "*"
    if last == "**":
        body += "/*"
    names = [name for name in path.split("/") if name]
    ends = reachable(path_parts(body if anchored else f"**/{body}", sets=False), names)
    whole = bool(ends >> len(names) & 1)
    above = bool(ends & ((1 << len(names)) - 1))
    if text.endswith("/"):
        return above or (whole and path.endswith("/"))
    return whole or (above and not this_level)
