"""Whether the steps that publish could: asked before any step runs, as far as it is known by then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalogsite.errors import TemplateError
from catalogsite.scaffold.actions.action import Action
from catalogsite.scaffold.run.plan import Step, needs_of
from catalogsite.scaffold.run.positions import Positions
from catalogsite.scaffold.run.runner import Runner

_ASKED = ("repoUrl", "token", "gitAuthorName", "gitAuthorEmail")


def check_publishing(
    runner: Runner, steps: Sequence[Step], actions: Mapping[str, Action], positions: Positions
) -> None:
    """Raise the TemplateError of the first step that could not publish.

    A step whose repository depends on the output of another one is not checked.
    """
    for step in steps:
        action = actions.get(step.action)
        if action is not None and action.check is not None and runner.is_done_here(action):
            _check(runner, step, action, positions)


def _check(runner: Runner, step: Step, action: Action, positions: Positions) -> None:
    stated = step.data.get("input")
    given = stated if isinstance(stated, Mapping) else {}
    part = {name: given[name] for name in _ASKED if name in given}
    path = (*step.path, "input")
    condition = step.data.get("if")
    if "each" in step.data or condition is False or needs_of([part, condition]):
        return
    scope, secrets = runner.scope(), runner.context.secrets
    if action.check is None or not runner.wanted(step, scope):
        return
    full = scope.with_value(("secrets",), secrets) if secrets else scope
    known = runner.evaluation.value(part, full, path)
    try:
        action.check(runner.context, known if isinstance(known, dict) else {})
    except TemplateError as error:
        where = error.where or positions.where(step.path)
        raise TemplateError(f"{action.name}: {error.what}", where=where, fix=error.fix) from None
