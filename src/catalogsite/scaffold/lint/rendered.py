"""The texts of a template that are rendered when it runs, and the faults of their expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from catalogsite.problems.create import Finding, finding
from catalogsite.scaffold.engine import expressions
from catalogsite.scaffold.engine.engine import Fault, fault
from catalogsite.yaml12.documents import Path

_MEANT = re.compile(r'did you mean "([^"]+)"')
PARTS = ("input", "if", "each")


def step_texts(step: Mapping[str, Any], index: int) -> Iterator[expressions.Text]:
    """The texts of a step that are rendered."""
    for part in PARTS:
        yield from expressions.texts(step.get(part), ("spec", "steps", index, part))


def rendered(spec: Mapping[str, Any]) -> Iterator[expressions.Text]:
    """Every text that is rendered: those of the steps, then those of the output."""
    for index, step in enumerate(spec["steps"]):
        if isinstance(step, dict):
            yield from step_texts(step, index)
    yield from expressions.texts(spec.get("output"), ("spec", "output"))


def expression_findings(spec: Mapping[str, Any]) -> Iterator[Finding]:
    """The expressions that cannot be evaluated, and those that are written as plain text."""
    texts = list(rendered(spec))
    for text in texts:
        found = fault(text.value) if _may_be_wrong(text.value) else None
        if found is not None:
            yield _fault(found, text.path)
    unmarked = [text for text in texts if expressions.is_unmarked(text.value)]
    if len(unmarked) == 1:
        yield finding("template-expression", unmarked[0].path, "unmarked")
    elif unmarked:
        others = len(unmarked) - 1
        yield finding("template-expression", unmarked[0].path, "unmarked-several", count=others)


def reason_of(found: Fault) -> str:
    """The words of a fault within a sentence."""
    return found.message[:1].lower() + found.message[1:]


def _may_be_wrong(text: str) -> bool:
    return any(mark in text for mark in ("${{", "{%", "{#"))


def _fault(found: Fault, path: Path) -> Finding:
    if found.unknown is None:
        line = f"line {found.line}: " if (found.line or 1) > 1 else ""
        return finding("template-expression", path, reason=line + reason_of(found))
    kind, name = found.unknown
    meant = _MEANT.search(found.message)
    near = meant[1] if meant else None
    return finding("template-filter", path, kind=kind, name=name, suggestion=near)
