"""The view model of who must know before an entity changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from catalogsite.graph.dependents_by_owner import OwnerShare
from catalogsite.graph.findings.concerned import Concern
from catalogsite.graph.reach import Reached
from catalogsite.graph.who_must_know import Contact
from catalogsite.model.facts.fields import parsed_time
from catalogsite.model.quantities import plural
from catalogsite.model.relations.types import RelationTypes
from catalogsite.render.filters import safe_url
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.graph.finding_texts import TEXTS

_TALK = re.compile(
    r"slack|teams\.microsoft|\bteams\b|mattermost|rocket\.?chat|discord|zulip|webex|chat|channel|^#",
    re.IGNORECASE,
)
MOST_LINKS = 2
"""Places to talk that are named of one owner, besides its mail address."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to reach somebody; `url` is safe."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is on call now, and until when; `url` is safe, and empty where there is none."""

    name: str
    until: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step from an entity to one that needs it, with the words of the relation."""

    ref: str
    words: str
    inferred: bool


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """An owner, None for entities without one: how many need the entity, and the way to the nearest.

    Without steps it is further away than what was searched.
    """

    owner: str | None
    entities: str
    steps: tuple[PathStep, ...]
    ways: tuple[Way, ...]
    on_call: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class WhoMustKnow:
    """Who needs an entity: the numbers in words, and the owners; `more` are those not listed."""

    entities: str
    owners: str
    verb: str
    rows: tuple[OwnerRow, ...]
    more: int
    command: str


@dataclass(frozen=True, slots=True)
class ConcernLink:
    """A sort of findings that concern an entity, and how many they are; `anchor` is on their page."""

    anchor: str
    title: str
    number: int


def who_must_know_view(portal: Portal, ref: str) -> WhoMustKnow | None:
    """Who must know before the entity changes; None where nothing needs it."""
    found = portal.graph.dependents(ref)
    if found is None:
        return None
    types = portal.relation_types
    rows = tuple(_row(portal, types, share) for share in found.shares)
    listed = sum(row.owner is not None for row in rows)
    return WhoMustKnow(
        entities=plural(found.entities, "entity", "entities"),
        owners=f"of {plural(found.owners, 'owner')}" if found.owners else "without an owner",
        verb="needs" if found.entities == 1 else "need",
        rows=rows,
        more=found.owners - listed,
        command=f"catalogsite impact {ref}",
    )


def concern_links(portal: Portal, ref: str) -> tuple[ConcernLink, ...]:
    """The sorts of findings that concern the entity, or what it owns or contains."""
    return tuple(_concern(one) for one in portal.graph.concerns(ref))


def _concern(one: Concern) -> ConcernLink:
    return ConcernLink(one.sort, TEXTS[one.sort].title, one.number)


def _row(portal: Portal, types: RelationTypes, share: OwnerShare) -> OwnerRow:
    owner = share.owner
    return OwnerRow(
        owner=owner,
        entities=plural(share.entities, "entity", "entities"),
        steps=tuple(_steps(types, share.way)),
        ways=_ways(portal.graph.contacts(owner)) if owner else (),
        on_call=tuple(_holders(portal, owner)) if owner else (),
    )


def _steps(types: RelationTypes, way: Iterable[Reached]) -> Iterator[PathStep]:
    inferred = False
    for one in way:
        words = types.direction(one.relation).words
        # The way remembers what was guessed before; a step is guessed where that begins.
        yield PathStep(one.ref, words, one.inferred and not inferred)
        inferred = one.inferred


@lru_cache(maxsize=1024)
def _ways(contacts: tuple[Contact, ...]) -> tuple[Way, ...]:
    """The mail address of an owner and its first places to talk; many pages name the same owner."""
    ways, links = [], 0
    for one in contacts:
        mail = one.url.startswith("mailto:")
        url = one.url if mail else safe_url(one.url)
        if not url or (not mail and not (_TALK.search(one.label) or _TALK.search(url))):
            continue
        links += not mail
        if mail or links <= MOST_LINKS:
            ways.append(Way(one.label, url))
    return tuple(ways)


def _holders(portal: Portal, owner: str) -> Iterator[Holder]:
    for one in portal.graph.on_call_now(owner):
        yield Holder(one.name, parsed_time(one.end), safe_url(one.url))
