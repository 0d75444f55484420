"""Mistakes in a scaffold template that its schema cannot see, and that its author finds late."""

from __future__ import annotations

import difflib
import posixpath
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from catalogsite.catalog.findings import Finding, field, shown
from catalogsite.model.entity import EntityData
from catalogsite.model.problem import Level
from catalogsite.scaffold import expressions
from catalogsite.scaffold.actions import ACTIONS, REQUIRED, RETIRED
from catalogsite.scaffold.lint_form import form_findings, pages_of, parameters_of
from catalogsite.yaml12.documents import Path

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


def _warning(rule: str, path: Path, message: str, fix: str | None = None) -> Finding:
    return Finding(rule, path, message, fix, Level.WARNING)


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
            message = f"`{action}` fetches `{url}`, which is not there"
            yield _warning("template-source", (*path, "input", "url"), message, "correct the path")


def _action(action: str, path: Path) -> Iterator[Finding]:
    if action in ACTIONS or "{{" in action:
        return
    near = difflib.get_close_matches(action, ACTIONS, 1, 0.85)
    if near:
        message = f"`{action}` is not an action of Backstage's; `{near[0]}` is"
        yield _warning("template-action", (*path, "action"), message, f"write `{near[0]}`")


def _input(action: str, given: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    for name in REQUIRED.get(action, ()):
        if name not in given:
            message = f"`{action}` must be given `{name}`"
            yield _warning("template-input", (*path, "input"), message, f"add `{name}:` to `input`")
    for name in given:
        instead = RETIRED.get((action, name))
        if instead:
            message = f"`{action}` no longer reads `{name}`"
            at = (*path, "input", name)
            yield _warning("template-input", at, message, f"write `{instead}`")


def _conditions(step: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    condition, each = step.get("if"), step.get("each")
    if isinstance(condition, str) and condition.strip() and not expressions.is_marked(condition):
        message = f"`if` is the text {shown(condition)}, which is always true"
        bare = condition.strip().removeprefix("{{").removesuffix("}}").strip()
        fix = f"write `${{{{ {bare} }}}}`"
        if condition.strip().lower() in {"true", "false"}:
            fix = f"write it without quotes: `if: {condition.strip().lower()}`"
        yield _warning("template-condition", (*path, "if"), message, fix)
    if isinstance(each, str) and not expressions.is_marked(each):
        message = f"`each` is the text {shown(each)}; it must be a list or an object"
        fix = f"write `${{{{ {each} }}}}`"
        yield _warning("template-condition", (*path, "each"), message, fix)


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
        fault = expressions.fault(text.value)
        if fault:
            message = f"`{field(text.path)}` holds an expression that cannot be read: {fault}"
            fix = "correct it: Backstage hands the raw text to the action"
            yield _warning("template-expression", text.path, message, fix)
    unmarked = [text for text in _rendered(spec) if expressions.is_unmarked(text.value)]
    if unmarked:
        others = len(unmarked) - 1
        message = f"`{field(unmarked[0].path)}` holds `{{{{ }}}}`, which is plain text"
        message += f"; so do {others} other places" if others else ""
        yield _warning("template-expression", unmarked[0].path, message, "write `${{ }}`")


def _duplicate_steps(steps: list[dict[str, Any]]) -> Iterator[Finding]:
    seen: dict[str, dict[str, Any]] = {}
    for index, step in enumerate(steps):
        name = step.get("id")
        if not isinstance(name, str):
            continue
        first = seen.setdefault(name, step)
        # Steps of which one is chosen by a condition share an id on purpose.
        if first is not step and not ("if" in first and "if" in step):
            message = f"two steps have the id `{name}`; the output of the first is lost"
            at: Path = ("spec", "steps", index, "id")
            yield _warning("template-step-duplicate", at, message, "give the step an id of its own")


def _unknown_steps(spec: Mapping[str, Any], steps: list[dict[str, Any]]) -> Iterator[Finding]:
    ids = [step.get("id") for step in steps]
    known = [name for name in ids if isinstance(name, str)]
    for text in _rendered(spec):
        for name in dict.fromkeys(expressions.uses(text.value, "steps").names):
            place = text.path[2] if text.path[1] == "steps" else len(steps)
            if name in ids[: int(place)]:
                continue
            if name in known:
                message = (
                    f"`{field(text.path)}` uses the output of the step `{name}`, which runs later"
                )
                yield _warning("template-step", text.path, message, "put that step before this one")
                continue
            message = f"`{field(text.path)}` uses the step `{name}`, which is not there"
            yield _warning("template-step", text.path, message, _nearest(name, known))


def _parameters(spec: Mapping[str, Any], *, whole: bool) -> Iterator[Finding]:
    asked = parameters_of(spec)
    if asked is None:
        return
    used: set[str] = set()
    everything = False
    for text in _rendered(spec):
        taken = expressions.uses(text.value, "parameters")
        everything = everything or taken.all
        used.update(expressions.mentioned(text.value))
        for name in dict.fromkeys(taken.names):
            if name not in asked.names and not asked.open:
                message = (
                    f"`{field(text.path)}` uses the parameter `{name}`, which no page asks for"
                )
                fix = _nearest(name, list(asked.names))
                yield _warning("template-parameter", text.path, message, fix)
    if everything or not whole or not pages_of(spec):
        return
    for name, path in asked.names.items():
        if name not in used and name not in asked.spent:
            message = f"the parameter `{name}` is asked for and never used"
            fix = "use it or do not ask for it"
            yield Finding("template-parameter-unused", path, message, fix, Level.INFO)


def _nearest(name: str, known: list[str]) -> str | None:
    near = difflib.get_close_matches(name, known, 1, 0.75)
    if near:
        return f"write `{near[0]}`"
    return f"there is {', '.join(f'`{one}`' for one in known[:8])}" if known else None
