"""Validates what a collector yields: a wrong fact becomes a failure and costs only itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pydantic import BaseModel, ValidationError

from catalogsite.model.fact import FACT_ADAPTER, Fact
from catalogsite.model.source_run import Failure

_EXPECTED = {
    "model_type": "an object",
    "dict_type": "an object",
    "dataclass_type": "a Provenance",
    "tuple_type": "a list",
    "string_type": "a text",
    "string_unicode": "a text in UTF-8",
    "int_type": "a whole number",
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

_LONGEST = 80


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


def failures_of(source: str, wrong: Iterable[WrongFact]) -> list[Failure]:
    """One failure for all facts with the same key and the same mistake, in their order."""
    groups: dict[tuple[str | None, str], list[WrongFact]] = {}
    for one in wrong:
        groups.setdefault((one.key, one.reason), []).append(one)
    return [_failure(source, group) for group in groups.values()]


def _failure(source: str, group: list[WrongFact]) -> Failure:
    first, more = group[0], len(group) - 1
    fact = f"the fact `{_short(first.key)}`" if first.key else "a fact"
    about = f" about `{_short(first.subject)}`" if first.subject else ""
    others = f" and {more} more" if more else ""
    described = f"the value of `{_short(first.key)}`" if first.key else "facts"
    subjects, key = _missing(group)
    return Failure(
        source=source,
        reason=f"{fact}{about}{others} is not used: {first.reason}",
        fix=f"correct the collector `{source}`; `catalogsite schema snapshot` describes {described}",
        subjects=subjects,
        key=key,
    )


def _missing(group: list[WrongFact]) -> tuple[tuple[str, ...], str | None]:
    """The subjects and the key of a Failure: as narrow as what the facts say of themselves."""
    key = group[0].key or None
    if all(one.subject for one in group):
        return tuple(dict.fromkeys(one.subject for one in group if one.subject)), key
    return ((key,) if key else ()), None


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


def _short(text: str | None) -> str:
    plain = " ".join((text or "").split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"
