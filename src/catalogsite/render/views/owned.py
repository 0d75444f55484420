"""View models of what a group or user owns: counts by kind, and the entities to look at first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from catalogsite.model.entity import EntityData, targets_of
from catalogsite.model.facts.kind import Status
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.entity_link import BASE, kind_order

ROWS = 12
"""Rows of the table; the catalog table has all."""

_COUNTS = 8
"""With more kinds and types than this, entities are counted by kind alone."""

_ORDER = {"bad": 0, "warn": 1}
_NO_SCORE = 101


@dataclass(frozen=True, slots=True)
class Ownership:
    """The number of entities of a kind and type that a group or user owns."""

    title: str
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Owned:
    """An owned entity: its worst status, and its score."""

    ref: str
    lifecycle: str
    state: Status | None
    score: int | None


def ownership(portal: Portal, ref: str, entity: EntityData) -> tuple[Ownership, ...]:
    """The number of owned entities by kind and type, or by kind alone where that are many rows."""
    owned = [portal.links[t] for t in targets_of(entity, "ownerOf") if t in portal.links]
    counts = Counter((link.kind, link.type) for link in owned)
    if len(counts) > _COUNTS:
        counts = Counter((link.kind, "") for link in owned)
    return tuple(
        Ownership(
            title=" · ".join(filter(None, [portal.kind_name(kind, many=count != 1), type_])),
            count=count,
            href=f"{BASE}catalog/?kind={kind}{f'&type={type_}' if type_ else ''}&owner={ref}",
        )
        for (kind, type_), count in sorted(counts.items(), key=lambda i: (-i[1], i[0]))
    )


def owned(portal: Portal, entity: EntityData) -> tuple[Owned, ...]:
    """The owned entities to look at first: failing or alerting ones, then the lowest scores."""
    found = [_owned(portal, t) for t in targets_of(entity, "ownerOf") if t in portal.links]
    return tuple(sorted(found, key=lambda one: _place(portal, one))[:ROWS])


def _owned(portal: Portal, ref: str) -> Owned:
    alerts, build = portal.alerts(ref), portal.build(ref)
    firing = alerts is not None and alerts.tone in _ORDER
    failing = build is not None and build.tone == "bad"
    return Owned(
        ref=ref,
        lifecycle=portal.links[ref].lifecycle,
        state=alerts if firing and not failing else build or alerts,
        score=portal.points(ref),
    )


def _place(portal: Portal, one: Owned) -> tuple[int, int, tuple[int, str], str]:
    link = portal.links[one.ref]
    tone = one.state.tone if one.state else ""
    score = _NO_SCORE if one.score is None else one.score
    return _ORDER.get(tone, len(_ORDER)), score, kind_order(link.kind), link.title.lower()
