"""What the dependency graph says of entities and of the whole, and what its diagrams show."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from catalogsite.graph.dependents_by_owner import Dependents
from catalogsite.graph.diagrams.contents import Contents, ContentsReader
from catalogsite.graph.diagrams.org_chart import Chart, OrgChartReader
from catalogsite.graph.diagrams.surroundings import Surroundings, SurroundingsReader
from catalogsite.graph.findings.concerned import Concern
from catalogsite.graph.findings.evidence import Evidence
from catalogsite.graph.findings.report import GraphFindings
from catalogsite.graph.who_must_know import Contact
from catalogsite.model.snapshot_index import InferredRelations, SnapshotIndex
from catalogsite.render.portal.collection import Collection
from catalogsite.render.portal.collections.groups import ABOUT
from catalogsite.render.portal.graph_answers import GraphAnswers, OnCallNow

_GROUPS = 30
"""Groups in the org chart of a group's page."""
_COMPANY_GROUPS = 100
"""Groups in the org chart of the company."""


class GraphCollections:
    """The graph of a snapshot; `mark` says what a diagram shows of the state of an entity."""

    def __init__(self, index: SnapshotIndex, mark: Callable[[str], str]) -> None:
        self._index, self._mark = index, mark
        self._answers = GraphAnswers(index)
        self._define_diagrams()
        self._define_answers()

    def _define_diagrams(self) -> None:
        refs = self._index.entities.keys
        # The whole content of a diagram, so that a page of one is made again only when that changes.
        self.surroundings: Collection[str, Surroundings] = Collection(
            "surroundings", self._surroundings, refs
        )
        self.org_chart: Collection[str, Chart | None] = Collection(
            "org chart", self._org_chart, refs
        )
        self.company_chart: Collection[str, Chart] = Collection(
            "company chart", lambda _: self._org_charts.company(_COMPANY_GROUPS), lambda: ("",)
        )
        self.contents: Collection[str, Contents | None] = Collection(
            "contents", self._contents, refs
        )

    def _define_answers(self) -> None:
        answers, refs = self._answers, self._index.entities.keys
        self.inferred: Collection[str, InferredRelations] = Collection(
            "inferred", self._index.inferred, refs, ABOUT
        )
        self.findings: Collection[str, GraphFindings] = Collection(
            "findings", lambda _: answers.findings, lambda: ("",)
        )
        self.concerns: Collection[str, tuple[Concern, ...]] = Collection(
            "concerns", answers.concerns, refs, ABOUT
        )
        self.dependents: Collection[str, Dependents | None] = Collection(
            "dependents", answers.dependents, refs, ABOUT
        )
        self.evidence: Collection[tuple[str, str], tuple[Evidence, ...]] = Collection(
            "evidence", answers.evidence, lambda: answers.findings.undeclared
        )
        self.contacts: Collection[str, tuple[Contact, ...]] = Collection(
            "contacts", answers.contacts, refs
        )
        self.on_call_now: Collection[str, tuple[OnCallNow, ...]] = Collection(
            "on call now", answers.on_call, refs
        )

    def _org_chart(self, ref: str) -> Chart | None:
        return self._org_charts.of(ref, _GROUPS)

    @cached_property
    def _org_charts(self) -> OrgChartReader:
        return OrgChartReader(
            self._answers.graph,
            lambda ref: tuple(one.name for one in self._answers.on_call(ref)),
        )

    def _contents(self, ref: str) -> Contents | None:
        return self._contents_reader.of(ref)

    @cached_property
    def _contents_reader(self) -> ContentsReader:
        return ContentsReader(self._answers.graph, self._mark)

    def _surroundings(self, ref: str) -> Surroundings:
        return self._surroundings_reader.of(ref)

    @cached_property
    def _surroundings_reader(self) -> SurroundingsReader:
        return SurroundingsReader(self._answers.graph, self._mark)
