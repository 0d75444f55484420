"""The parts of a schema that hold only for some answers, each with its condition in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from catalogsite.scaffold.parameters.conditions import alternative_words, joined, words
from catalogsite.scaffold.parameters.references import resolved


class Branch(NamedTuple):
    """A part of a schema for the same object, and when it holds; "" is always.

    `decided_by` is the property on which its alternatives depend: the branch repeats it to say for
    which value it holds, and does not ask for it.
    """

    schema: Mapping[str, Any]
    condition: str
    decided_by: str | None = None


def branches(schema: Mapping[str, Any], page: Mapping[str, Any]) -> Iterator[Branch]:
    """The branches of a schema, not those inside of them, in the order in which a form shows them."""
    for part in _listed(schema.get("allOf")):
        yield Branch(resolved(part, page), "")
    yield from _of_condition(schema, page)
    for word in ("dependencies", "dependentSchemas"):
        stated = schema.get(word)
        for key, part in (stated if isinstance(stated, Mapping) else {}).items():
            if isinstance(part, Mapping):
                yield from _of_dependency(str(key), resolved(part, page), page)
    for word in ("anyOf", "oneOf"):
        yield from _alternatives(_listed(schema.get(word)), page)


def properties_of(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The properties of a schema that are schemas themselves."""
    stated = schema.get("properties")
    named = stated.items() if isinstance(stated, Mapping) else ()
    return {str(name): part for name, part in named if isinstance(part, Mapping)}


def required_of(schema: Mapping[str, Any]) -> list[str]:
    """The names of the properties that a schema requires."""
    return [name for name in _listed(schema.get("required")) if isinstance(name, str)]


def _of_condition(schema: Mapping[str, Any], page: Mapping[str, Any]) -> Iterator[Branch]:
    condition = resolved(schema.get("if"), page) if "if" in schema else None
    for word, negated in (("then", False), ("else", True)):
        if condition is not None and isinstance(schema.get(word), Mapping):
            yield Branch(resolved(schema[word], page), words(condition, negated=negated))


def _of_dependency(key: str, part: Mapping[str, Any], page: Mapping[str, Any]) -> Iterator[Branch]:
    given = f"`{key}` is given"
    rest = {name: value for name, value in part.items() if name != "oneOf"}
    yield Branch(rest, given)
    for branch in _alternatives(_listed(part.get("oneOf")), page, key):
        yield Branch(branch.schema, branch.condition or given, key)


def _alternatives(
    stated: list[Any], page: Mapping[str, Any], key: str | None = None
) -> Iterator[Branch]:
    alternatives = [resolved(part, page) for part in stated]
    for index, part in enumerate(alternatives):
        yield Branch(part, alternative_words(alternatives, index, key), key)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def both(outer: str, inner: str) -> str:
    """The condition of a branch within a branch."""
    return joined([outer, inner], "and")
