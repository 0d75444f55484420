"""View models of who is on call: services of one team that are covered alike are one row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from catalogsite.model.entity import EntityData
from catalogsite.model.facts.fields import parsed_time
from catalogsite.model.facts.kind import Status
from catalogsite.model.facts.on_call import incidents, shifts
from catalogsite.model.facts.on_call.incidents import Incident, Incidents
from catalogsite.model.facts.on_call.shifts import OnCall, Shift, name_of
from catalogsite.model.urls import split_ref
from catalogsite.render.filters import safe_url
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.health import parts_of, stale_since

NOBODY = Status("nobody", "bad")
COVERED = Status("covered", "good")
UNKNOWN = Status("not measured", "none")
_RANKED = ("triggered", "nobody", "acknowledged", "paused", "not measured")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a shift: the person where the fact names one, else the schedule; `url` is safe.

    `time` is the end of a shift of now, and the beginning of a later one.
    """

    name: str
    schedule: str
    level: int | None
    time: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """An incident that is not resolved; `url` is safe."""

    title: str
    status: Status
    urgency: str
    opened: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class OnCallRow:
    """Entities of one owner with the same people, and their open incidents, triggered ones first.

    `covered` is whether anybody is on call now, `paused` whether the provider opens no incident for
    them. `policy` is the name of the escalation, `url` its page or that of the service.
    """

    refs: tuple[str, ...]
    owner: str | None
    systems: tuple[str, ...]
    covered: Status
    now: tuple[Holder, ...]
    next: tuple[Holder, ...]
    policy: str
    url: str
    incidents: tuple[OpenIncident, ...]
    paused: bool
    stale_since: datetime | None

    @property
    def states(self) -> tuple[str, ...]:
        """Whether it is covered, and the states of its incidents, the worst first."""
        words = {self.covered.word, *(one.status.word for one in self.incidents)}
        if self.paused:
            words.add("paused")
        return tuple(sorted(words, key=_rank))


def all_on_call(portal: Portal) -> tuple[OnCallRow, ...]:
    """A row for each entity of the catalog with such a fact, made once for all outputs."""
    return portal.shared("on call", lambda one: tuple(_entries(one, one.links)))


def on_call_rows(portal: Portal, entries: Iterable[OnCallRow]) -> tuple[OnCallRow, ...]:
    """The rows, those with a triggered incident or nobody on call first, then by owner.

    Entities of one owner without an open incident and with the same people are one row.
    """
    rows: dict[object, OnCallRow] = {}
    for one in entries:
        alike = (one.owner, one.now, one.next, one.policy, one.paused, one.covered, one.stale_since)
        key: object = one.refs if one.incidents else alike
        known = rows.get(key)
        rows[key] = _together(known, one) if known else one
    return tuple(sorted(rows.values(), key=lambda row: _place(portal, row)))


def own_on_call(portal: Portal, ref: str, entity: EntityData) -> tuple[OnCallRow, ...]:
    """The rows of what a group, user, system or domain is made of; other entities have none."""
    return on_call_rows(portal, _entries(portal, parts_of(portal, ref, entity)))


def _together(one: OnCallRow, other: OnCallRow) -> OnCallRow:
    systems = tuple(dict.fromkeys((*one.systems, *other.systems)))
    url = one.url if one.url == other.url else ""
    return replace(one, refs=(*one.refs, *other.refs), systems=systems, url=url)


def _entries(portal: Portal, refs: Iterable[str]) -> Iterator[OnCallRow]:
    for ref in refs:
        if not portal.knows(ref):
            continue
        people = portal.value(ref, shifts.KIND)
        opened = portal.value(ref, incidents.KIND)
        if (people is not None or opened is not None) and _is_about(portal, ref):
            yield _entry(portal, ref, people, opened)


def _is_about(portal: Portal, ref: str) -> bool:
    """Whether a fact is about the entity itself; one of its repository is of its components alone."""
    if split_ref(ref)[0] == "component":
        return True
    kinds = (shifts.KIND, incidents.KIND)
    return any(kind.matches(key) for key in portal.own_facts(ref) for kind in kinds)


def _entry(portal: Portal, ref: str, people: OnCall | None, opened: Incidents | None) -> OnCallRow:
    link = portal.links[ref]
    ages = (stale_since(portal, ref, shifts.KIND), stale_since(portal, ref, incidents.KIND))
    found = [one for one in opened.incidents if one.state != "resolved"] if opened else []
    return OnCallRow(
        refs=(ref,),
        owner=ref if link.kind == "group" else link.owner,
        systems=(link.system,) if link.system else (),
        covered=UNKNOWN if people is None else COVERED if people.now else NOBODY,
        now=tuple(_holder(one, one.end) for one in people.now) if people else (),
        next=tuple(_holder(one, one.start) for one in people.next) if people else (),
        policy=(people.policy or "") if people else "",
        url=safe_url(people.url) if people else "",
        incidents=tuple(map(_incident, found)),
        paused=opened is not None and opened.state == "paused",
        stale_since=min(filter(None, ages), default=None),
    )


def _holder(shift: Shift, time: str | None) -> Holder:
    schedule = (shift.schedule or "") if shift.person else ""
    return Holder(name_of(shift), schedule, shift.level, parsed_time(time), safe_url(shift.url))


def _incident(one: Incident) -> OpenIncident:
    status = incidents.state_status(one.state)
    opened, url = parsed_time(one.opened), safe_url(one.url)
    return OpenIncident(one.title, status, one.urgency or "", opened, url)


def _place(portal: Portal, row: OnCallRow) -> tuple[int, str, str, str]:
    owner = portal.title(row.owner).lower() if row.owner else "\uffff"
    return _rank(row.states[0]), owner, portal.title(row.refs[0]).lower(), row.refs[0]


def _rank(word: str) -> int:
    return _RANKED.index(word) if word in _RANKED else len(_RANKED)
