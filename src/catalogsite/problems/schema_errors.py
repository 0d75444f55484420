"""What a value lacks that does not match a JSON Schema, in words that never contain the value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from catalogsite.problems.value_text import json_text, type_name, with_article

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_CHOICES = frozenset({"oneOf", "anyOf"})
_DISCRIMINATORS = frozenset({"enum", "const"})
_MAX_LISTED = 8


def leaf_errors(error: ValidationError) -> Iterator[ValidationError]:
    """The errors inside an error of `oneOf` or `anyOf`, of the alternative that was probably meant.

    That is the one whose distinguishing values fit, else the one with the fewest errors; the error
    itself if the alternatives say nothing.
    """
    if error.validator not in _CHOICES or not error.context:
        yield error
        return
    alternatives: dict[object, list[ValidationError]] = {}
    for one in error.context:
        alternatives.setdefault(one.schema_path[0], []).append(one)
    meant = min(alternatives.values(), key=lambda found: (_mismatches(found), len(found)))
    if len(alternatives) > 1 and _mismatches(meant):
        yield error
        return
    for one in meant:
        yield from leaf_errors(one)


def error_text(error: ValidationError) -> str:
    """What must be different, such as `must be a number, not a string`; the value is not in it."""
    word, wanted = str(error.validator), error.validator_value
    describe = _TEXTS.get(word)
    if describe is not None:
        return describe(wanted, error.instance)
    if word in _CHOICES:
        return _alternatives(error)
    return f"does not match `{word}` of its schema"


def missing_property(error: ValidationError) -> str | None:
    """The name of the property that an error of `required` or of a dependency misses."""
    if error.validator == "required" and isinstance(error.instance, Mapping):
        wanted: Any = error.validator_value
        missing = [name for name in wanted if name not in error.instance]
        # There is an error for each; its message is the only place that says for which.
        return next((name for name in missing if error.message.startswith(repr(name))), None)
    if error.validator in ("dependencies", "dependentRequired"):
        return next(
            (name for name in _dependents(error) if error.message.startswith(repr(name))), None
        )
    return None


def _dependents(error: ValidationError) -> Iterator[str]:
    wanted = error.validator_value
    for names in wanted.values() if isinstance(wanted, Mapping) else ():
        yield from names if isinstance(names, list) else ()


def _mismatches(found: list[ValidationError]) -> int:
    """How many values say that another alternative was meant."""
    return sum(
        one.validator in _DISCRIMINATORS or (one.validator == "type" and not one.path)
        for one in found
    )


def _type(wanted: Any, value: Any) -> str:
    names = wanted if isinstance(wanted, list) else [wanted]
    known = [name for name in names if isinstance(name, str)]
    return f"must be {' or '.join(map(_noun, known))}, not {with_article(type_name(value))}"


def _noun(name: str) -> str:
    return "null" if name == "null" else with_article({"array": "list"}.get(name, name))


def _choices(wanted: Any, _: Any) -> str:
    known = wanted if isinstance(wanted, list) else []
    listed = ", ".join(map(json_text, known[:_MAX_LISTED]))
    return f"must be one of {listed}" + (", …" if len(known) > _MAX_LISTED else "")


def _alternatives(error: ValidationError) -> str:
    types = [one.validator_value for one in error.context or () if one.validator == "type"]
    names = [name for name in types if isinstance(name, str)]
    if names and len(names) == len(error.context or ()):
        return _type(list(dict.fromkeys(names)), error.instance)
    if not error.context:
        return "matches more than one of the alternatives of its schema"
    return "matches none of the alternatives of its schema"


def _text(text: str) -> Callable[[Any, Any], str]:
    """A description with the wanted value in the place of `{}`."""
    return lambda wanted, _: text.replace(
        "{}", json_text(wanted) if isinstance(wanted, str) else str(wanted)
    )


_TEXTS: Mapping[str, Callable[[Any, Any], str]] = {
    "type": _type,
    "enum": _choices,
    "const": lambda wanted, _: f"must be {json_text(wanted)}",
    "pattern": lambda wanted, _: f"must match {wanted}",
    "format": lambda wanted, _: f"must have the format `{wanted}`",
    "minLength": _text("must have at least {} characters"),
    "maxLength": _text("must have at most {} characters"),
    "minimum": _text("must be at least {}"),
    "maximum": _text("must be at most {}"),
    "exclusiveMinimum": _text("must be more than {}"),
    "exclusiveMaximum": _text("must be less than {}"),
    "multipleOf": _text("must be a multiple of {}"),
    "minItems": _text("must have at least {} items"),
    "maxItems": _text("must have at most {} items"),
    "uniqueItems": lambda *_: "must not have an item twice",
    "contains": lambda *_: "lacks an item that its schema wants",
    "minProperties": _text("must have at least {} properties"),
    "maxProperties": _text("must have at most {} properties"),
    "additionalProperties": lambda *_: "has a property that its schema does not know",
    "unevaluatedProperties": lambda *_: "has a property that its schema does not know",
    "propertyNames": lambda *_: "has a property with a name that is not allowed",
    "not": lambda *_: "has a value that its schema excludes",
    "required": lambda *_: "lacks a property",
    "dependencies": lambda *_: "lacks a property that another one needs",
    "dependentRequired": lambda *_: "lacks a property that another one needs",
}
