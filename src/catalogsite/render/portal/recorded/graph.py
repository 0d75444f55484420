"""The dependency graph as one output reads it."""

from __future__ import annotations

from dataclasses import dataclass

from catalogsite.graph.dependents_by_owner import Dependents
from catalogsite.graph.diagrams.contents import Contents
from catalogsite.graph.diagrams.org_chart import Chart
from catalogsite.graph.diagrams.surroundings import Surroundings
from catalogsite.graph.findings.concerned import Concern
from catalogsite.graph.findings.evidence import Evidence
from catalogsite.graph.findings.report import GraphFindings
from catalogsite.graph.who_must_know import Contact
from catalogsite.model.read_log import ReadLog
from catalogsite.model.snapshot_index import InferredRelations
from catalogsite.render.portal.collections.graph import GraphCollections
from catalogsite.render.portal.graph_answers import OnCallNow
from catalogsite.render.portal.recorded.read import read


@dataclass(frozen=True, slots=True)
class RecordedGraph:
    """What the graph says of entities and of the whole, and what its diagrams show."""

    _found: GraphCollections
    _reads: ReadLog

    def surroundings(self, ref: str) -> Surroundings:
        """What the diagram of the entity shows."""
        return read(self._reads, self._found.surroundings, ref)

    def org_chart(self, ref: str) -> Chart | None:
        """The org chart around a group; None for other entities and for a group that stands alone."""
        return read(self._reads, self._found.org_chart, ref)

    def company_chart(self) -> Chart:
        """The org chart of all groups."""
        return read(self._reads, self._found.company_chart, "")

    def contents(self, ref: str) -> Contents | None:
        """What the diagram of a system or domain shows; None for other entities and empty ones."""
        return read(self._reads, self._found.contents, ref)

    def inferred(self, ref: str) -> InferredRelations:
        """The dependencies of the entity that only manifests name."""
        return read(self._reads, self._found.inferred, ref)

    @property
    def findings(self) -> GraphFindings:
        """What is wrong in the dependency graph."""
        return read(self._reads, self._found.findings, "")

    def concerns(self, ref: str) -> tuple[Concern, ...]:
        """The findings that concern the entity, or what it owns or contains."""
        return read(self._reads, self._found.concerns, ref)

    def dependents(self, ref: str) -> Dependents | None:
        """Who must know before the entity changes; None where nothing needs it."""
        return read(self._reads, self._found.dependents, ref)

    def evidence(self, source: str, target: str) -> tuple[Evidence, ...]:
        """The lines of manifests that name a dependency."""
        return read(self._reads, self._found.evidence, (source, target))

    def contacts(self, ref: str) -> tuple[Contact, ...]:
        """The ways to reach an owner; their addresses are unchecked."""
        return read(self._reads, self._found.contacts, ref)

    def on_call_now(self, ref: str) -> tuple[OnCallNow, ...]:
        """Who is on call now for the entities of an owner; addresses are unchecked."""
        return read(self._reads, self._found.on_call_now, ref)
