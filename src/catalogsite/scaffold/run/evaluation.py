"""Evaluates the texts of steps; one that cannot be evaluated is an error with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalogsite.errors import TemplateError
from catalogsite.scaffold.engine.engine import (
    Context,
    Engine,
    Evaluated,
    FailedText,
    Fault,
    evaluate,
    truthy,
)
from catalogsite.scaffold.run.positions import Positions
from catalogsite.yaml12.documents import Path


class EvaluationError(TemplateError):
    """A text that cannot be evaluated."""


class Evaluation:
    """The language of steps. `failed` is what `failure()` says from then on."""

    def __init__(self, engine: Engine, positions: Positions) -> None:
        self._engine = engine
        self._positions = positions
        self.failed = False

    def value(self, value: Any, context: Context, path: Path, *, lenient: bool = False) -> Any:
        """The evaluated value, or MISSING for `undefined`; keys without a value are left out.

        Raises EvaluationError with every text below it that cannot be evaluated; `lenient` leaves
        those as they are written.
        """
        found = self._evaluate(value, context, path)
        if found.failed and not lenient:
            raise self._error(found.failed, path)
        return found.value

    def truth(self, condition: Any, context: Context, path: Path) -> bool:
        """Whether a condition lets a step run."""
        return truthy(self.value(condition, context, path))

    def asks_for_failure(self, condition: Any, context: Context, path: Path) -> bool:
        """Whether a condition calls `always()` or `failure()`: its step may run after a failure."""
        return isinstance(condition, str) and self._evaluate(condition, context, path).asks_status

    def _evaluate(self, value: Any, context: Context, path: Path) -> Evaluated:
        try:
            return evaluate(self._engine, value, context, failed=self.failed)
        except TemplateError as error:
            raise TemplateError(
                error.what, where=self._positions.where(path), fix="use simpler expressions"
            ) from None

    def _error(self, failed: tuple[FailedText, ...], path: Path) -> EvaluationError:
        first, *others = self._lines(failed, path)
        lines = [first[1], *(f"{where}: {what}" for where, what in others)]
        return EvaluationError("\n".join(lines), where=first[0], fix="correct the expression")

    def _lines(self, failed: tuple[FailedText, ...], path: Path) -> Iterator[tuple[str, str]]:
        for one in failed:
            yield self._positions.where((*path, *one.path)), described(one.fault, one.text)


def described(fault: Fault, text: str) -> str:
    """What is wrong with a text, with its own line where it has several."""
    line = f" in its line {fault.line}" if fault.line and "\n" in text.strip() else ""
    return f"cannot be evaluated{line}: {fault.message}"
