"""Validates one fact, and says in words what is wrong with it."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import BaseModel, ValidationError

from catalogsite.model.fact import FACT_ADAPTER, Fact

_EXPECTED = {
    "model_type": "an object",
    "dict_type": "an object",
    "dataclass_type": "a Provenance",
    "tuple_type": "a list",
    "string_type": "a text",
    "string_unicode": "a text in UTF-8",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "datetime_type": "a datetime",
    "invalid_key": "a text as key",
    "mapping_type": "an object that can be read",
    "iteration_error": "a list that can be read",
}
_OTHERWISE = {
    "missing": "is required",
    "extra_forbidden": "is not a field of this kind of fact",
    "timezone_aware": "must have a time zone",
}
_SAFE = frozenset({"value_error", "literal_error", "greater_than_equal", "less_than_equal"})
"""Errors whose messages hold no value: another may hold the text of any exception."""


class WrongFact(NamedTuple):
    """A fact that was refused: its subject and key, where they are texts, and what is wrong."""

    subject: str | None
    key: str | None
    reason: str


def check_fact(item: object) -> Fact | WrongFact:
    """The validated fact, or why it is refused."""
    if not isinstance(item, Fact):
        return WrongFact(None, None, f"expected a Fact or a Failure, got {type(item).__name__}")
    # A fact that was made without its initialiser has not even these.
    subject, key = getattr(item, "subject", None), getattr(item, "key", None)
    subject = subject if isinstance(subject, str) else None
    key = key if isinstance(key, str) else None
    try:
        return _validated(item)
    except ValidationError as error:
        return WrongFact(subject, key, _describe(error))
    except Exception as error:
        # Values of someone else's classes may raise anything while they are read.
        return WrongFact(subject, key, f"it cannot be read: {type(error).__name__}")


def _validated(item: Fact) -> Fact:
    fact = FACT_ADAPTER.validate_python(item)
    if isinstance(item.value, BaseModel):
        # An instance may have been made without validation.
        fact.kind.model.model_validate(item.value)
    return fact


def _describe(error: ValidationError) -> str:
    """The first mistake in words, without the value, which may hold a secret."""
    first = error.errors(include_input=True, include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    if first["type"] in _EXPECTED:
        got = type(first["input"]).__name__
        return f"`{place}`: expected {_EXPECTED[first['type']]}, got {got}"
    if first["type"] in _OTHERWISE:
        return f"`{place}`: {_OTHERWISE[first['type']]}"
    if first["type"] not in _SAFE:
        return f"`{place}`: has a wrong shape ({first['type']})"
    message = first["msg"].removeprefix("Value error, ")
    return f"`{place}`: {message.replace('Input should be', 'expected', 1)}"
