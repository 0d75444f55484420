"""Evaluates the texts of steps; one that cannot be evaluated is an error with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import TemplateError as LanguageError

from catalogsite.errors import TemplateError
from catalogsite.scaffold.engine.js_values import plain, truthy, wrap
from catalogsite.scaffold.engine.language import FAILURES, MISSING, evaluate_text, language
from catalogsite.scaffold.run.positions import Positions
from catalogsite.yaml12.documents import Path

Scope = Mapping[str, Any]


class Evaluation:
    """The language of steps. `failed` is what `failure()` says from then on."""

    def __init__(self, positions: Positions) -> None:
        self._positions = positions
        self._language = language()
        self.failed = False
        self._language.globals.update(failure=lambda: self.failed)

    def value(self, value: Any, scope: Scope, path: Path) -> Any:
        """The evaluated value as plain JSON, or MISSING for `undefined`.

        Keys whose value is undefined are left out. Raises TemplateError with every text below it
        that cannot be evaluated.
        """
        faults: list[tuple[Path, str]] = []
        found = self._value(value, wrap(dict(scope)), path, faults)
        if faults:
            raise self._error(faults)
        return found if found is MISSING else plain(found)

    def truth(self, value: Any, scope: Scope, path: Path) -> bool:
        """Whether a condition lets a step run."""
        found = self.value(value, scope, path)
        return found is not MISSING and truthy(found)

    def _value(self, value: Any, scope: Scope, path: Path, faults: list[tuple[Path, str]]) -> Any:
        if isinstance(value, str):
            return self._text(value, scope, path, faults)
        if isinstance(value, Mapping):
            items = {k: self._value(v, scope, (*path, k), faults) for k, v in value.items()}
            return {key: item for key, item in items.items() if item is not MISSING}
        if isinstance(value, list):
            done = [self._value(v, scope, (*path, i), faults) for i, v in enumerate(value)]
            return [None if item is MISSING else item for item in done]
        return value

    def _text(self, text: str, scope: Scope, path: Path, faults: list[tuple[Path, str]]) -> Any:
        try:
            return evaluate_text(self._language, text, scope)
        except (LanguageError, *FAILURES) as error:
            faults.append((path, str(error) or type(error).__name__))
            return MISSING

    def _error(self, faults: list[tuple[Path, str]]) -> TemplateError:
        (path, reason), *others = faults
        lines = [f"cannot be evaluated: {reason}"]
        lines += [f"{self._positions.where(at)}: cannot be evaluated: {why}" for at, why in others]
        return TemplateError(
            "\n".join(lines), where=self._positions.where(path), fix="correct the expression"
        )
