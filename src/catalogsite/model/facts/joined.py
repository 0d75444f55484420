"""One value for each kind of fact about an entity, joined from those of several providers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from catalogsite.model.fact import Fact
from catalogsite.model.facts.kind import FactKind


class JoinedFact(NamedTuple):
    """A kind, the key of its value, and the value: of one fact, or of all that the kind joins."""

    kind: FactKind[Any]
    key: str
    value: Any


def joined_facts(facts: Iterable[Fact]) -> list[JoinedFact]:
    """The facts about one subject in their order; those of a kind that joins them are one."""
    found: list[JoinedFact] = []
    parts: dict[str, list[Any]] = {}
    for fact in facts:
        kind = fact.kind
        if kind.join is None:
            found.append(JoinedFact(kind, fact.key, fact.value))
            continue
        if kind.key not in parts:
            found.append(JoinedFact(kind, kind.name, None))
        parts.setdefault(kind.key, []).append(fact.value)
    return [
        one._replace(value=joined_value(one.kind, parts[one.kind.key])) if one.kind.join else one
        for one in found
    ]


def joined_value(kind: FactKind[Any], values: list[Any]) -> Any:
    """One value for those of several providers, of which there is at least one."""
    return kind.join(values) if kind.join and len(values) > 1 else values[0]
