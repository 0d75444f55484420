"""JSON Schema draft 7 as Backstage's form checks it: regular expressions are those of JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import quickjs
from jsonschema import Draft7Validator, FormatChecker
from jsonschema.exceptions import SchemaError, ValidationError
from jsonschema.validators import extend

_SECONDS = 0.5
_BYTES = 64 << 20
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+")
_MATCHES = """((pattern, text) => {
  let expression;
  try { expression = new RegExp(pattern, "u"); } catch { expression = new RegExp(pattern); }
  return expression.test(text);
})"""


def validator(schema: Any, page: Mapping[str, Any] | None = None) -> Any:
    """The validator of a schema; references lead to the page that it is a part of.

    Raises SchemaError where the schema is none.
    """
    wrong = next(schema_errors(schema), None)
    if wrong is not None:
        raise SchemaError(wrong.message)
    if page is not None and isinstance(schema, Mapping) and page is not schema:
        shared = {word: page[word] for word in ("definitions", "$defs") if word in page}
        schema = {**shared, **schema}
    return _Validator(schema, format_checker=_formats())


def schema_errors(schema: Any) -> Iterator[ValidationError]:
    """Why a schema is none; its patterns are read as JavaScript reads them."""
    meta = Draft7Validator(Draft7Validator.META_SCHEMA, format_checker=_pattern_checker())
    yield from meta.iter_errors(schema)


def is_valid(schema: Any, value: Any, page: Mapping[str, Any]) -> bool:
    """Whether a value fits a schema."""
    return bool(validator(schema, page).is_valid(value))


def matches(pattern: str, text: str) -> bool:
    """Whether a text matches a regular expression of JavaScript, by its own rules.

    Raises SchemaError for an expression that is none, or that needs too long.
    """
    try:
        return bool(_engine()(pattern, text))
    except quickjs.JSException as error:
        reason = str(error).splitlines()[0]
        if "interrupted" in reason:
            raise SchemaError(f"the pattern {pattern!r} needs too long") from None
        raise SchemaError(f"the pattern {pattern!r} cannot be read: {reason}") from None


def _pattern(_: Any, pattern: Any, value: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and isinstance(pattern, str) and not matches(pattern, value):
        yield ValidationError(f"does not match {pattern!r}")


_Validator = extend(Draft7Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]  # jsonschema types no arguments


@cache
def _engine() -> Any:
    context = quickjs.Context()
    context.set_time_limit(_SECONDS)
    context.set_memory_limit(_BYTES)
    return context.eval(_MATCHES)


@cache
def _formats() -> FormatChecker:
    checker = FormatChecker(["email", "ipv4", "ipv6", "date", "time"])
    checker.checks("uri")(_is_uri)
    return checker


@cache
def _pattern_checker() -> FormatChecker:
    checker = FormatChecker([])
    checker.checks("regex")(_is_pattern)
    return checker


def _is_pattern(value: object) -> bool:
    try:
        return not isinstance(value, str) or matches(value, "") in (True, False)
    except SchemaError:
        return False


def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or _SCHEME.fullmatch(value) is not None
