"""References between the steps of a template: to steps that do not exist, run later, or in a circle."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from catalogsite.problems.create import Finding, finding
from catalogsite.problems.suggest import nearest
from catalogsite.scaffold.engine import expressions
from catalogsite.scaffold.lint.rendered import step_texts

_MOST_LISTED = 8


def reference_findings(spec: Mapping[str, Any], steps: list[dict[str, Any]]) -> Iterator[Finding]:
    """The references to steps that cannot be followed."""
    ids = [_id_of(step, index) for index, step in enumerate(steps)]
    known = [str(step["id"]) for step in steps if step.get("id")]
    needs = _needs(steps)
    reported: set[frozenset[str]] = set()
    for index, step in enumerate(steps):
        for text in step_texts(step, index):
            for name in _names(text.value):
                if name in ids[:index]:
                    continue
                if name not in ids:
                    yield _unknown(text, name, known)
                elif name == ids[index]:
                    yield finding("template-step", text.path, "itself", name=name)
                elif circle := _circle(ids[index], needs):
                    if frozenset(circle) not in reported:
                        reported.add(frozenset(circle))
                        shown = " → ".join(f"`{one}`" for one in circle)
                        yield finding("template-step-cycle", text.path, steps=shown)
                else:
                    yield finding("template-step", text.path, "later", name=name)
    for text in expressions.texts(spec.get("output"), ("spec", "output")):
        yield from (_unknown(text, name, known) for name in _names(text.value) if name not in ids)


def _id_of(step: Mapping[str, Any], index: int) -> str:
    """The id of a step; one that has none is named by its number."""
    return str(step.get("id") or f"step-{index + 1}")


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(expressions.uses(text, "steps").names))


def _needs(steps: list[dict[str, Any]]) -> dict[str, set[str]]:
    """The steps that each step takes something of."""
    found: dict[str, set[str]] = {}
    for index, step in enumerate(steps):
        names = (_names(text.value) for text in step_texts(step, index))
        every = {name for some in names for name in some}
        found.setdefault(_id_of(step, index), set()).update(every)
    return found


def _unknown(text: expressions.Text, name: str, known: list[str]) -> Finding:
    hyphened = re.search(rf"\bsteps\.({re.escape(name)}-[\w-]+)", text.value)
    if hyphened and hyphened[1] in known:
        return finding("template-step", text.path, "hyphen", name=hyphened[1])
    listed = ", ".join(f"`{one}`" for one in known[:_MOST_LISTED]) or "none"
    near = nearest(name, known)
    return finding("template-step", text.path, "unknown", name=name, known=listed, suggestion=near)


def _circle(start: str, needs: Mapping[str, set[str]]) -> list[str]:
    """The ids on the shortest way from a step along what it needs back to itself; none if there is none."""
    waiting, seen = [[start]], {start}
    while waiting:
        way = waiting.pop(0)
        for name in sorted(needs.get(way[-1], ())):
            if name == start and len(way) > 1:
                return [*way, name]
            if name in needs and name not in seen:
                seen.add(name)
                waiting.append([*way, name])
    return []
