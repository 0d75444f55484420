"""The view model of who must know before an entity changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from catalogsite.graph.dependents_by_owner import OwnerShare
from catalogsite.graph.findings.concerned import Concern
from catalogsite.graph.reach import Reached
from catalogsite.graph.who_must_know import Contact
from catalogsite.model.facts.fields import parsed_time
from catalogsite.model.quantities import plural
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


class Reachable(NamedTuple):
    """The ways to reach an owner, and who of it is on call now."""

    ways: tuple[Way, ...] = ()
    on_call: tuple[Holder, ...] = ()


_NOBODY = Reachable()


class OwnerRow(NamedTuple):
    """An owner, None for entities without one: how many need the entity, and the way to the nearest.

    Without a way it is further away than what was searched.
    """

    owner: str | None
    entities: str
    way: tuple[Reached, ...]
    reachable: Reachable


@dataclass(frozen=True, slots=True)
class WhoMustKnow:
    """Who needs an entity: the numbers in words, and the owners; `more` are those not listed."""

    entities: str
    owners: str
    verb: str
    rows: tuple[OwnerRow, ...]
    more: int
    command: str

    @property
    def has_on_call(self) -> bool:
        """Whether anybody is known to be on call for any of them."""
        return any(row.reachable.on_call for row in self.rows)


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
    rows = tuple([_row(portal, share) for share in found.shares])
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


def _row(portal: Portal, share: OwnerShare) -> OwnerRow:
    owner = share.owner
    reachable = portal.shared("reachable", _reachable, owner) if owner else _NOBODY
    return OwnerRow(owner, plural(share.entities, "entity", "entities"), share.way, reachable)


def _reachable(portal: Portal, owner: str) -> Reachable:
    """What many pages name of the same owner."""
    return Reachable(tuple(_ways(portal.graph.contacts(owner))), tuple(_holders(portal, owner)))


def _ways(contacts: Iterable[Contact]) -> Iterator[Way]:
    """The mail address of an owner and its first places to talk."""
    links = 0
    for one in contacts:
        mail = one.url.startswith("mailto:")
        url = one.url if mail else safe_url(one.url)
        if not url or (not mail and not (_TALK.search(one.label) or _TALK.search(url))):
            continue
        links += not mail
        if mail or links <= MOST_LINKS:
            yield Way(one.label, url)


def _holders(portal: Portal, owner: str) -> Iterator[Holder]:
    for one in portal.graph.on_call_now(owner):
        yield Holder(one.name, parsed_time(one.end), safe_url(one.url))
