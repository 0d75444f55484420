"""Whether the values of well-known annotations are such as the tool that reads them takes.

Backstage takes any text, so nothing here keeps an entity out of the catalog.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from catalogsite.catalog.annotations.forms import Fault
from catalogsite.catalog.annotations.known import ANNOTATIONS
from catalogsite.catalog.findings import Finding, shown
from catalogsite.model.entity import EntityData
from catalogsite.model.problem import Level
from catalogsite.yaml12.documents import Path

_MOST_LETTERS = 2
_SHORTEST = 8


def annotation_findings(entity: EntityData) -> list[Finding]:
    """What is doubtful about the annotations of an entity, which may be wrong otherwise."""
    metadata = entity.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    if not isinstance(annotations, dict):
        return []
    return [
        finding
        for key, text in annotations.items()
        if isinstance(text, str)
        for finding in _findings(key, text, annotations)
    ]


def _findings(key: str, text: str, annotations: Mapping[str, object]) -> Iterator[Finding]:
    known = ANNOTATIONS.get(key)
    path: Path = ("metadata", "annotations", key)
    if known is None:
        near = nearest_annotation(key)
        if near and near not in annotations:
            message = f"nothing is known to read the annotation `{key}`; `{near}` is well known"
            yield Finding("annotation-name", path, message, f"write `{near}`", Level.WARNING)
    elif known.managed:
        message = f"the catalog writes `{key}` itself; what stands here is of no use"
        yield Finding("annotation-managed", path, message, "remove the line", Level.INFO)
    elif known.instead:
        message = f"the annotation `{key}` is no longer used"
        yield Finding("annotation-deprecated", path, message, known.instead, Level.WARNING)
    else:
        fault = _fault(key, text)
        if fault:
            message = f"`{key}` is {shown(text)}: {fault.why}"
            yield Finding("annotation-value", path, message, fault.fix, Level.WARNING)
        elif key == "prometheus.io/labels" and "prometheus.io/alert" not in annotations:
            message = f"`{key}` has no effect without `prometheus.io/alert`"
            fix = "add `prometheus.io/alert: all`"
            yield Finding("annotation-value", path, message, fix, Level.WARNING)


@lru_cache(maxsize=8192)
def _fault(key: str, text: str) -> Fault | None:
    form = ANNOTATIONS[key].form
    # A value that a template engine has yet to fill in cannot be judged.
    if form is None or "{{" in text or "{%" in text:
        return None
    if not text.strip():
        return Fault("it has no value", "give it a value or remove the line")
    return form(text)


@lru_cache(maxsize=8192)
def nearest_annotation(key: str) -> str | None:
    """The well-known annotation that a key is a misspelling of."""
    if len(key) < _SHORTEST or "/" not in key:
        return None
    plain = key.lower().replace("_", "-")
    distances = ((_distance(plain, known), known) for known in ANNOTATIONS)
    distance, near = min(distances)
    return near if distance <= _MOST_LETTERS else None


def _distance(left: str, right: str) -> int:
    """How many letters must be changed, added, removed or swapped with the next one."""
    if abs(len(left) - len(right)) > _MOST_LETTERS:
        return _MOST_LETTERS + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(right, 1):
            best = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                best = min(best, older[j - 2] + 1)
            row.append(best)
        if min(row) > _MOST_LETTERS:
            return _MOST_LETTERS + 1
    return row[-1]
