"""Checks the names and values of well-known annotations by the rules of the tools that read them.

Backstage accepts any text, so no finding here is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from catalogsite.catalog.annotations.forms import Mismatch
from catalogsite.catalog.annotations.known import ANNOTATIONS
from catalogsite.catalog.tools.table import is_secret
from catalogsite.model.entity import EntityData
from catalogsite.problems.create import Finding, finding
from catalogsite.problems.suggest import near_miss
from catalogsite.problems.value_text import value_text
from catalogsite.yaml12.documents import Path

_SHORTEST = 8


def annotation_findings(entity: EntityData) -> list[Finding]:
    """The findings about the annotations of an entity, valid or not."""
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
        similar = similar_annotation(key)
        if similar and similar not in annotations:
            yield finding("annotation-name", path, annotation=key, suggestion=similar)
    elif known.managed:
        yield finding("annotation-managed", path, annotation=key)
    elif known.replacement:
        yield finding("annotation-deprecated", path, annotation=key, suggestion=known.replacement)
    else:
        mismatch = _mismatch(key, text)
        if mismatch:
            value = "not shown, because it is a key" if is_secret(key) else value_text(text)
            fix = None if is_secret(key) else mismatch.fix
            yield finding(
                "annotation-value",
                path,
                annotation=key,
                value=value,
                reason=mismatch.reason,
                suggestion=fix,
            )
        elif key == "prometheus.io/labels" and "prometheus.io/alert" not in annotations:
            yield finding("annotation-value", path, "no-alert")
        elif key == "dev.azure.com/build-definition" and "dev.azure.com/project" not in annotations:
            yield finding("annotation-value", path, "no-project")


@lru_cache(maxsize=8192)
def _mismatch(key: str, text: str) -> Mismatch | None:
    form = ANNOTATIONS[key].form
    # The value of a template engine is not known yet.
    if form is None or "{{" in text or "{%" in text:
        return None
    if not text.strip():
        return Mismatch("it is empty", "give it a value, or remove the line")
    return form(text)


@lru_cache(maxsize=8192)
def similar_annotation(key: str) -> str | None:
    """The well-known annotation with a name similar to a key, or None."""
    if len(key) < _SHORTEST or "/" not in key:
        return None
    return near_miss(key, ANNOTATIONS)
