"""The answers of the dependency graph that pages show, each computed once for a build."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from catalogsite.errors import SelectorError
from catalogsite.graph.dependents_by_owner import Dependents, dependents_by_owner
from catalogsite.graph.findings.concerned import Concern, concerns
from catalogsite.graph.findings.evidence import Evidence, evidence_of
from catalogsite.graph.findings.report import GraphFindings, findings
from catalogsite.graph.findings.rules import Rule, readable_rules, violations
from catalogsite.graph.findings.undeclared import declaration_findings
from catalogsite.graph.graph import Graph
from catalogsite.graph.who_must_know import Contact, contacts
from catalogsite.model.entity import owner_of
from catalogsite.model.facts.on_call import shifts
from catalogsite.model.facts.on_call.shifts import Shift, name_of
from catalogsite.model.relations.dependency_rule import DependencyRule
from catalogsite.model.snapshot_index import SnapshotIndex

MOST_ON_CALL = 3
"""The people or schedules that are named of one owner."""


class OnCallNow(NamedTuple):
    """Who is on call for entities of an owner: a person or schedule, and the end of the shift."""

    name: str
    end: str | None
    url: str | None


class GraphAnswers:
    """The dependency graph of a snapshot, and what it says of entities and of the whole."""

    def __init__(self, index: SnapshotIndex) -> None:
        self._index = index

    @cached_property
    def graph(self) -> Graph:
        """The graph of the snapshot."""
        return Graph.of(self._index)

    @cached_property
    def findings(self) -> GraphFindings:
        """All findings; a rule that cannot be applied is left out, as it is a problem."""
        return findings(self.graph, self._rules(), declaration_findings(self._index))

    def _rules(self) -> tuple[Rule, ...]:
        stated = self._index.snapshot.dependency_rules
        return tuple(rule for one in stated for rule in self._applicable(one))

    def _applicable(self, stated: DependencyRule) -> tuple[Rule, ...]:
        try:
            rules = readable_rules([stated])
            violations(self.graph, rules)
        except SelectorError:
            return ()
        return rules

    def concerns(self, ref: str) -> tuple[Concern, ...]:
        """The findings that concern an entity, or what it owns or contains."""
        return self._concerns.get(ref, ())

    @cached_property
    def _concerns(self) -> Mapping[str, tuple[Concern, ...]]:
        return concerns(self.graph, self.findings)

    def dependents(self, ref: str) -> Dependents | None:
        """Who must know before the entity changes; None where nothing needs it."""
        return self._dependents.get(ref)

    @cached_property
    def _dependents(self) -> Mapping[str, Dependents]:
        return dependents_by_owner(self.graph)

    def evidence(self, ends: tuple[str, str]) -> tuple[Evidence, ...]:
        """The lines of manifests that name a dependency."""
        return evidence_of(self._index, *ends)

    def contacts(self, ref: str) -> tuple[Contact, ...]:
        """The ways to reach an owner."""
        return tuple(contacts(self._index.entity(ref)))

    def on_call(self, ref: str) -> tuple[OnCallNow, ...]:
        """Who is on call now for the entities of an owner, by level; of several services, each once."""
        return tuple(list(self._on_call.get(ref, ()))[:MOST_ON_CALL])

    @cached_property
    def _on_call(self) -> Mapping[str, Mapping[OnCallNow, None]]:
        found: dict[str, dict[OnCallNow, None]] = {}
        for ref, entity in self._index.entities.items():
            people = self._index.value(ref, shifts.KIND)
            owner = ref if ref.startswith("group:") else owner_of(entity)
            if people is not None and owner is not None:
                found.setdefault(owner, {}).update((_now(one), None) for one in people.now)
        return found


def _now(shift: Shift) -> OnCallNow:
    return OnCallNow(name_of(shift), shift.end, shift.url)
