"""Answers of a form as a person types them, and what they mean."""

from __future__ import annotations

from typing import Any

from catalogsite.cli.terminal import visible
from catalogsite.scaffold.parameters.answers import typed
from catalogsite.scaffold.parameters.form import Field
from catalogsite.scaffold.parameters.form_state import Question
from catalogsite.scaffold.parameters.pickers import canonical_value
from catalogsite.scaffold.parameters.secrets import MASK
from catalogsite.yaml12.js_numbers import number_text


def answer_of(question: Question, text: str) -> Any:
    """The value that a text means as an answer; None for none. Raises ValueError."""
    field = question.field
    if not text.strip():
        return None
    if field.type == "array" and not text.lstrip().startswith("["):
        parts = [part.strip() for part in text.split(",")]
        item = field.item
        value: Any = [typed(one, item) if item else one for one in parts if one]
    else:
        value = typed(text, field)
    return canonical_value(question.schema, value)


def written(value: Any) -> str:
    """A value as a person would type it."""
    if value is None or value == MASK:
        return str(value or "")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, list):
        return ", ".join(map(written, value))
    return visible(str(value))


def noun(field: Field) -> str:
    """What an answer must be, by its type."""
    return {"integer": "a whole number", "number": "a number", "object": "an object"}.get(
        field.type, "such a value"
    )
