"""The areas of the explorer: each entity lies in one, by its system, domain or owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from catalogsite.model.entity import EntityData, targets_of
from catalogsite.model.urls import split_ref
from catalogsite.render.portal.portal import Portal

AreaKind = Literal["domain", "system", "owner", "rest"]
_PEOPLE = frozenset({"group", "user"})
_MOST_STEPS = 20


class Area(NamedTuple):
    """An area of the drawing by its key; `parent` is the key of the one around it, if any.

    `ref` is the entity that it stands for: a system, a domain or an owner. Of an area that stands
    for none it is empty.
    """

    key: str
    kind: AreaKind
    ref: str = ""
    title: str = ""
    parent: str = ""


class Place(NamedTuple):
    """The system and domain that an entity is part of, directly or through others; empty without."""

    system: str
    domain: str


_NO_DOMAIN = Area("rest:domain", "rest", title="Without a domain")
_NO_SYSTEM = Area("rest:system", "rest", title="Without a system")
_NO_OWNER = Area("rest:owner", "rest", title="Without system and owner", parent=_NO_SYSTEM.key)
_TEAMS = Area("rest:people", "rest", title="Teams and people")
_MISSING = Area("rest:missing", "rest", title="Not in the catalog")
_RESTS = {one.key: one for one in (_NO_DOMAIN, _NO_SYSTEM, _NO_OWNER, _TEAMS, _MISSING)}


def place_of(ref: str, entities: Mapping[str, EntityData]) -> Place:
    """The nearest system and the nearest domain that an entity is part of; one is part of itself."""
    found = {"system": "", "domain": ""}
    waiting, seen = [ref], {ref}
    while waiting and len(seen) < _MOST_STEPS:
        here = waiting.pop(0)
        kind = split_ref(here)[0]
        if kind in found and not found[kind]:
            found[kind] = here
        part = entities.get(here)
        for target in targets_of(part, "partOf") if part else ():
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return Place(found["system"], found["domain"])


def area_of(portal: Portal, ref: str, place: Place) -> Area:
    """The area in which an entity lies."""
    link = portal.links.get(ref)
    if link is None:
        return _MISSING
    if link.kind in _PEOPLE:
        return _TEAMS
    if link.kind == "domain":
        return _domain(f"domain:{ref}")
    if place.system:
        parent = f"domain:{place.domain}" if place.domain else _NO_DOMAIN.key
        return Area(f"system:{place.system}", "system", place.system, parent=parent)
    if place.domain:
        return Area(
            f"in:{place.domain}", "rest", title="Without a system", parent=f"domain:{place.domain}"
        )
    if link.owner:
        return Area(f"owner:{link.owner}", "owner", link.owner, parent=_NO_SYSTEM.key)
    return _NO_OWNER


def all_areas(used: Sequence[Area]) -> dict[str, Area]:
    """The areas by key, with those around them, sorted by key."""
    found = {one.key: one for one in used}
    for one in used:
        if one.parent and one.parent not in found:
            found[one.parent] = _RESTS.get(one.parent) or _domain(one.parent)
    if not any(one.kind == "domain" for one in found.values()):
        # Systems stand for themselves where nobody uses domains.
        found = {
            key: one._replace(parent="") if one.parent == _NO_DOMAIN.key else one
            for key, one in found.items()
            if key != _NO_DOMAIN.key
        }
    return dict(sorted(found.items()))


def _domain(key: str) -> Area:
    return Area(key, "domain", key.removeprefix("domain:"))
