"""Everything that pages show of a snapshot, in collections whose items have a digest each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from catalogsite.docs.fragments import Fragment, Fragments, NavEntry
from catalogsite.errors import StoreError
from catalogsite.graph.dependents_by_owner import Dependents
from catalogsite.graph.diagrams.contents import Contents, ContentsReader
from catalogsite.graph.diagrams.org_chart import Chart, OrgChartReader
from catalogsite.graph.diagrams.surroundings import Surroundings, SurroundingsReader
from catalogsite.graph.findings.concerned import Concern
from catalogsite.graph.findings.evidence import Evidence
from catalogsite.graph.findings.report import GraphFindings
from catalogsite.graph.who_must_know import Contact
from catalogsite.model.api.api import ApiDefinition
from catalogsite.model.changes.night import Night
from catalogsite.model.delivery.figures import Delivery
from catalogsite.model.documentation import Documentation
from catalogsite.model.entity import EntityData, Origin
from catalogsite.model.fact import Fact
from catalogsite.model.facts.joined import joined_facts
from catalogsite.model.facts.kind import FactKind, Status
from catalogsite.model.facts.registry import kind_of
from catalogsite.model.launch import Launch
from catalogsite.model.problem import Problem
from catalogsite.model.read_log import FrozenReads, ReadKey
from catalogsite.model.scorecard import CheckInfo, Score
from catalogsite.model.shared_documentation import (
    DocumentationLink,
    documentation_link,
    shared_documentation,
)
from catalogsite.model.snapshot import Snapshot, Trend
from catalogsite.model.snapshot_index import InferredRelations, SnapshotIndex
from catalogsite.model.template_files import StoredTemplate
from catalogsite.model.urls import split_ref
from catalogsite.render.portal.api_versions import api_versions
from catalogsite.render.portal.change_index import EVERYBODY, ChangeIndex, Gone, Month
from catalogsite.render.portal.collection import Collection, CollectionDigests
from catalogsite.render.portal.graph_answers import GraphAnswers, OnCallNow
from catalogsite.render.portal.inputs import (
    EVERYTHING,
    FRAGMENTS,
    LAUNCHES,
    NIGHTS,
    SITE_URL,
    SNAPSHOT,
    TRENDS,
)
from catalogsite.render.portal.mark import mark_of
from catalogsite.render.portal.package_views import PackageSource, PackageViews
from catalogsite.render.portal.template_users import TemplateUser, TemplateUsers
from catalogsite.render.views.entity_link import EntityLink, kind_order, link_of
from catalogsite.render.views.packages.own import OwnPackages
from catalogsite.render.views.packages.row import PackageRow
from catalogsite.render.views.repository_view import RepositoryView, repository_view

ReadBlob = Callable[[str], bytes]
"""The content of the store by hash. Raises StoreError where it is missing."""


_CARD = "card"
"""What a link, a table row and a box of a diagram show of an entity."""
_STANDING = "standing"
"""What a table row shows of the facts and the score of an entity."""
_ABOUT = "about"
"""What only the outputs of the entity itself show."""
_GROUPS = 30
"""Groups in the org chart of a group's page."""
_COMPANY_GROUPS = 100
"""Groups in the org chart of the company."""
_DOCUMENTATION = frozenset({FRAGMENTS, "documentation"})
_NO_STATUS: Mapping[str, Status] = MappingProxyType({})


def _no_store(digest: str) -> bytes:
    raise StoreError("there is no content store", where=digest)


def _written_kinds(entities: Mapping[str, EntityData]) -> dict[str, str]:
    """The most frequent spelling of each kind, by the kind in lower case."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for ref, entity in entities.items():
        spellings[split_ref(ref)[0]][str(entity["kind"])] += 1
    return {
        kind: min(found, key=lambda spelling: (-found[spelling], spelling))
        for kind, found in spellings.items()
    }


class PortalIndex:
    """A snapshot and its documentation as one build shows them; shared by all outputs.

    Outputs do not read it themselves but through a `Portal`, which records what they read. A digest
    is computed from the very value that a `Portal` hands out.
    """

    def __init__(
        self,
        index: SnapshotIndex,
        fragments: Mapping[str, Fragments] | None = None,
        read_blob: ReadBlob = _no_store,
        site_url: str = "",
        launches: tuple[Launch, ...] = (),
    ) -> None:
        self._index = index
        self.fragments = fragments or {}
        self.read_blob = read_blob
        self._written_kinds = _written_kinds(index.entities)
        self.links: dict[str, EntityLink] = {
            ref: link_of(entity, self._written_kinds[split_ref(ref)[0]])
            for ref, entity in index.entities.items()
        }
        self.entities = index.entities
        self.anchors: dict[tuple[str, str, str], Markup] = {}
        self.shared: dict[Hashable, tuple[Any, FrozenReads]] = {}
        self.site_url: Collection[str, str] = Collection(
            "site url", lambda _: site_url, lambda: ("",), inputs=frozenset({SITE_URL})
        )
        self.launches: Collection[str, tuple[Launch, ...]] = Collection(
            "launches", lambda _: launches, lambda: ("",), inputs=frozenset({LAUNCHES})
        )
        self._answers = GraphAnswers(index)
        self._define_catalog()
        self._define_entity_content()
        self._define_documentation()
        self._define_packages()
        self._define_templates()
        self._define_graph_answers()
        self._define_changes()
        self._digests = CollectionDigests(
            [one for one in vars(self).values() if isinstance(one, Collection)]
        )

    def _define_catalog(self) -> None:
        index, refs = self._index, self.links.keys
        self.entity: Collection[str, EntityData | None] = Collection(
            "entity", index.entity, refs, _ABOUT
        )
        self.link: Collection[str, EntityLink | None] = Collection(
            "link", self.links.get, refs, _CARD
        )
        self.known: Collection[str, bool] = Collection(
            "known", self.links.__contains__, refs, _CARD
        )
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
        self.inferred: Collection[str, InferredRelations] = Collection(
            "inferred", index.inferred, refs, _ABOUT
        )
        self.kinds: Collection[str, tuple[str, ...]] = Collection(
            "kinds", lambda _: self._kinds, lambda: ("",)
        )
        self.written_kind: Collection[str, str] = Collection(
            "written kind", lambda kind: self._written_kinds.get(kind, kind), lambda: self._kinds
        )
        self.field: Collection[str, Any] = Collection(
            SNAPSHOT, self._field, lambda: Snapshot.model_fields, inputs=EVERYTHING
        )
        self.repository: Collection[str, RepositoryView | None] = Collection(
            "repository", self._repository, index.repositories.keys
        )

    def _define_graph_answers(self) -> None:
        answers, refs = self._answers, self.links.keys
        self.findings: Collection[str, GraphFindings] = Collection(
            "findings", lambda _: answers.findings, lambda: ("",)
        )
        self.concerns: Collection[str, tuple[Concern, ...]] = Collection(
            "concerns", answers.concerns, refs, _ABOUT
        )
        self.dependents: Collection[str, Dependents | None] = Collection(
            "dependents", answers.dependents, refs, _ABOUT
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

    def _define_entity_content(self) -> None:
        index, refs = self._index, self.links.keys
        self.origin: Collection[str, Origin] = Collection("origin", index.origin, refs, _ABOUT)
        self.facts: Collection[tuple[str, str], Fact | None] = Collection(
            "fact", self._fact, self._all_facts
        )
        self.fact_keys: Collection[str, tuple[str, ...]] = Collection(
            "fact keys", lambda ref: tuple(index.facts(ref)), refs, _ABOUT
        )
        self.fact_value: Collection[tuple[str, str], Any] = Collection(
            "fact value", self._fact_value, self._all_facts
        )
        self.known_facts: Collection[str, tuple[str, ...]] = Collection(
            "known facts", self.fact_keys.value, refs
        )
        self.own_fact_keys: Collection[str, tuple[str, ...]] = Collection(
            "own fact keys", lambda ref: tuple(index.own_facts(ref)), refs, _ABOUT
        )
        self.fact_summary: Collection[tuple[str, str], str] = Collection(
            "fact summary", self._fact_summary, self._all_facts
        )
        self.statuses: Collection[str, Mapping[str, Status]] = Collection(
            "statuses", self._statuses, refs, _STANDING
        )
        self.measured: Collection[str, bool] = Collection(
            "measured", lambda key: key in self._measured, lambda: sorted(self._measured)
        )
        self.score: Collection[str, Score | None] = Collection("score", index.score, refs, _ABOUT)
        self.points: Collection[str, int | None] = Collection(
            "points", self._points, refs, _STANDING
        )
        self.trends: Collection[str, Mapping[str, Trend]] = Collection(
            "trends", self._trends, refs, inputs=TRENDS
        )
        self.delivery: Collection[str, Delivery | None] = Collection(
            "delivery", index.delivery, refs, _ABOUT
        )
        self.has_delivery: Collection[str, bool] = Collection(
            "has delivery", lambda _: bool(index.snapshot.delivery), lambda: ("",)
        )
        self.problems: Collection[str, tuple[Problem, ...]] = Collection(
            "problems", index.problems, refs, _ABOUT
        )
        self.skeleton: Collection[str, tuple[str, ...]] = Collection(
            "skeleton", index.skeleton, refs, _ABOUT
        )
        self.template_files: Collection[str, StoredTemplate | None] = Collection(
            "template files", index.template_files, refs, _ABOUT
        )
        # Alone: the reference of an API is not made again for another score of it.
        self.definition: Collection[str, ApiDefinition | None] = Collection(
            "definition", index.definition, refs
        )
        self.api_versions: Collection[str, tuple[str, ...]] = Collection(
            "API versions", lambda ref: self._api_versions.get(ref, ()), refs
        )
        self.check: Collection[tuple[str, str], CheckInfo | None] = Collection(
            "check", lambda key: index.check(*key), self._all_checks
        )

    def _define_documentation(self) -> None:
        index, refs = self._index, self.fragments.keys
        self.documentation: Collection[str, Documentation | None] = Collection(
            "documentation", index.documentation, refs, inputs=_DOCUMENTATION
        )
        self.documented: Collection[str, int | None] = Collection(
            "documented", self._documented, refs, inputs=_DOCUMENTATION
        )
        self.page_addresses: Collection[str, dict[str, None] | None] = Collection(
            "page addresses", self._addresses.get, refs, inputs=_DOCUMENTATION
        )
        self.documentation_link: Collection[str, DocumentationLink | None] = Collection(
            "documentation link", self._documentation_link, index.entities.keys, _ABOUT
        )
        self.docs_nav: Collection[str, tuple[NavEntry, ...]] = Collection(
            "docs navigation", lambda ref: self.fragments[ref].nav, refs, inputs=_DOCUMENTATION
        )
        self.fragment: Collection[tuple[str, str], Fragment] = Collection(
            "fragment", self._pages.__getitem__, self._pages.keys, inputs=_DOCUMENTATION
        )
        self.page_of_file: Collection[tuple[str, str], str | None] = Collection(
            "page of file", self._pages_by_file.get, self._pages_by_file.keys, inputs=_DOCUMENTATION
        )
        self.numbered_page: Collection[tuple[str, str], tuple[str, str]] = Collection(
            "numbered page", self._numbered_page, self._all_numbers, inputs=_DOCUMENTATION
        )
        self.docs_asset: Collection[tuple[str, str], str] = Collection(
            "docs asset",
            lambda key: self.fragments[key[0]].assets[key[1]],
            self._all_assets,
            inputs=_DOCUMENTATION,
        )
        self.moved_page: Collection[tuple[str, str], str] = Collection(
            "moved page",
            lambda key: self.fragments[key[0]].moved[key[1]],
            self._all_moved,
            inputs=_DOCUMENTATION,
        )

    def _define_packages(self) -> None:
        self.packages = PackageViews(self._index)
        self.package_rows: Collection[str, tuple[PackageRow, ...]] = Collection(
            "packages", lambda _: self.packages.rows, lambda: ("",), inputs=EVERYTHING
        )
        self.package: Collection[str, PackageSource] = Collection(
            "package", self.packages.source, lambda: self.packages.paths, inputs=EVERYTHING
        )
        self.own_packages: Collection[str, OwnPackages] = Collection(
            "own packages", self.packages.own, self.links.keys, _ABOUT
        )

    def _define_templates(self) -> None:
        users = TemplateUsers(self._index)
        self.template_users: Collection[str, tuple[TemplateUser, ...]] = Collection(
            "template users", users.of, lambda: users.all
        )

    def _define_changes(self) -> None:
        changes = self.changes = ChangeIndex(self._index)
        self.nights: Collection[str, tuple[Night, ...]] = Collection(
            "nights",
            lambda month: changes.by_month.get(month, ()),
            lambda: changes.by_month,
            inputs=NIGHTS,
        )
        self.nights_of: Collection[str, tuple[Night, ...]] = Collection(
            "nights of entity", changes.of_entity, lambda: changes.entities, inputs=NIGHTS
        )
        self.nights_of_owner: Collection[str, tuple[Night, ...]] = Collection(
            "nights of owner", changes.of_owner, lambda: changes.owners, inputs=NIGHTS
        )
        self.nights_of_kind: Collection[str, tuple[Night, ...]] = Collection(
            "nights of kind", changes.of_kind, lambda: changes.kinds, inputs=NIGHTS
        )
        self.week: Collection[str, tuple[Night, ...]] = Collection(
            "week of changes", changes.week, lambda: (EVERYBODY, *changes.owners), inputs=EVERYTHING
        )
        self.months: Collection[str, tuple[Month, ...]] = Collection(
            "months of changes", lambda _: changes.months, lambda: ("",), inputs=NIGHTS
        )
        self.compared: Collection[str, tuple[date | None, date | None]] = Collection(
            "compared nights", lambda _: changes.compared, lambda: ("",), inputs=EVERYTHING
        )
        self.renamed: Collection[str, str | None] = Collection(
            "renamed", changes.renamed, lambda: changes.renames
        )
        self.gone: Collection[str, Gone | None] = Collection(
            "gone", changes.gone.get, lambda: changes.gone, inputs=EVERYTHING
        )

    # Values of the collections.

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

    def _trends(self, ref: str) -> dict[str, Trend]:
        """The trends of an entity; of its score only where it changed, so that nights alike make the same page."""
        trends = self._index.trends(ref)
        if "score" in trends and len({value for _, value in trends["score"]}) == 1:
            del trends["score"]
        return trends

    def _surroundings(self, ref: str) -> Surroundings:
        return self._surroundings_reader.of(ref)

    @cached_property
    def _surroundings_reader(self) -> SurroundingsReader:
        return SurroundingsReader(self._answers.graph, self._mark)

    def _mark(self, ref: str) -> str:
        return mark_of(self._statuses(ref), self._index.facts(ref).values())

    @cached_property
    def _kinds(self) -> tuple[str, ...]:
        return tuple(sorted({link.kind for link in self.links.values()}, key=kind_order))

    def _field(self, name: str) -> Any:
        return getattr(self._index.snapshot, name)

    def _repository(self, repository_id: str) -> RepositoryView | None:
        return self._repositories.get(repository_id)

    @cached_property
    def _repositories(self) -> dict[str, RepositoryView]:
        return {one.id: repository_view(one) for one in self._index.repositories.values()}

    def _fact(self, key: tuple[str, str]) -> Fact | None:
        return self._index.fact(*key)

    def _fact_value(self, key: tuple[str, str]) -> Any:
        ref, name = key
        if name.endswith("*"):
            return self._index.value(ref, kind_of(name))
        fact = self._index.fact(ref, name)
        return fact.value if fact is not None else None

    def has_fact(self, ref: str, kind: FactKind[Any]) -> bool:
        """Whether there is a fact of the kind about the entity, or about its repository."""
        if kind.join is None:
            return self._index.fact(ref, kind.key) is not None
        return any(map(kind.matches, self._index.facts(ref)))

    def _all_facts(self) -> Iterable[tuple[str, str]]:
        return ((ref, key) for ref in self.links for key in self._index.facts(ref))

    def _fact_summary(self, key: tuple[str, str]) -> str:
        fact = self._index.fact(*key)
        return fact.kind.summary(fact.value) if fact is not None and fact.kind.summary else ""

    def _statuses(self, ref: str) -> Mapping[str, Status]:
        return self._status_table.get(ref, _NO_STATUS)

    @cached_property
    def _status_table(self) -> dict[str, Mapping[str, Status]]:
        return {ref: found for ref in self.links if (found := self._status_of_facts(ref))}

    @cached_property
    def _measured(self) -> frozenset[str]:
        """The keys of the kinds of which a component has a status."""
        found = self._status_table.items()
        return frozenset(
            key for ref, kinds in found if split_ref(ref)[0] == "component" for key in kinds
        )

    def _status_of_facts(self, ref: str) -> Mapping[str, Status]:
        return {
            kind.key: kind.status(value)
            for kind, _, value in joined_facts(self._index.facts(ref).values())
            if kind.status
        }

    @cached_property
    def _api_versions(self) -> dict[str, tuple[str, ...]]:
        return api_versions(self.links)

    def _points(self, ref: str) -> int | None:
        score = self._index.score(ref)
        return score.points if score is not None else None

    def _all_checks(self) -> Iterable[tuple[str, str]]:
        cards = self._index.snapshot.scorecards
        return ((card.id, check.id) for card in cards for check in card.checks)

    def _documentation_link(self, ref: str) -> DocumentationLink | None:
        entity = self._index.entity(ref)
        return None if entity is None else documentation_link(entity, self.fragments.keys())

    @cached_property
    def sharing_documentation(self) -> tuple[str, ...]:
        """The references of entities that show the documentation of another one, and have none."""
        stated = (
            ref for ref, entity in self._index.entities.items() if shared_documentation(entity)
        )
        return tuple(sorted(ref for ref in stated if ref not in self.fragments))

    def _documented(self, ref: str) -> int | None:
        return len(self.fragments[ref].pages) if ref in self.fragments else None

    @cached_property
    def _addresses(self) -> dict[str, dict[str, None]]:
        return {
            ref: dict.fromkeys([*(page.path for page in found.pages), *found.moved])
            for ref, found in self.fragments.items()
        }

    @cached_property
    def _pages(self) -> dict[tuple[str, str], Fragment]:
        return {
            (ref, page.path): page for ref, found in self.fragments.items() for page in found.pages
        }

    @cached_property
    def _pages_by_file(self) -> dict[tuple[str, str], str]:
        return {
            (ref, page.file): page.path
            for ref, found in self.fragments.items()
            for page in found.pages
            if page.file
        }

    def _numbered_page(self, key: tuple[str, str]) -> tuple[str, str]:
        page = self.fragments[key[0]].pages[int(key[1])]
        return page.path, page.title

    def _all_numbers(self) -> Iterable[tuple[str, str]]:
        found = self.fragments.items()
        return ((ref, str(number)) for ref, docs in found for number in range(len(docs.pages)))

    def _all_assets(self) -> Iterable[tuple[str, str]]:
        return ((ref, path) for ref, found in self.fragments.items() for path in found.assets)

    def _all_moved(self) -> Iterable[tuple[str, str]]:
        return ((ref, path) for ref, found in self.fragments.items() for path in found.moved)

    def build_tables(self) -> None:
        """Build the tables that the collections are read from, so that forked processes share them."""
        self._digests.build_tables()

    def digest(self, key: ReadKey) -> int:
        """A number of 64 bits that changes when the item, or any of the whole collection, changes.

        Zero for a collection or item that there is no more.
        """
        return self._digests.digest(key)

    def inputs_of(self, collection: str) -> frozenset[str] | None:
        """The parts of what a site is made from that a collection depends on; None for no collection."""
        return self._digests.inputs(collection)
