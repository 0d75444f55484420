"""The inputs of steps, against the schemas of their actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError

from catalogsite.errors import TemplateError
from catalogsite.problems.schema_errors import error_text, leaf_errors, missing_property
from catalogsite.scaffold.actions.action import Action
from catalogsite.scaffold.run.positions import Positions
from catalogsite.yaml12.documents import Path


class InvalidInputError(TemplateError):
    """An input that the schema of its action refuses."""


def check_inputs(
    action: Action,
    rounds: Iterable[tuple[str, Mapping[str, Any]]],
    path: Path,
    positions: Positions,
) -> None:
    """Raise an InvalidInputError for the first round whose input the action does not take.

    `rounds` are the keys of `each` and the inputs; no value is in the message.
    """
    validator = Draft7Validator(dict(action.inputs))
    for key, given in rounds:
        errors = [leaf for error in validator.iter_errors(given) for leaf in leaf_errors(error)]
        if errors:
            name = f"{action.name}[{key}]" if key else action.name
            complaints = ", ".join(sorted({_complaint(error) for error in errors}))
            raise InvalidInputError(
                f"Invalid input passed to action {name}, {complaints}",
                where=positions.where((*path, *errors[0].absolute_path)),
                fix="correct the input of the step, or the value of the parameter it uses",
            )


def _complaint(error: ValidationError) -> str:
    missing = missing_property(error)
    place = ".".join(map(str, error.absolute_path))
    if missing is not None:
        return f"{place}.{missing}".lstrip(".") + ": is required"
    return f"{place}: {error_text(error)}" if place else error_text(error)
