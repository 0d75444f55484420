"""Mistakes in a scaffold template that its schema cannot see, and that its author finds late."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from catalogsite.model.entity import EntityData
from catalogsite.problems.create import Finding, finding
from catalogsite.problems.suggest import near_miss, nearest
from catalogsite.problems.value_text import value_text
from catalogsite.scaffold.actions.known_names import ACTIONS, REQUIRED, RETIRED
from catalogsite.scaffold.engine import engine, expressions
from catalogsite.scaffold.lint.form import form_findings, pages_of, parameters_of
from catalogsite.yaml12.documents import Path

_MOST_LISTED = 8
_MARK = re.compile(r"\$\{\{|\{%|\{#")

Exists = Callable[[str], bool]
"""Whether a path relative to the template's file leads to a file or a folder."""


def lint_template(entity: EntityData, exists: Exists | None = None) -> list[Finding]:
    """All that is doubtful about a valid template; paths start at the entity's root."""
    spec = entity["spec"]
    steps = spec.get("steps")
    if not isinstance(steps, list):
        return []
    found = list(form_findings(spec))
    # A step that stands in another file is known only once it was read.
    whole = all(isinstance(step, dict) and "action" in step for step in steps)
    for index, step in enumerate(steps):
        if isinstance(step, dict):
            found += _step(step, ("spec", "steps", index), exists)
    found += _expressions(spec)
    if whole:
        found += _duplicate_steps(steps)
        found += _unknown_steps(spec, steps)
    return found + list(_parameters(spec, whole=whole))


def _step(step: Mapping[str, Any], path: Path, exists: Exists | None) -> Iterator[Finding]:
    action = step.get("action")
    if not isinstance(action, str):
        return
    yield from _action(action, path)
    yield from _conditions(step, path)
    given = step.get("input")
    if not (given is None or isinstance(given, dict)) or any(key[:1] == "$" for key in given or ()):
        return
    yield from _input(action, given or {}, path)
    url = (given or {}).get("url")
    if exists and action.startswith("fetch:") and isinstance(url, str) and _is_path(url):
        target = posixpath.normpath(url)
        if not target.startswith("..") and not exists(target):
            yield finding("template-source", (*path, "input", "url"), action=action, url=url)


def _action(action: str, path: Path) -> Iterator[Finding]:
    if action in ACTIONS or "{{" in action:
        return
    similar = near_miss(action, ACTIONS)
    if similar:
        yield finding("template-action", (*path, "action"), action=action, suggestion=similar)


def _input(action: str, given: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    for name in REQUIRED.get(action, ()):
        if name not in given:
            yield finding("template-input", (*path, "input"), "missing", action=action, name=name)
    for name in given:
        instead = RETIRED.get((action, name))
        if instead:
            at = (*path, "input", name)
            yield finding(
                "template-input", at, "retired", action=action, name=name, instead=instead
            )


def _conditions(step: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    condition, each = step.get("if"), step.get("each")
    if isinstance(condition, str) and condition.strip() and not expressions.is_marked(condition):
        at, shown = (*path, "if"), value_text(condition)
        bare = condition.strip().removeprefix("{{").removesuffix("}}").strip()
        word = condition.strip().lower()
        if word in {"true", "false"}:
            yield finding("template-condition", at, "if-boolean", value=shown, boolean=word)
        else:
            yield finding("template-condition", at, "if", value=shown, expression=bare)
    if isinstance(each, str) and not expressions.is_marked(each):
        at, shown = (*path, "each"), value_text(each)
        yield finding("template-condition", at, "each", value=shown, expression=each)


def _is_path(url: str) -> bool:
    return ":" not in url and "{{" not in url and "{%" not in url and not url.startswith("/")


def _rendered(spec: Mapping[str, Any]) -> Iterator[expressions.Text]:
    """Every text that is rendered when the template runs."""
    for index, step in enumerate(spec["steps"]):
        if isinstance(step, dict):
            for name in ("input", "if", "each"):
                yield from expressions.texts(step.get(name), ("spec", "steps", index, name))
    yield from expressions.texts(spec.get("output"), ("spec", "output"))


def _expressions(spec: Mapping[str, Any]) -> Iterator[Finding]:
    for text in _rendered(spec):
        fault = engine.fault(text.value) if _MARK.search(text.value) else None
        if fault and fault.unknown:
            kind, name = fault.unknown
            yield finding("template-expression", text.path, "unknown", kind=kind, name=name)
        elif fault:
            yield finding("template-expression", text.path, reason=_reason(fault))
    unmarked = [text for text in _rendered(spec) if expressions.is_unmarked(text.value)]
    if len(unmarked) == 1:
        yield finding("template-expression", unmarked[0].path, "unmarked")
    elif unmarked:
        others = len(unmarked) - 1
        yield finding("template-expression", unmarked[0].path, "unmarked-several", count=others)


def _reason(fault: engine.Fault) -> str:
    message = fault.message[:1].lower() + fault.message[1:]
    return f"line {fault.line}: {message}" if (fault.line or 1) > 1 else message


def _duplicate_steps(steps: list[dict[str, Any]]) -> Iterator[Finding]:
    seen: dict[str, dict[str, Any]] = {}
    for index, step in enumerate(steps):
        name = step.get("id")
        if not isinstance(name, str):
            continue
        first = seen.setdefault(name, step)
        # Steps of which one is chosen by a condition share an id on purpose.
        if first is not step and not ("if" in first and "if" in step):
            yield finding("template-step-duplicate", ("spec", "steps", index, "id"), id=name)


def _unknown_steps(spec: Mapping[str, Any], steps: list[dict[str, Any]]) -> Iterator[Finding]:
    ids = [step.get("id") for step in steps]
    known = [name for name in ids if isinstance(name, str)]
    for text in _rendered(spec):
        for name in dict.fromkeys(expressions.uses(text.value, "steps").names):
            place = text.path[2] if text.path[1] == "steps" else len(steps)
            if name in ids[: int(place)]:
                continue
            if name in known:
                yield finding("template-step", text.path, "later", name=name)
                continue
            yield finding(
                "template-step",
                text.path,
                "unknown",
                name=name,
                known=_listed(known),
                suggestion=nearest(name, known),
            )


def _parameters(spec: Mapping[str, Any], *, whole: bool) -> Iterator[Finding]:
    declared = parameters_of(spec)
    if declared is None:
        return
    used: set[str] = set()
    everything = False
    for text in _rendered(spec):
        taken = expressions.uses(text.value, "parameters")
        everything = everything or taken.all
        used.update(expressions.mentioned(text.value))
        for name in dict.fromkeys(taken.names):
            if name not in declared.names and not declared.open:
                yield finding(
                    "template-parameter",
                    text.path,
                    name=name,
                    known=_listed(list(declared.names)),
                    suggestion=nearest(name, declared.names),
                )
    if everything or not whole or not pages_of(spec):
        return
    for name, path in declared.names.items():
        if name not in used and name not in declared.spent:
            yield finding("template-parameter-unused", path, name=name)


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names[:_MOST_LISTED]) or "none"
