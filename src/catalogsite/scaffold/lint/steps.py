"""Mistakes in the steps of a template: their actions and inputs, conditions, loops and ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft7Validator

from catalogsite.problems.create import Finding, finding
from catalogsite.problems.schema_errors import error_text, leaf_errors
from catalogsite.problems.suggest import near_miss, nearest
from catalogsite.problems.value_text import value_text
from catalogsite.scaffold.actions.action import Action
from catalogsite.scaffold.actions.known_names import ACTIONS, RETIRED
from catalogsite.scaffold.engine import expressions
from catalogsite.yaml12.documents import Path

_MOST_LISTED = 8

Actions = Mapping[str, Action]


def step_findings(step: Mapping[str, Any], path: Path, actions: Actions) -> Iterator[Finding]:
    """What is wrong with one step by itself."""
    name = step.get("action")
    if not isinstance(name, str):
        return
    yield from _conditions(step, path)
    yield from _loop(step, path)
    if "{{" in name:
        return
    action = actions.get(name)
    if action is None and name not in ACTIONS:
        at, similar = (*path, "action"), near_miss(name, {*actions, *ACTIONS})
        if similar:
            yield finding("template-action", at, action=name, suggestion=similar)
        else:
            yield finding("template-action-unknown", at, action=name)
    given = step.get("input")
    placed = isinstance(given, dict) and any(str(key).startswith("$") for key in given)
    if action is not None and (given is None or isinstance(given, dict)) and not placed:
        yield from _inputs(action, given or {}, path)


def duplicate_findings(steps: list[dict[str, Any]]) -> Iterator[Finding]:
    """The steps whose id another one has."""
    seen: dict[str, dict[str, Any]] = {}
    for index, step in enumerate(steps):
        name = step.get("id")
        if not isinstance(name, str):
            continue
        first = seen.setdefault(name, step)
        # Steps of which one is chosen by a condition share an id on purpose.
        if first is not step and not ("if" in first and "if" in step):
            yield finding("template-step-duplicate", ("spec", "steps", index, "id"), id=name)


def _inputs(action: Action, given: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    name, schema = action.name, action.inputs
    known: Mapping[str, Any] = schema.get("properties", {})
    for wanted in schema.get("required", ()):
        if wanted not in given:
            at = (*path, "input")
            yield finding("template-input", at, "missing", action=name, name=wanted)
    for key, value in given.items():
        at = (*path, "input", key)
        instead = RETIRED.get((name, key))
        if instead:
            yield finding("template-input", at, "retired", action=name, name=key, instead=instead)
        elif key in known:
            yield from _value(name, key, value, known[key], at)
        elif schema.get("additionalProperties") is False:
            near, listed = nearest(key, known), _listed(list(known))
            yield finding(
                "template-input",
                at,
                "unknown",
                action=name,
                name=key,
                known=listed,
                suggestion=near,
            )


def _value(action: str, name: str, value: Any, schema: Any, path: Path) -> Iterator[Finding]:
    """A written value that the schema refuses; what an expression will give is not known."""
    if any("{{" in text.value or "{%" in text.value for text in expressions.texts(value, ())):
        return
    errors = [
        leaf for one in Draft7Validator(schema).iter_errors(value) for leaf in leaf_errors(one)
    ]
    if errors:
        at = (*path, *errors[0].absolute_path)
        reason = error_text(errors[0])
        yield finding("template-input", at, "value", action=action, name=name, reason=reason)


def _conditions(step: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    condition = step.get("if")
    if isinstance(condition, str) and condition.strip() and not expressions.is_marked(condition):
        at, shown = (*path, "if"), value_text(condition)
        bare = condition.strip().removeprefix("{{").removesuffix("}}").strip()
        word = condition.strip().lower()
        if word in {"true", "false"}:
            yield finding("template-condition", at, "if-boolean", value=shown, boolean=word)
        else:
            yield finding("template-condition", at, "if", value=shown, expression=bare)


def _loop(step: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    if "each" not in step:
        return
    each, at = step["each"], (*path, "each")
    if isinstance(each, str):
        if not expressions.is_marked(each):
            yield finding("template-condition", at, "each", value=value_text(each), expression=each)
    elif not each:
        yield finding("template-loop", at, "empty")
    elif not isinstance(each, list | dict):
        yield finding("template-loop", at, "scalar", value=value_text(each))


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names[:_MOST_LISTED]) or "none"
