"""What is wrong with the steps of a template, reported at once before any of them runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from catalogsite.errors import TemplateError
from catalogsite.problems.suggest import nearest
from catalogsite.scaffold.actions.known_names import ACTIONS
from catalogsite.scaffold.actions.registry import Registry
from catalogsite.scaffold.engine import expressions
from catalogsite.scaffold.engine.engine import fault
from catalogsite.scaffold.run.evaluation import described
from catalogsite.scaffold.run.plan import Step
from catalogsite.scaffold.run.positions import Positions
from catalogsite.scaffold.templates.template import Template
from catalogsite.yaml12.documents import Path


class _Mistake(NamedTuple):
    path: Path
    what: str
    fix: str | None


def check_steps(
    template: Template, steps: Sequence[Step], known: Registry, positions: Positions
) -> None:
    """Raise a TemplateError with every mistake of the steps and the output, each with its line."""
    mistakes = [
        *_actions(steps, known),
        *_expressions(template, steps),
        *_references(template, steps),
    ]
    mistakes.sort(key=lambda one: positions.line(one.path) or 0)
    if not mistakes:
        return
    first, *others = mistakes
    lines = [first.what, *(_line(one, positions) for one in others)]
    raise TemplateError("\n".join(lines), where=positions.where(first.path), fix=first.fix)


def _line(mistake: _Mistake, positions: Positions) -> str:
    fix = f" ({mistake.fix})" if mistake.fix else ""
    return f"{positions.where(mistake.path)}: {mistake.what}{fix}"


def _actions(steps: Sequence[Step], known: Registry) -> Iterator[_Mistake]:
    for step in steps:
        action = known.actions.get(step.action)
        if action is not None:
            yield from _inputs(step, action.inputs)
        elif step.action not in ACTIONS:
            yield _Mistake(
                (*step.path, "action"),
                f"no action {step.action!r} is known",
                _fix(step.action, known),
            )


def _fix(name: str, known: Registry) -> str:
    near = nearest(name, {*known.actions, *ACTIONS})
    if near:
        return f"did you mean {near}?"
    install = "install a package that brings it, by the entry point catalogsite.actions"
    return "; ".join([install, *known.unusable.values()])


def _inputs(step: Step, schema: Mapping[str, Any]) -> Iterator[_Mistake]:
    given = step.data.get("input")
    if not (given is None or isinstance(given, Mapping)):
        return
    allowed = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in (given or {}):
            yield _Mistake(
                (*step.path, "input"), f"{step.action} needs the input {name!r}", f"add {name}"
            )
    for name in given or () if schema.get("additionalProperties") is False else ():
        if name not in allowed:
            near = nearest(name, allowed)
            fix = f"did you mean {near}?" if near else f"its inputs are {', '.join(allowed)}"
            what = f"{step.action} has no input {name!r}"
            yield _Mistake((*step.path, "input", name), what, fix)


def _expressions(template: Template, steps: Sequence[Step]) -> Iterator[_Mistake]:
    output = tuple(expressions.texts(template.spec.get("output"), ("spec", "output")))
    for text in (*(text for step in steps for text in step.texts), *output):
        found = fault(text.value) if expressions.is_marked(text.value) else None
        if found:
            yield _Mistake(text.path, described(found, text.value), "correct the expression")


def _references(template: Template, steps: Sequence[Step]) -> Iterator[_Mistake]:
    ids = [step.id for step in steps]
    for index, step in enumerate(steps):
        for text in step.texts:
            for name in dict.fromkeys(expressions.uses(text.value, "steps").names):
                if name not in ids[:index]:
                    yield _Mistake(text.path, *_wrong_reference(name, step, steps))
    for text in expressions.texts(template.spec.get("output"), ("spec", "output")):
        for name in dict.fromkeys(expressions.uses(text.value, "steps").names):
            if name not in ids:
                yield _Mistake(text.path, *_unknown(name, ids))


def _wrong_reference(name: str, step: Step, steps: Sequence[Step]) -> tuple[str, str]:
    """What is wrong with the name of a step that is not an earlier one, and the fix."""
    by_id = {one.id: one for one in steps}
    if name not in by_id:
        return _unknown(name, list(by_id))
    if name == step.id:
        return f"step {name!r} uses its own output", "use that of an earlier step"
    circle = _circle(step, by_id)
    if circle:
        return f"the steps {' → '.join(circle)} need each other", "remove one of the references"
    return f"step {name!r} comes later", f"move it before step {step.id!r}"


def _unknown(name: str, ids: Sequence[str]) -> tuple[str, str]:
    near = nearest(name, ids)
    fix = f"did you mean {near}?" if near else f"the steps are {', '.join(ids)}"
    return f"there is no step {name!r}", fix


def _circle(start: Step, by_id: Mapping[str, Step]) -> list[str]:
    """The ids on a way from a step along the steps that it needs back to itself; empty if there is none."""
    waiting, seen = [[start.id]], {start.id}
    while waiting:
        way = waiting.pop(0)
        for name in sorted(frozenset().union(*by_id[way[-1]].needs)):
            if name == start.id and len(way) > 1:
                return [*way, name]
            if name in by_id and name not in seen:
                seen.add(name)
                waiting.append([*way, name])
    return []
