"""What changed between two versions of a GraphQL schema, by graphql-core, in our words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from graphql import BreakingChange, DangerousChange, GraphQLSchema, SafeChange
from graphql.utilities.find_schema_changes import find_schema_changes

from catalogsite.apis.differ.api_version import ApiVersion
from catalogsite.apis.differ.graphql.built_schema import built_schema
from catalogsite.apis.differ.worded_changes import MOST_CHANGES, change
from catalogsite.model.api.api import ApiModel
from catalogsite.model.api.change import ApiChange
from catalogsite.model.api.types import Field, Place

_RULES = {
    "TYPE_REMOVED": "graphql-type-removed",
    "TYPE_ADDED": "graphql-type-added",
    "TYPE_CHANGED_KIND": "graphql-kind-changed",
    "TYPE_REMOVED_FROM_UNION": "graphql-member-removed",
    "TYPE_ADDED_TO_UNION": "graphql-member-added",
    "VALUE_REMOVED_FROM_ENUM": "graphql-value-removed",
    "VALUE_ADDED_TO_ENUM": "graphql-value-added",
    "REQUIRED_INPUT_FIELD_ADDED": "graphql-required-input-added",
    "OPTIONAL_INPUT_FIELD_ADDED": "graphql-input-added",
    "IMPLEMENTED_INTERFACE_REMOVED": "graphql-interface-removed",
    "IMPLEMENTED_INTERFACE_ADDED": "graphql-interface-added",
    "FIELD_REMOVED": "graphql-field-removed",
    "FIELD_ADDED": "graphql-field-added",
    "FIELD_CHANGED_KIND": "graphql-field-type-changed",
    "FIELD_CHANGED_KIND_SAFE": "graphql-field-type-compatible",
    "REQUIRED_ARG_ADDED": "graphql-required-argument-added",
    "OPTIONAL_ARG_ADDED": "graphql-argument-added",
    "ARG_REMOVED": "graphql-argument-removed",
    "ARG_CHANGED_KIND": "graphql-field-type-changed",
    "ARG_CHANGED_KIND_SAFE": "graphql-field-type-compatible",
    "ARG_DEFAULT_VALUE_CHANGE": "graphql-default-changed",
    "ARG_DEFAULT_VALUE_ADDED": "graphql-default-added",
    "INPUT_FIELD_DEFAULT_VALUE_CHANGE": "graphql-default-changed",
    "INPUT_FIELD_DEFAULT_VALUE_ADDED": "graphql-default-added",
    "DIRECTIVE_REMOVED": "graphql-directive-removed",
    "DIRECTIVE_ADDED": "graphql-directive-added",
    "DIRECTIVE_ARG_REMOVED": "graphql-argument-removed",
    "REQUIRED_DIRECTIVE_ARG_ADDED": "graphql-required-argument-added",
    "OPTIONAL_DIRECTIVE_ARG_ADDED": "graphql-argument-added",
    "DIRECTIVE_REPEATABLE_REMOVED": "graphql-directive-narrowed",
    "DIRECTIVE_LOCATION_REMOVED": "graphql-directive-narrowed",
    "DIRECTIVE_REPEATABLE_ADDED": "graphql-directive-widened",
    "DIRECTIVE_LOCATION_ADDED": "graphql-directive-widened",
}
"""Changed descriptions are no change of what callers send or get."""
_COORDINATE = re.compile(r"@\w+(?:\(\w+:?\))?|\w+\.\w+(?:\(\w+:?\))?")
_FROM_TO = re.compile(r" from (.{1,500}?) to (.{1,500}?)\.?$")
_KIND = re.compile(r"^an? (.{1,50}) type$")
_LAST = frozenset({"TYPE_REMOVED_FROM_UNION", "TYPE_ADDED_TO_UNION", "IMPLEMENTED_INTERFACE_ADDED"})

_Operations = tuple[ApiModel, Mapping[str, str]]
_Found = BreakingChange | DangerousChange | SafeChange


class _Subject(NamedTuple):
    """The id of an operation or type, and the place of the part of it that changed."""

    id: str
    place: Place | None
    deprecated: bool


_Subjects = Mapping[str, _Subject]
"""By coordinate, such as `Query.payment(id:)`."""


def compare_graphql(old: ApiVersion, new: ApiVersion) -> tuple[ApiChange, ...]:
    """The changes, at most 2,000; two schemas that say the same in other words have none."""
    before, after = built_schema(old), built_schema(new)
    if before is None or after is None:
        return (change("graphql-not-compared", "the schema", "", None),)
    found = [one for one in find_schema_changes(before, after) if _counts(one)]
    old_roots, new_roots = _roots(before), _roots(after)
    was = dict(_subjects(old.model, old_roots))
    now = dict(_subjects(new.model, new_roots))
    changes = (_change(one, was, now) for one in found)
    every = (
        *changes,
        *_of_roots((old.model, old_roots), (new.model, new_roots)),
        *_deprecations(was, now),
    )
    return tuple(islice(every, MOST_CHANGES))


def _counts(found: _Found) -> bool:
    """Whether a change matters: `Int` is gone when nothing uses it any more."""
    return found.type.name in _RULES and not found.description.startswith("Standard scalar ")


def _roots(schema: GraphQLSchema) -> dict[str, str]:
    """The names of the types of queries, mutations and subscriptions, by kind."""
    types = {
        "query": schema.query_type,
        "mutation": schema.mutation_type,
        "subscription": schema.subscription_type,
    }
    return {kind: one.name for kind, one in types.items() if one is not None}


def _of_roots(old: _Operations, new: _Operations) -> Iterator[ApiChange]:
    """The operations of a kind that only one version has: graphql-core reports only their type."""
    for (model, roots), (other, _), rule in (
        (old, new, "graphql-field-removed"),
        (new, old, "graphql-field-added"),
    ):
        kinds = {one.kind for one in other.operations}
        for one in model.operations:
            if one.kind not in kinds:
                yield change(rule, f"`{roots.get(one.kind)}.{one.name}`", one.id, one.place)


def _change(found: _Found, was: _Subjects, now: _Subjects) -> ApiChange:
    rule = _RULES[found.type.name]
    name, other = _coordinate(found)
    whole = name.partition("(")[0]
    subject = next(
        (known[key] for key in (name, whole) for known in (now, was) if key in known),
        _Subject("", None, deprecated=False),
    )
    if rule == "graphql-field-removed" and subject.deprecated:
        rule = "graphql-deprecated-field-removed"
    values = _FROM_TO.search(found.description)
    before, after = (_kind(values[1]), _kind(values[2])) if values else ("", other)
    return change(rule, f"`{name}`", subject.id, subject.place, before, after)


def _kind(text: str) -> str:
    """`Enum` of `an Enum type`; every other text is as it is."""
    return _KIND.sub(r"\1", text)


def _coordinate(found: _Found) -> tuple[str, str]:
    """The coordinate of what changed, and the name of the other type where there is one."""
    kind, words = found.type.name, found.description.removesuffix(".").split()
    if kind in _LAST:
        return words[-1], words[0]
    if kind == "IMPLEMENTED_INTERFACE_REMOVED":
        return words[0], words[-1]
    if kind.startswith("TYPE_"):
        return words[0], ""
    coordinate = _COORDINATE.search(found.description)
    return (coordinate[0] if coordinate else words[-1]), ""


def _subjects(model: ApiModel, roots: Mapping[str, str]) -> Iterator[tuple[str, _Subject]]:
    """All that a model has, by coordinate."""
    for operation in model.operations:
        name = f"{roots.get(operation.kind)}.{operation.name}"
        yield name, _Subject(operation.id, operation.place, operation.deprecated)
        yield from _arguments(name, operation.id, [one.field for one in operation.parameters])
    for one in model.types:
        yield one.name, _Subject(one.id, one.place, one.deprecated)
        if one.kind == "directive":
            yield from _arguments(one.name, one.id, one.fields)
            continue
        for value in one.values:
            yield f"{one.name}.{value.name}", _Subject(one.id, value.place, value.deprecated)
        for field in one.fields:
            name = f"{one.name}.{field.name}"
            yield name, _Subject(one.id, field.place, field.deprecated)
            yield from _arguments(name, one.id, field.arguments)


def _arguments(
    owner: str, subject: str, arguments: Iterable[Field]
) -> Iterator[tuple[str, _Subject]]:
    for one in arguments:
        yield f"{owner}({one.name}:)", _Subject(subject, one.place, one.deprecated)


def _deprecations(was: _Subjects, now: _Subjects) -> Iterator[ApiChange]:
    """What is deprecated in one version only, which graphql-core does not tell."""
    for name, subject in now.items():
        if name in was and subject.deprecated != was[name].deprecated:
            rule = "graphql-deprecated" if subject.deprecated else "graphql-not-deprecated"
            yield change(rule, f"`{name}`", subject.id, subject.place)
