"""The catalog as one output reads it: every question is answered, and recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from typing import Any, TypeVar

from markupsafe import Markup

from catalogsite.errors import StoreError
from catalogsite.model.api.api import ApiDefinition
from catalogsite.model.delivery.figures import Delivery
from catalogsite.model.entity import EntityData, Origin
from catalogsite.model.fact import Fact
from catalogsite.model.facts import alerts, build_runs
from catalogsite.model.facts.kind import FactKind, Shape, Status
from catalogsite.model.problem import Problem
from catalogsite.model.read_log import ReadLog
from catalogsite.model.relations.types import RelationTypes
from catalogsite.model.scorecard import CheckInfo, Score
from catalogsite.model.snapshot import Trend
from catalogsite.model.templates.launch import Launch
from catalogsite.render.portal.portal_index import PortalIndex
from catalogsite.render.portal.recent import keep
from catalogsite.render.portal.recorded.anchor import anchor
from catalogsite.render.portal.recorded.changes import RecordedChanges
from catalogsite.render.portal.recorded.documentation import RecordedDocumentation
from catalogsite.render.portal.recorded.graph import RecordedGraph
from catalogsite.render.portal.recorded.mapping import RecordedFacts, RecordedMapping
from catalogsite.render.portal.recorded.packages import RecordedPackages
from catalogsite.render.portal.recorded.read import read
from catalogsite.render.portal.recorded.snapshot import RecordedSnapshot
from catalogsite.render.portal.recorded.templates import RecordedTemplates
from catalogsite.render.views.entity_link import (
    EntityLink,
    kind_name,
    kind_order,
    short_ref,
)
from catalogsite.render.views.repository_view import RepositoryView


def _by_kind(portal: Portal) -> dict[str, list[EntityLink]]:
    groups: dict[str, list[EntityLink]] = defaultdict(list)
    for link in portal.links.values():
        groups[link.kind].append(link)
    return {
        kind: sorted(groups[kind], key=lambda link: (link.title.lower(), link.ref))
        for kind in sorted(groups, key=kind_order)
    }


def _relation_types(portal: Portal) -> RelationTypes:
    return RelationTypes(portal.snapshot.relation_types)


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

    # The catalog.

    @cached_property
    def links(self) -> Mapping[str, EntityLink]:
        """The links to all entities by reference."""
        return RecordedMapping(self._index.catalog.link, self._reads)

    @cached_property
    def entities(self) -> Mapping[str, EntityData]:
        """All entities by reference."""
        return RecordedMapping(self._index.catalog.entity, self._reads)

    @property
    def site_url(self) -> str:
        """The address at which the site will be, which ends in a slash; empty where nobody configured it."""
        return read(self._reads, self._index.catalog.site_url, "")

    @property
    def launches(self) -> tuple[Launch, ...]:
        """The company's own ways to make a project from a template."""
        return read(self._reads, self._index.catalog.launches, "")

    @property
    def snapshot(self) -> RecordedSnapshot:
        """The fields of the snapshot, each as a whole."""
        return RecordedSnapshot(self._field)

    def _field(self, name: str) -> Any:
        return read(self._reads, self._index.catalog.field, name)

    def anchor(self, ref: str, base: str, folder: str = "") -> Markup:
        """Safe HTML: the link to an entity as it looks everywhere, with kind icon and title.

        `base` and `folder` as in `from_folder`. A reference that is not in the catalog becomes text
        that says so.
        """
        link = read(self._reads, self._index.catalog.link, ref)
        key = (ref, base, folder)
        found = self._index.anchors.get(key)
        if found is None:
            found = anchor(link, ref, base, folder)
            keep(self._index.anchors, key, found)
        return found

    def knows(self, ref: str) -> bool:
        """Whether the catalog has the entity."""
        return read(self._reads, self._index.catalog.known, ref)

    def title(self, ref: str) -> str:
        """The entity's title, or its reference where it is not in the catalog."""
        link = read(self._reads, self._index.catalog.link, ref)
        return link.title if link else short_ref(ref)

    def kinds(self) -> tuple[str, ...]:
        """The kinds of which the catalog has an entity, in page order."""
        return read(self._reads, self._index.catalog.kinds, "")

    def kind_name(self, kind: str, many: bool = False) -> str:
        """The name of a kind in lower case: as entities of the catalog write one that is not Backstage's."""
        return kind_name(read(self._reads, self._index.catalog.written_kind, kind), many)

    def by_kind(self) -> dict[str, list[EntityLink]]:
        """Links of each kind, kinds in page order, entities by title."""
        return self.shared("by kind", _by_kind)

    @property
    def relation_types(self) -> RelationTypes:
        """Every type of relation, Backstage's and the company's own."""
        return self.shared("relation types", _relation_types)

    # What has many questions of its own.

    @cached_property
    def graph(self) -> RecordedGraph:
        """What the dependency graph says, and what its diagrams show."""
        return RecordedGraph(self._index.graph, self._reads)

    @cached_property
    def changes(self) -> RecordedChanges:
        """What changed from night to night."""
        return RecordedChanges(self._index.changes, self._reads)

    @cached_property
    def packages(self) -> RecordedPackages:
        """The third-party packages."""
        return RecordedPackages(self._index.packages, self._reads)

    @cached_property
    def documentation(self) -> RecordedDocumentation:
        """The converted documentation."""
        return RecordedDocumentation(self._index.documentation, self._reads)

    @cached_property
    def templates(self) -> RecordedTemplates:
        """The files and the users of Templates."""
        return RecordedTemplates(self._index.catalog, self._reads)

    # Where an entity comes from.

    def origin(self, ref: str) -> Origin:
        """Where the entity was read; an empty Origin where that is unknown."""
        return read(self._reads, self._index.catalog.origin, ref)

    @property
    def repositories(self) -> Mapping[str, RepositoryView]:
        """All repositories by id."""
        return RecordedMapping(self._index.catalog.repository, self._reads)

    def repository(self, ref: str) -> RepositoryView | None:
        """The repository that the entity was read from."""
        found = self.origin(ref).repository
        return read(self._reads, self._index.catalog.repository, found) if found else None

    def api_definition(self, ref: str) -> ApiDefinition | None:
        """What the snapshot keeps of the definition of an API: its files, and counts."""
        return read(self._reads, self._index.catalog.definition, ref)

    def api_versions(self, ref: str) -> tuple[str, ...]:
        """The APIs that are versions of this one, with itself; none where it is the only one."""
        return read(self._reads, self._index.catalog.api_versions, ref)

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
        return RecordedFacts(self._index.facts, self._reads, ref, self._index.facts.fact_keys)

    def own_facts(self, ref: str) -> Mapping[str, Fact]:
        """The facts about exactly this entity, by key."""
        return RecordedFacts(self._index.facts, self._reads, ref, self._index.facts.own_fact_keys)

    def value(self, ref: str, kind: FactKind[Shape]) -> Shape | None:
        """The value of the fact of this kind in `facts(ref)`, without its provenance."""
        if not self._index.facts.has_fact(ref, kind):
            # One record for all that an entity lacks: of most kinds it has no fact.
            read(self._reads, self._index.facts.known_facts, ref)
            return None
        return kind.value_of(read(self._reads, self._index.facts.fact_value, (ref, kind.key)))

    def summary(self, ref: str, key: str) -> str:
        """One of `facts(ref)` in one line; empty where there is nothing to say."""
        return read(self._reads, self._index.facts.fact_summary, (ref, key))

    def problems(self, ref: str) -> tuple[Problem, ...]:
        """The problems of the entity, in the order of the snapshot."""
        return read(self._reads, self._index.facts.problems, ref)

    def score(self, ref: str) -> Score | None:
        """The score of the entity, with the result of each check."""
        return read(self._reads, self._index.facts.score, ref)

    def points(self, ref: str) -> int | None:
        """The points of the entity's score, 0 to 100."""
        return read(self._reads, self._index.facts.points, ref)

    def check(self, scorecard: str, check: str) -> CheckInfo | None:
        """What a page shows of one check of a scorecard."""
        return read(self._reads, self._index.facts.check, (scorecard, check))

    def trends(self, ref: str) -> Mapping[str, Trend]:
        """The trends of the entity by name of the metric."""
        return read(self._reads, self._index.facts.trends, ref)

    def trend(self, ref: str, metric: str) -> Trend:
        """Points of a sparkline; empty without history."""
        return self.trends(ref).get(metric, ())

    def delivery(self, ref: str) -> Delivery | None:
        """The delivery of a component, team or system."""
        return read(self._reads, self._index.facts.delivery, ref)

    def has_delivery(self) -> bool:
        """Whether the delivery of any entity is known."""
        return read(self._reads, self._index.facts.has_delivery, "")

    def statuses(self, ref: str) -> Mapping[str, Status]:
        """The status words of the entity's facts by key of their kind."""
        return read(self._reads, self._index.facts.statuses, ref)

    def status(self, ref: str, kind: FactKind[Any]) -> Status | None:
        """The status word of the entity's fact of this kind."""
        return self.statuses(ref).get(kind.key)

    def measures(self, kind: FactKind[Any]) -> bool:
        """Whether any component has a status of this kind."""
        return read(self._reads, self._index.facts.measured, kind.key)

    def build(self, ref: str) -> Status | None:
        """The overall status of the last builds of the entity or its repository."""
        return self.status(ref, build_runs.KIND)

    def alerts(self, ref: str) -> Status | None:
        """The overall status of the alerts of the entity or its repository."""
        return self.status(ref, alerts.KIND)

    # What several files of this output, or several outputs, share.

    def once(self, make: Callable[..., _V], *arguments: Hashable) -> _V:
        """`make(portal, *arguments)`, called once for this output: its page and its twin show the same."""
        key = (make, *arguments)
        if key not in self._made:
            self._made[key] = make(self, *arguments)
        made: _V = self._made[key]
        return made

    def shared(self, name: str, make: Callable[..., _V], *arguments: Hashable) -> _V:
        """`make(portal, *arguments)`, called once for a name, whoever asks first; with arguments it may be again.

        What it read is recorded for everyone who takes the result.
        """
        key = (name, *arguments)
        known = self._index.recent if arguments else self._index.shared
        found = known.get(key)
        if found is None:
            log = ReadLog()
            found = make(Portal(self._index, log), *arguments), log.frozen()
            keep(known, key, found)
        self._reads.include(found[1])
        value: _V = found[0]
        return value
