"""The snapshot with the indexes that every page asks for: links, facts, owners, relations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from catalogsite.graph import inferred_dependencies
from catalogsite.model.documentation import Documentation
from catalogsite.model.entity import EntityData, Origin, owner_of, ref_of, targets_of, title_of
from catalogsite.model.fact import Fact
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository
from catalogsite.model.scorecard import Score
from catalogsite.model.snapshot import Snapshot, Trend
from catalogsite.model.urls import entity_path, split_ref
from catalogsite.render.filters import plain_line
from catalogsite.render.views.status import Status, alert_status, build_status

BASE = "../" * 4
"""Every entity page lies at the same depth, so its links can be made once."""

KIND_NAMES = {
    "component": ("Component", "Components"),
    "api": ("API", "APIs"),
    "system": ("System", "Systems"),
    "domain": ("Domain", "Domains"),
    "resource": ("Resource", "Resources"),
    "group": ("Group", "Groups"),
    "user": ("User", "Users"),
    "template": ("Template", "Templates"),
    "location": ("Location", "Locations"),
}
"""The kinds in the order in which pages list them, singular and plural."""

_ANCHOR = Markup('<a class="cs-link" href="{}{}">{}{}</a>')
_MISSING = Markup('<span class="cs-missing" title="Not in the catalog">{}</span>')
_ICON = Markup('<i class="cs-i cs-i-{}"></i>')


@dataclass(frozen=True, slots=True)
class EntityLink:
    """All that a link to an entity, a table row or a hover card says of it."""

    ref: str
    kind: str
    kind_name: str
    type: str
    title: str
    name: str
    path: str
    description: str
    lifecycle: str
    owner: str | None
    system: str | None
    tags: tuple[str, ...]
    icon: str


def kind_name(kind: str, many: bool = False) -> str:
    """`API` or `APIs` for `api`; an unknown kind is shown as it is written."""
    if kind.lower() in KIND_NAMES:
        return KIND_NAMES[kind.lower()][many]
    return kind[:1].upper() + kind[1:] + ("s" if many else "")


def kind_order(kind: str) -> tuple[int, str]:
    """Sort key: known kinds in our order, others after them by name."""
    known = list(KIND_NAMES)
    return (known.index(kind) if kind in known else len(known), kind)


def short_ref(ref: str) -> str:
    """The reference without the namespace, where that is `default`."""
    kind, namespace, name = split_ref(ref)
    return f"{kind}:{name}" if namespace in {"default", ""} else ref


@lru_cache(maxsize=256)
def icon(name: str) -> Markup:
    """An icon drawn by the style sheet; it says nothing to screen readers."""
    return _ICON.format(name)


def spec_of(entity: EntityData) -> dict[str, Any]:
    """The spec, or an empty mapping."""
    spec = entity.get("spec")
    return spec if isinstance(spec, dict) else {}


def text_of(value: object) -> str:
    """A scalar of crawled YAML as text; anything else is empty."""
    return str(value) if isinstance(value, (str, int, float)) else ""


def link_of(entity: EntityData) -> EntityLink:
    """What every link to the entity says of it."""
    meta, spec = entity["metadata"], spec_of(entity)
    ref = ref_of(entity)
    kind = split_ref(ref)[0]
    return EntityLink(
        ref=ref,
        kind=kind,
        kind_name=kind_name(kind if kind in KIND_NAMES else entity["kind"]),
        type=text_of(spec.get("type")),
        title=title_of(entity),
        name=str(meta["name"]),
        path=entity_path(ref),
        description=plain_line(text_of(meta.get("description"))),
        lifecycle=text_of(spec.get("lifecycle")),
        owner=owner_of(entity),
        system=next(iter(targets_of(entity, "partOf")), None),
        tags=tuple(str(tag) for tag in meta.get("tags") or ()),
        icon=kind if kind in KIND_NAMES else "other",
    )


def _by_subject(facts: Iterable[Fact]) -> dict[str, dict[str, Fact]]:
    found: dict[str, dict[str, Fact]] = defaultdict(dict)
    for fact in facts:
        found[fact.subject][fact.key] = fact
    return found


def _both_ways(
    pairs: Iterable[tuple[str, str]], known: Container[str]
) -> dict[str, tuple[list[str], list[str]]]:
    """By reference, whom it needs and who needs it."""
    found: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for source, target in pairs:
        if source in known and target in known:
            found[source][0].append(target)
            found[target][1].append(source)
    return dict(found)


class Portal:
    """A snapshot, indexed once; every page is a function of this."""

    def __init__(self, snapshot: Snapshot, documented: Mapping[str, int] | None = None) -> None:
        self.snapshot = snapshot
        self.entities = {ref_of(entity): entity for entity in snapshot.entities}
        self.links = {ref: link_of(entity) for ref, entity in self.entities.items()}
        self.repositories = {repo.id: repo for repo in snapshot.repositories}
        self.documentation: dict[str, Documentation] = {
            doc.entity_ref: doc for doc in snapshot.documentation
        }
        self.documented = dict(documented or {})
        self.checks = {
            (card.id, check.id): check for card in snapshot.scorecards for check in card.checks
        }
        self._facts = _by_subject(snapshot.facts)
        self.inferred = _both_ways(inferred_dependencies(snapshot), self.links)
        self._anchors: dict[tuple[str, str], Markup] = {}
        self._problems: dict[str, list[Problem]] = defaultdict(list)
        for problem in snapshot.problems:
            if problem.entity_ref:
                self._problems[problem.entity_ref.lower()].append(problem)

    def anchor(self, ref: str, base: str) -> Markup:
        """The link to an entity as it looks everywhere: kind icon and title."""
        key = (ref, base)
        if key not in self._anchors:
            link = self.links.get(ref)
            self._anchors[key] = (
                _ANCHOR.format(base, link.path, icon(link.icon), link.title)
                if link
                else _MISSING.format(short_ref(ref))
            )
        return self._anchors[key]

    def title(self, ref: str) -> str:
        """The entity's title, or its reference where it is not in the catalog."""
        link = self.links.get(ref)
        return link.title if link else short_ref(ref)

    def facts(self, ref: str) -> dict[str, Fact]:
        """Facts about the entity, and those of its repository where it has none of its own."""
        own = self._facts.get(ref, {})
        origin = self.snapshot.origins.get(ref)
        if origin is None or origin.repository is None:
            return own
        shared = self._facts.get(origin.repository)
        return {**shared, **own} if shared else own

    def origin(self, ref: str) -> Origin:
        """Where the entity was read."""
        return self.snapshot.origins.get(ref) or Origin()

    def repository(self, ref: str) -> Repository | None:
        """The repository the entity was read from."""
        found = self.origin(ref).repository
        return self.repositories.get(found) if found else None

    def problems(self, ref: str) -> list[Problem]:
        """What is wrong with the entity's descriptor."""
        return self._problems.get(ref, [])

    def score(self, ref: str) -> Score | None:
        """The entity's score."""
        return self.snapshot.scores.get(ref)

    def trend(self, ref: str, metric: str) -> Trend:
        """Points of a sparkline; empty without history."""
        return self.snapshot.trends.get(ref, {}).get(metric, ())

    def build(self, ref: str) -> Status | None:
        """How the last builds went, where a source told."""
        fact = self.facts(ref).get("ci.runs")
        return build_status(fact) if fact else None

    def alerts(self, ref: str) -> Status | None:
        """Whether alerts fire, where a source told."""
        fact = self.facts(ref).get("alerts")
        return alert_status(fact) if fact else None

    def by_kind(self) -> dict[str, list[EntityLink]]:
        """Links of each kind, kinds in page order, entities by title."""
        groups: dict[str, list[EntityLink]] = defaultdict(list)
        for link in self.links.values():
            groups[link.kind].append(link)
        return {
            kind: sorted(groups[kind], key=lambda link: (link.title.lower(), link.ref))
            for kind in sorted(groups, key=kind_order)
        }
