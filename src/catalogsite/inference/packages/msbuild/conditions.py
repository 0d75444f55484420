"""Conditions of MSBuild: whether they hold where that is certain, else how to say them to a reader."""

from __future__ import annotations

import re
from collections.abc import Mapping

_COMPARISON = re.compile(r"'([^']*)'\s*(==|!=)\s*'([^']*)'")
_PROPERTY = re.compile(r"\$\(([\w.]+)\)")
_GIVEN = frozenset(
    {"targetframework", "targetframeworks", "configuration", "platform", "os", "runtimeidentifier"}
)
"""Properties that each build sets for itself."""

_FRAMEWORK = re.compile(r"'\$\(TargetFramework\)'\s*==\s*'([^']+)'", re.IGNORECASE)
_SYSTEM = re.compile(r"\$\(\[MSBuild\]::IsOSPlatform\('(\w+)'\)\)", re.IGNORECASE)
_LONGEST = 200
_LONGEST_READ = 2_000


def is_true(condition: str, properties: Mapping[str, str]) -> bool | None:
    """Whether a condition holds; None where it depends on the build or is of another form."""
    if len(condition) > _LONGEST_READ:
        return None
    verdicts = []
    for part in re.split(r"\s+and\s+", condition.strip(), flags=re.IGNORECASE):
        found = _COMPARISON.fullmatch(part.strip())
        if found is None:
            return None
        left, right = _filled(found[1], properties), _filled(found[3], properties)
        if left is None or right is None:
            return None
        verdicts.append((left.lower() == right.lower()) is (found[2] == "=="))
    return all(verdicts)


def _filled(text: str, properties: Mapping[str, str]) -> str | None:
    names = [name.lower() for name in _PROPERTY.findall(text)]
    # A property that no file states may come from outside, except where it is asked for being empty.
    if any(name in _GIVEN or name not in properties for name in names):
        return None
    filled = _PROPERTY.sub(lambda found: properties[found[1].lower()], text)
    return None if "$(" in filled else filled


def readable(condition: str) -> str:
    """A condition in few words: the framework or system alone, where it asks for one."""
    stripped = condition[:_LONGEST_READ].strip()
    for pattern in (_FRAMEWORK, _SYSTEM):
        if found := pattern.fullmatch(stripped):
            return found[1]
    return re.sub(r"\s+", " ", stripped)[:_LONGEST]
