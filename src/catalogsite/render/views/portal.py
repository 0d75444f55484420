"""The snapshot with the indexes that every page asks for: links, facts, owners, relations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from catalogsite.model.entity import EntityData, Origin, owner_of, ref_of, targets_of, title_of
from catalogsite.model.fact import Fact
from catalogsite.model.facts import alerts, build_runs
from catalogsite.model.facts.kind import FactKind, Status
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository
from catalogsite.model.scorecard import Score
from catalogsite.model.snapshot import Trend
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.model.urls import entity_path, split_ref
from catalogsite.render.filters import plain_line

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


class Portal:
    """The index of a snapshot, and the links of its entities; every page is a function of this."""

    def __init__(self, index: SnapshotIndex, documented: Mapping[str, int] | None = None) -> None:
        self.index = index
        self.snapshot = index.snapshot
        self.entities = index.entities
        self.links = {ref: link_of(entity) for ref, entity in self.entities.items()}
        self.repositories = index.repositories
        self.documented = dict(documented or {})
        self._anchors: dict[tuple[str, str], Markup] = {}

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

    def facts(self, ref: str) -> Mapping[str, Fact]:
        """Facts about the entity, and those of its repository where it has none of its own."""
        return self.index.facts(ref)

    def origin(self, ref: str) -> Origin:
        """Where the entity was read."""
        return self.index.origin(ref)

    def repository(self, ref: str) -> Repository | None:
        """The repository the entity was read from."""
        return self.index.repository_of(ref)

    def problems(self, ref: str) -> tuple[Problem, ...]:
        """What is wrong with the entity's descriptor."""
        return self.index.problems(ref)

    def score(self, ref: str) -> Score | None:
        """The entity's score."""
        return self.index.score(ref)

    def trend(self, ref: str, metric: str) -> Trend:
        """Points of a sparkline; empty without history."""
        return self.index.trends(ref).get(metric, ())

    def status(self, ref: str, kind: FactKind[Any]) -> Status | None:
        """The status word of the entity's fact of this kind."""
        fact = self.index.fact(ref, kind.key)
        return kind.status(fact.value) if fact is not None and kind.status is not None else None

    def build(self, ref: str) -> Status | None:
        """The overall status of the last builds."""
        return self.status(ref, build_runs.KIND)

    def alerts(self, ref: str) -> Status | None:
        """The overall status of the alerts."""
        return self.status(ref, alerts.KIND)

    def by_kind(self) -> dict[str, list[EntityLink]]:
        """Links of each kind, kinds in page order, entities by title."""
        groups: dict[str, list[EntityLink]] = defaultdict(list)
        for link in self.links.values():
            groups[link.kind].append(link)
        return {
            kind: sorted(groups[kind], key=lambda link: (link.title.lower(), link.ref))
            for kind in sorted(groups, key=kind_order)
        }
