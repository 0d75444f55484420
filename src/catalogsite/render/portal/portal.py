"""The catalog as one output reads it: every question is answered, and recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from collections.abc import Collection as Members
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from markupsafe import Markup, escape

from catalogsite.docs.fragments import Fragment, NavEntry
from catalogsite.errors import StoreError
from catalogsite.graph.dependents_by_owner import Dependents
from catalogsite.graph.diagrams.contents import Contents
from catalogsite.graph.diagrams.org_chart import Chart
from catalogsite.graph.diagrams.surroundings import Surroundings
from catalogsite.graph.findings.concerned import Concern
from catalogsite.graph.findings.evidence import Evidence
from catalogsite.graph.findings.report import GraphFindings
from catalogsite.graph.who_must_know import Contact
from catalogsite.model.api.api import ApiDefinition, ApiModel
from catalogsite.model.changes.night import Night
from catalogsite.model.delivery.figures import Delivery
from catalogsite.model.documentation import Documentation
from catalogsite.model.entity import EntityData, Origin
from catalogsite.model.fact import Fact
from catalogsite.model.facts import alerts, build_runs
from catalogsite.model.facts.kind import FactKind, Shape, Status
from catalogsite.model.launch import Launch
from catalogsite.model.problem import Problem
from catalogsite.model.read_log import Item, ReadLog
from catalogsite.model.relations.types import RelationTypes
from catalogsite.model.scorecard import CheckInfo, Score
from catalogsite.model.shared_documentation import DocumentationLink
from catalogsite.model.snapshot import Trend
from catalogsite.model.snapshot_index import InferredRelations
from catalogsite.model.template_files import StoredTemplate
from catalogsite.model.urls import from_folder
from catalogsite.render.portal.change_index import EVERYBODY, Gone, Month
from catalogsite.render.portal.collection import Collection
from catalogsite.render.portal.graph_answers import OnCallNow
from catalogsite.render.portal.portal_index import PortalIndex
from catalogsite.render.portal.recorded_mapping import RecordedFacts, RecordedMapping
from catalogsite.render.portal.recorded_snapshot import RecordedSnapshot
from catalogsite.render.portal.template_users import TemplateUser
from catalogsite.render.views.entity_link import (
    EntityLink,
    kind_name,
    kind_order,
    short_ref,
)
from catalogsite.render.views.packages.own import OwnPackages
from catalogsite.render.views.packages.page import PackagePage
from catalogsite.render.views.packages.row import PackageRow
from catalogsite.render.views.repository_view import RepositoryView

_MISSING = Markup('<span class="cs-missing" title="Not in the catalog">{}</span>')


def _anchor(link: EntityLink, base: str, folder: str) -> Markup:
    # Not `Markup.format`, which takes ten times as long; everything is escaped here.
    href, title = escape(from_folder(base, folder, link.path)), escape(link.title)
    return Markup(f'<a class="cs-link cs-i-{link.icon}" href="{href}">{title}</a>')


def _relation_types(portal: Portal) -> RelationTypes:
    return RelationTypes(portal.snapshot.relation_types)


_K = TypeVar("_K", bound=Item)
_V = TypeVar("_V")


class Portal:
    """The only way from an output to the snapshot; `reads` records what it is made from.

    References are full and in lower case. A method that takes one answers for any text: with None
    or an empty value where the snapshot has nothing under that reference.
    """

    def __init__(self, index: PortalIndex, reads: ReadLog | None = None) -> None:
        self._index = index
        self._reads = ReadLog() if reads is None else reads
        self._made: dict[Hashable, Any] = {}

    def _read(self, collection: Collection[_K, _V], item: _K) -> _V:
        # As `ReadLog.add` does; a page reads dozens of things.
        self._reads.items[collection.recorded_as].add(item)
        return collection.value(item)

    # The catalog.

    @cached_property
    def links(self) -> Mapping[str, EntityLink]:
        """The links to all entities by reference."""
        return RecordedMapping(self._index.link, self._reads)

    @cached_property
    def entities(self) -> Mapping[str, EntityData]:
        """All entities by reference."""
        return RecordedMapping(self._index.entity, self._reads)

    @property
    def site_url(self) -> str:
        """The address at which the site will be, which ends in a slash; empty where nobody configured it."""
        return self._read(self._index.site_url, "")

    @property
    def launches(self) -> tuple[Launch, ...]:
        """The company's own ways to make a project from a template."""
        return self._read(self._index.launches, "")

    @property
    def snapshot(self) -> RecordedSnapshot:
        """The fields of the snapshot, each as a whole."""
        return RecordedSnapshot(self._field)

    def _field(self, name: str) -> Any:
        return self._read(self._index.field, name)

    def anchor(self, ref: str, base: str, folder: str = "") -> Markup:
        """Safe HTML: the link to an entity as it looks everywhere, with kind icon and title.

        `base` and `folder` as in `from_folder`. A reference that is not in the catalog becomes text
        that says so.
        """
        self._reads.items[self._index.link.recorded_as].add(ref)
        key = (ref, base, folder)
        found = self._index.anchors.get(key)
        if found is None:
            link = self._index.link.value(ref)
            found = self._index.anchors[key] = (
                _anchor(link, base, folder) if link else _MISSING.format(short_ref(ref))
            )
        return found

    def knows(self, ref: str) -> bool:
        """Whether the catalog has the entity."""
        return self._read(self._index.known, ref)

    def title(self, ref: str) -> str:
        """The entity's title, or its reference where it is not in the catalog."""
        link = self._read(self._index.link, ref)
        return link.title if link else short_ref(ref)

    def kinds(self) -> tuple[str, ...]:
        """The kinds of which the catalog has an entity, in page order."""
        return self._read(self._index.kinds, "")

    def kind_name(self, kind: str, many: bool = False) -> str:
        """The name of a kind in lower case: as entities of the catalog write one that is not Backstage's."""
        return kind_name(self._read(self._index.written_kind, kind), many)

    def by_kind(self) -> dict[str, list[EntityLink]]:
        """Links of each kind, kinds in page order, entities by title."""
        return self.shared("by kind", Portal._by_kind)

    def _by_kind(self) -> dict[str, list[EntityLink]]:
        groups: dict[str, list[EntityLink]] = defaultdict(list)
        for link in self.links.values():
            groups[link.kind].append(link)
        return {
            kind: sorted(groups[kind], key=lambda link: (link.title.lower(), link.ref))
            for kind in sorted(groups, key=kind_order)
        }

    def surroundings(self, ref: str) -> Surroundings:
        """What the diagram of the entity shows."""
        return self._read(self._index.surroundings, ref)

    def org_chart(self, ref: str) -> Chart | None:
        """The org chart around a group; None for other entities and for a group that stands alone."""
        return self._read(self._index.org_chart, ref)

    def company_chart(self) -> Chart:
        """The org chart of all groups."""
        return self._read(self._index.company_chart, "")

    def contents(self, ref: str) -> Contents | None:
        """What the diagram of a system or domain shows; None for other entities and empty ones."""
        return self._read(self._index.contents, ref)

    @property
    def relation_types(self) -> RelationTypes:
        """Every type of relation, Backstage's and the company's own."""
        return self.shared("relation types", _relation_types)

    def inferred(self, ref: str) -> InferredRelations:
        """The dependencies of the entity that only manifests name."""
        return self._read(self._index.inferred, ref)

    # What the dependency graph says.

    @property
    def findings(self) -> GraphFindings:
        """What is wrong in the dependency graph."""
        return self._read(self._index.findings, "")

    def concerns(self, ref: str) -> tuple[Concern, ...]:
        """The findings that concern the entity, or what it owns or contains."""
        return self._read(self._index.concerns, ref)

    def dependents(self, ref: str) -> Dependents | None:
        """Who must know before the entity changes; None where nothing needs it."""
        return self._read(self._index.dependents, ref)

    def evidence(self, source: str, target: str) -> tuple[Evidence, ...]:
        """The lines of manifests that name a dependency."""
        return self._read(self._index.evidence, (source, target))

    def contacts(self, ref: str) -> tuple[Contact, ...]:
        """The ways to reach an owner; their addresses are unchecked."""
        return self._read(self._index.contacts, ref)

    def on_call_now(self, ref: str) -> tuple[OnCallNow, ...]:
        """Who is on call now for the entities of an owner; addresses are unchecked."""
        return self._read(self._index.on_call_now, ref)

    # Where an entity comes from.

    def origin(self, ref: str) -> Origin:
        """Where the entity was read; an empty Origin where that is unknown."""
        return self._read(self._index.origin, ref)

    @property
    def repositories(self) -> Mapping[str, RepositoryView]:
        """All repositories by id."""
        return RecordedMapping(self._index.repository, self._reads)

    def repository(self, ref: str) -> RepositoryView | None:
        """The repository that the entity was read from."""
        found = self.origin(ref).repository
        return self._read(self._index.repository, found) if found else None

    def skeleton(self, ref: str) -> tuple[str, ...]:
        """The paths of the files that a Template would write."""
        return self._read(self._index.skeleton, ref)

    def template_files(self, ref: str) -> StoredTemplate | None:
        """What the snapshot keeps of the files that the steps of a Template fetch."""
        return self._read(self._index.template_files, ref)

    def api_definition(self, ref: str) -> ApiDefinition | None:
        """What the snapshot keeps of the definition of an API: its files, and counts."""
        return self._read(self._index.definition, ref)

    def api_model(self, ref: str) -> ApiModel | None:
        """What the definition of an API says; None where it cannot be read. Raises StoreError."""
        kept = self.api_definition(ref)
        if kept is None or not kept.model:
            return None
        return ApiModel.model_validate_json(self.blob(kept.model))

    def api_versions(self, ref: str) -> tuple[str, ...]:
        """The APIs that are versions of this one, with itself; none where it is the only one."""
        return self._read(self._index.api_versions, ref)

    def blob(self, digest: str) -> bytes:
        """A content of the store by its hash. Raises StoreError where it is missing."""
        try:
            return self._index.read_blob(digest)
        except StoreError:
            self._reads.complete = False
            raise

    # What is known about an entity.

    def facts(self, ref: str) -> Mapping[str, Fact]:
        """The facts about the entity by key, and those of its repository where it has none."""
        return RecordedFacts(self._index, self._reads, ref, self._index.fact_keys)

    def own_facts(self, ref: str) -> Mapping[str, Fact]:
        """The facts about exactly this entity, by key."""
        return RecordedFacts(self._index, self._reads, ref, self._index.own_fact_keys)

    def value(self, ref: str, kind: FactKind[Shape]) -> Shape | None:
        """The value of the fact of this kind in `facts(ref)`, without its provenance."""
        if not self._index.has_fact(ref, kind):
            # One record for all that an entity lacks: of most kinds it has no fact.
            self._read(self._index.known_facts, ref)
            return None
        return kind.value_of(self._read(self._index.fact_value, (ref, kind.key)))

    def summary(self, ref: str, key: str) -> str:
        """One of `facts(ref)` in one line; empty where there is nothing to say."""
        return self._read(self._index.fact_summary, (ref, key))

    def problems(self, ref: str) -> tuple[Problem, ...]:
        """The problems of the entity, in the order of the snapshot."""
        return self._read(self._index.problems, ref)

    def score(self, ref: str) -> Score | None:
        """The score of the entity, with the result of each check."""
        return self._read(self._index.score, ref)

    def points(self, ref: str) -> int | None:
        """The points of the entity's score, 0 to 100."""
        return self._read(self._index.points, ref)

    def check(self, scorecard: str, check: str) -> CheckInfo | None:
        """What a page shows of one check of a scorecard."""
        return self._read(self._index.check, (scorecard, check))

    def trends(self, ref: str) -> Mapping[str, Trend]:
        """The trends of the entity by name of the metric."""
        return self._read(self._index.trends, ref)

    def trend(self, ref: str, metric: str) -> Trend:
        """Points of a sparkline; empty without history."""
        return self.trends(ref).get(metric, ())

    def delivery(self, ref: str) -> Delivery | None:
        """The delivery of a component, team or system."""
        return self._read(self._index.delivery, ref)

    def has_delivery(self) -> bool:
        """Whether the delivery of any entity is known."""
        return self._read(self._index.has_delivery, "")

    def statuses(self, ref: str) -> Mapping[str, Status]:
        """The status words of the entity's facts by key of their kind."""
        return self._read(self._index.statuses, ref)

    def status(self, ref: str, kind: FactKind[Any]) -> Status | None:
        """The status word of the entity's fact of this kind."""
        return self.statuses(ref).get(kind.key)

    def measures(self, kind: FactKind[Any]) -> bool:
        """Whether any component has a status of this kind."""
        return self._read(self._index.measured, kind.key)

    def build(self, ref: str) -> Status | None:
        """The overall status of the last builds of the entity or its repository."""
        return self.status(ref, build_runs.KIND)

    def alerts(self, ref: str) -> Status | None:
        """The overall status of the alerts of the entity or its repository."""
        return self.status(ref, alerts.KIND)

    # What changed.

    def months(self) -> tuple[Month, ...]:
        """The months that have changes, the newest first."""
        return self._read(self._index.months, "")

    def compared(self) -> tuple[date | None, date | None]:
        """The day from which on nights were compared, and that of the newest one; None without any."""
        return self._read(self._index.compared, "")

    def nights(self, month: str) -> tuple[Night, ...]:
        """The nights of a month (`2026-11`) that have changes, the newest first."""
        return self._read(self._index.nights, month)

    def nights_of(self, ref: str) -> tuple[Night, ...]:
        """The nights in which the entity changed, with its changes alone, the newest first."""
        return self._read(self._index.nights_of, ref)

    def nights_of_owner(self, ref: str) -> tuple[Night, ...]:
        """The nights in which a team, or what it owns or owned, changed, with those changes alone."""
        return self._read(self._index.nights_of_owner, ref)

    def nights_of_kind(self, kind: str) -> tuple[Night, ...]:
        """The nights in which entities of a kind changed, with those changes alone."""
        return self._read(self._index.nights_of_kind, kind)

    def week(self, owner: str = EVERYBODY) -> tuple[Night, ...]:
        """The nights of the last seven days with the changes of what somebody owns, or with all."""
        return self._read(self._index.week, owner)

    def renamed(self, old: str) -> str | None:
        """The present reference of the entity that had this one before."""
        return self._read(self._index.renamed, old)

    def gone(self, ref: str) -> Gone | None:
        """When an entity was removed and what was known of it; None where it is there, or never was."""
        return self._read(self._index.gone, ref)

    # The packages of others.

    @property
    def packages(self) -> tuple[PackageRow, ...]:
        """All third-party packages: those that somebody asks for first, then those with most users."""
        return self._read(self._index.package_rows, "")

    def package(self, purl: str) -> PackagePage | None:
        """What the page of a package shows; None where it has none."""
        return self._read(self._index.package, purl).page

    def package_users(self, purl: str) -> list[dict[str, Any]]:
        """The users of a package by version, scope and directness, as JSON values."""
        return self._read(self._index.package, purl).users

    def own_packages(self, ref: str) -> OwnPackages:
        """The third-party packages of the entity."""
        return self._read(self._index.own_packages, ref)

    def template_users(self, ref: str) -> tuple[TemplateUser, ...]:
        """Who was made from a template, those that are behind first."""
        return self._read(self._index.template_users, ref)

    # Documentation.

    @property
    def documented(self) -> Mapping[str, int]:
        """The number of pages of each documentation by the reference of its entity."""
        return RecordedMapping(self._index.documented, self._reads)

    @property
    def page_addresses(self) -> Mapping[str, Members[str]]:
        """The addresses of the pages of each documentation, below its root."""
        return RecordedMapping(self._index.page_addresses, self._reads)

    def documentation(self, ref: str) -> Documentation | None:
        """The documentation tree of the entity."""
        return self._read(self._index.documentation, ref)

    def documentation_link(self, ref: str) -> DocumentationLink | None:
        """The page of documentation that the entity shows, its own or that of another entity."""
        return self._read(self._index.documentation_link, ref)

    def docs_nav(self, ref: str) -> tuple[NavEntry, ...]:
        """The navigation of a documentation."""
        return self._read(self._index.docs_nav, ref)

    def fragment(self, ref: str, path: str) -> Fragment:
        """One converted page of a documentation by its address below the root."""
        return self._read(self._index.fragment, (ref, path))

    def page_of_file(self, ref: str, file: str) -> str | None:
        """The address of the page of a documentation that is made of a file of the repository."""
        return self._read(self._index.page_of_file, (ref, file))

    def numbered_page(self, ref: str, number: int) -> tuple[str, str]:
        """Address and title of a page of a documentation by its place in reading order."""
        return self._read(self._index.numbered_page, (ref, str(number)))

    def docs_asset(self, ref: str, path: str) -> str:
        """The hash of a file of a documentation by its path below the root."""
        return self._read(self._index.docs_asset, (ref, path))

    def moved_page(self, ref: str, path: str) -> str:
        """Where the former address of a page of a documentation leads to: see `Fragments.moved`."""
        return self._read(self._index.moved_page, (ref, path))

    # What several files of this output, or several outputs, share.

    def once(self, make: Callable[..., _V], *arguments: Hashable) -> _V:
        """`make(portal, *arguments)`, called once for this output: its page and its twin show the same."""
        key = (make, *arguments)
        if key not in self._made:
            self._made[key] = make(self, *arguments)
        made: _V = self._made[key]
        return made

    def shared(self, name: str, make: Callable[[Portal], _V], *arguments: Hashable) -> _V:
        """`make(portal)`, called once for a name and its arguments, whoever asks first.

        What it read is recorded for everyone who takes the result.
        """
        key = (name, *arguments)
        found = self._index.shared.get(key)
        if found is None:
            log = ReadLog()
            found = self._index.shared[key] = (make(Portal(self._index, log)), log.frozen())
        self._reads.include(found[1])
        value: _V = found[0]
        return value
