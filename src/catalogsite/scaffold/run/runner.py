"""Runs the steps of a template one after the other, as Backstage's workflow runner does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from catalogsite.errors import CatalogsiteError, TemplateError
from catalogsite.scaffold.actions.action import Action, ActionContext
from catalogsite.scaffold.engine.engine import MISSING, Context, Engine
from catalogsite.scaffold.engine.hosts import provider_hosts
from catalogsite.scaffold.run.evaluation import Evaluation, EvaluationError
from catalogsite.scaffold.run.inputs import InvalidInputError, check_inputs
from catalogsite.scaffold.run.plan import Step, needs_of, outputs_by_hand
from catalogsite.scaffold.run.positions import Positions

_MOST_ROUNDS = 1_000
_MOST_ACTIONS = 10_000


class Runner:
    """The state of one run: the outputs of the steps that ran, and which did not, with the cause.

    `by_hand` are the steps that the user has to take, and those that depend on them; `unmet` are
    those whose condition was false.
    """

    def __init__(
        self,
        context: ActionContext,
        actions: Mapping[str, Action],
        values: Mapping[str, Any],
        positions: Positions,
        before_publishing: Callable[[], None],
    ) -> None:
        self.context = context
        self._actions = actions
        self._positions = positions
        self._before_publishing = before_publishing
        hosts = provider_hosts(context.template.spec.get("parameters"))
        self.evaluation = Evaluation(Engine(hosts=hosts), positions)
        self._given = {
            "parameters": values,
            "user": {},
            "environment": {"parameters": {}, "secrets": {}},
        }
        self._outputs: dict[str, Any] = {}
        self._by_hand: dict[str, Any] = {}
        self._unmet: set[str] = set()
        self._count = 0

    def run(self, steps: Sequence[Step]) -> None:
        """Run the steps; after one that failed only those that ask for `always()` or `failure()`.

        Raises the TemplateError of the first step that failed, with what later steps had to say.
        """
        first: TemplateError | None = None
        shown = 0
        for step in steps:
            if first is not None and not self._asks_for_failure(step):
                continue
            try:
                self._step(step)
            except TemplateError as error:
                self.evaluation.failed = True
                shown = shown if first else len(self.context.notes)
                first = first or error
        if first is not None:
            later = self.context.notes[shown:]
            what = "\n".join([first.what, *(f"after the failure: {note}" for note in later)])
            raise TemplateError(what, where=first.where, fix=first.fix)

    def scope(self, *, shown: bool = False) -> Context:
        """What expressions may use; with `shown`, also what steps by hand will give, as a text."""
        outputs = {**self._outputs, **(self._by_hand if shown else {})}
        steps = {name: {"output": output} for name, output in outputs.items()}
        return Context({**self._given, "context": {"task": {"id": "local"}}, "steps": steps})

    def open_dependency(self, needs: Sequence[frozenset[str]]) -> str | None:
        """The step by hand that one of the texts takes all it needs of; None if there is none."""
        open_ = self._by_hand.keys() | self._unmet
        for names in needs:
            if names <= open_ and names & self._by_hand.keys():
                return min(names & self._by_hand.keys())
        return None

    def is_open(self, needs: Sequence[frozenset[str]]) -> bool:
        """Whether one of the texts takes all it needs of steps that did not run."""
        return any(names <= self._by_hand.keys() | self._unmet for names in needs)

    def _is_dependent(self, step: Step, part: str) -> bool:
        return self.open_dependency(needs_of(step.data.get(part))) is not None

    def _step(self, step: Step) -> None:
        action = self._actions.get(step.action)
        done = action is not None and self.is_done_here(action)
        cause = self.open_dependency(step.needs)
        shown = action is None or not done or action.only_informs
        if cause and (not shown or self._is_dependent(step, "each")):
            self._skip(step, f"step {cause!r}, whose output it needs, is done by hand")
            return
        try:
            rounds = list(self._rounds(step, shown=shown, lenient=cause is not None))
            if not rounds and "each" not in step.data:
                self._unmet.add(step.id)
                return
            if action is not None and cause is None:
                check_inputs(action, rounds, (*step.path, "input"), self._positions)
        except (InvalidInputError, EvaluationError):
            unmet = sorted(frozenset().union(*step.needs) & self._unmet)
            if not unmet:
                raise
            self._skip(step, f"step {unmet[0]!r}, whose output it needs, was skipped")
            return
        if action is None or not done:
            self._tell(step, action, rounds)
        else:
            self._act(step, action, rounds)

    def is_done_here(self, action: Action) -> bool:
        """Whether an action is called, and not left to the user."""
        if not action.publishes:
            return True
        asked = self.context.publisher is not None
        return asked and (action.in_dry_run or not self.context.dry_run)

    def _rounds(
        self, step: Step, *, shown: bool, lenient: bool
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """The inputs of a step, one a round, each with the key of `each`; none where `if` is false.

        With `shown` and `lenient`, the input of a step that is shown: what depends on steps by hand says so.
        """
        if step.data.get("if") is False:
            return
        bare = self.scope(shown=shown)
        for key, item in self._each(step, bare):
            scope = bare if item is None else bare.with_value(("each",), item)
            if (lenient and self._is_dependent(step, "if")) or self.wanted(step, scope):
                secrets = self.context.secrets
                full = scope.with_value(("secrets",), secrets) if secrets else scope
                given = step.data.get("input") or {}
                path = (*step.path, "input")
                found = self.evaluation.value(given, full, path, lenient=lenient)
                yield key, found if isinstance(found, dict) else {}

    def _each(self, step: Step, scope: Context) -> Iterator[tuple[str, dict[str, Any] | None]]:
        """Each key with the `each` that expressions may use; one round without it where there is none."""
        if "each" not in step.data:
            yield "", None
            return
        path = (*step.path, "each")
        items = self.evaluation.value(step.data["each"], scope, path)
        if items is MISSING or not isinstance(items, list | dict):
            raise TemplateError(
                f"each: {step.data['each']!r} is neither a list nor an object",
                where=self._positions.where(path),
                fix="name a parameter or an output that is a list or an object",
            )
        if len(items) > _MOST_ROUNDS:
            raise TemplateError(
                f"each: takes more than {_MOST_ROUNDS:,} items", where=self._positions.where(path)
            )
        pairs = items.items() if isinstance(items, dict) else enumerate(items)
        for key, value in pairs:
            yield str(key), {"key": str(key), "value": value}

    def _asks_for_failure(self, step: Step) -> bool:
        condition = step.data.get("if")
        return self.evaluation.asks_for_failure(condition, self.scope(), (*step.path, "if"))

    def wanted(self, step: Step, scope: Context) -> bool:
        """Whether the condition of a step holds."""
        condition = step.data.get("if")
        if not isinstance(condition, str) or ("each" in step.data and not condition):
            return True
        return self.evaluation.truth(condition, scope, (*step.path, "if"))

    def _act(
        self, step: Step, action: Action, rounds: Sequence[tuple[str, dict[str, Any]]]
    ) -> None:
        outputs: dict[str, Any] = {}
        for _, given in rounds:
            self._count += 1
            if self._count > _MOST_ACTIONS:
                raise TemplateError(
                    f"runs more than {_MOST_ACTIONS:,} actions",
                    where=self._positions.where(step.path),
                )
            for name, value in self._call(step, action, given).items():
                if "each" in step.data:
                    outputs.setdefault(name, []).append(value)
                else:
                    outputs[name] = value
        self._outputs[step.id] = outputs

    def _call(self, step: Step, action: Action, given: Mapping[str, Any]) -> Mapping[str, Any]:
        if self.context.dry_run and not action.in_dry_run:
            return {}
        if action.publishes:
            self._before_publishing()
        try:
            return dict(action.run(self.context, given) or {})
        except CatalogsiteError as error:
            raise self._error(step, error) from None
        except Exception as error:  # an action of a package may raise anything
            reason = f"{type(error).__name__} {error}".strip()
            raise self._error(step, TemplateError(reason)) from error

    def _skip(self, step: Step, cause: str) -> None:
        self.context.notes.append(f"skipped: {step.title} ({step.action}): {cause}")
        self._by_hand[step.id] = outputs_by_hand(self.context.template, step.id)

    def _tell(
        self, step: Step, action: Action | None, rounds: Sequence[tuple[str, dict[str, Any]]]
    ) -> None:
        for _, given in rounds:
            text = self._instructions(step, action, given)
            self.context.notes.append(f"by hand: {step.title}: {text}")
        self._by_hand[step.id] = outputs_by_hand(self.context.template, step.id)

    def _instructions(self, step: Step, action: Action | None, given: Mapping[str, Any]) -> str:
        if action is None or action.instructions is None:
            return "\n".join([step.action, *(f"  {k}: {_shown(v)}" for k, v in given.items())])
        try:
            return action.instructions(self.context, given)
        except Exception as error:
            # Texts may stand where the schema of the input has something else.
            if self.open_dependency(step.needs):
                return self._instructions(step, None, given)
            if isinstance(error, CatalogsiteError):
                raise self._error(step, error) from None
            raise

    def _error(self, step: Step, error: CatalogsiteError) -> TemplateError:
        """The error of an action, with the line of its step where it names no other place."""
        file = str(self.context.template.file)
        known = error.where not in {None, file}
        where = error.where if known else self._positions.where(step.path)
        return TemplateError(f"{step.action}: {error.what}", where=where, fix=error.fix)


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
