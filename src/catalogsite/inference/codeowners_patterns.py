"""The path patterns of CODEOWNERS: gitignore's, without negation and character classes.

Matched by hand: as a regular expression, a hostile pattern such as `**/**/**/x` would run for ages.
"""

from __future__ import annotations


def matches(pattern: str, path: str) -> bool:
    """Whether `pattern` takes `path`; a folder is asked for with a final slash."""
    text = pattern.replace("\\#", "#")
    body = text.strip("/")
    if not body:
        return True
    segments = body.split("/")
    anchored = text.startswith("/") or len(segments) > 1
    # `docs/*` takes the files of docs, but not those of its folders.
    inside = not (anchored and segments[-1] == "*")
    if segments[-1] == "**":
        segments.append("*")
    parts = [part for part in path.split("/") if part]
    ends = _reach(segments if anchored else ["**", *segments], parts)
    if text.endswith("/"):
        return any(end < len(parts) or path.endswith("/") for end in ends)
    return any(inside or end == len(parts) for end in ends)


def _reach(segments: list[str], parts: list[str]) -> list[int]:
    """How many parts of the path the whole pattern can take, all possibilities."""
    reached = [0]
    for segment in segments:
        if segment == "**":
            reached = list(range(reached[0], len(parts) + 1)) if reached else []
        else:
            reached = [n + 1 for n in reached if n < len(parts) and matches_name(segment, parts[n])]
    return reached


def matches_name(pattern: str, name: str) -> bool:
    """Whether a pattern with `*` and `?` takes one name; linear but for one step back."""
    here = there = 0
    star, resume = -1, 0
    while there < len(name):
        if here < len(pattern) and pattern[here] == "*":
            star, resume = here, there
            here += 1
        elif here < len(pattern) and pattern[here] in ("?", name[there]):
            here, there = here + 1, there + 1
        elif star >= 0:
            resume += 1
            here, there = star + 1, resume
        else:
            return False
    return not pattern[here:].strip("*")
