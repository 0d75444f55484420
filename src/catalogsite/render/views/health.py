"""View models of health: statuses of facts, counted for some entities, and the bad ones by owner."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import quote

from catalogsite.model.entity import EntityData, targets_of
from catalogsite.model.facts.kind import FactKind, Row, Status, Tone
from catalogsite.model.facts.registry import fact_kinds
from catalogsite.model.source_run import SourceRun
from catalogsite.model.urls import split_ref
from catalogsite.render.filters import safe_url
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.links.runbook import guide_href

_WORST: dict[Tone, int] = {"bad": 0, "warn": 1, "busy": 2, "none": 3, "good": 4}
_TROUBLES = ("bad", "warn")
_MEASURED = "component"
_HERE = "../"
"""The way from the health page to the root."""


@cache
def health_kinds() -> tuple[FactKind[Any], ...]:
    """The kinds of facts that have a status."""
    return tuple(kind for kind in fact_kinds() if kind.status)


@dataclass(frozen=True, slots=True)
class StatusCount:
    """The number of entities with one status; `href` is the catalog table of them, from the root."""

    status: Status
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class RollUp:
    """The statuses of one kind of fact among some entities, the worst first.

    `unmeasured` are the components that have no such fact.
    """

    title: str
    counts: tuple[StatusCount, ...]
    unmeasured: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """A bad or doubtful status of an entity: its worst part, and since when the fact is stale.

    `others` is how many other parts are bad or doubtful. `guide` says what to do about it, such as `Runbook`; its address is from the health page.
    """

    ref: str
    kind: str
    status: Status
    text: str
    others: int
    url: str
    time: datetime | None
    stale_since: datetime | None
    guide: str
    guide_url: str


@dataclass(frozen=True, slots=True)
class TeamHealth:
    """The troubles of what one owner owns; without a reference of what nobody owns."""

    ref: str
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of facts as the page names it; `url` is its address where it is named by one."""

    title: str
    url: str
    run: SourceRun


def providers(portal: Portal, *kinds: FactKind[Any]) -> tuple[Provider, ...]:
    """The providers that gave facts or should have, those that did not answer first.

    With `kinds`, those of such facts.
    """
    facts = portal.snapshot.facts
    origins = [
        fact.provenance
        for fact in facts
        if not kinds or any(kind.matches(fact.key) for kind in kinds)
    ]
    given = {(one.source, one.name) for one in origins}
    titles = {(one.source, one.name): one.title for one in origins if one.title}
    shown = [
        Provider(
            titles.get((run.kind, run.name)) or run.kind.replace("_", " ").capitalize(),
            safe_url(run.name) if "://" in run.name else "",
            run,
        )
        for run in portal.snapshot.sources
        if not run.repositories
        and ((run.kind, run.name) in given if kinds else run.facts or run.state != "ok")
    ]
    return tuple(sorted(shown, key=lambda one: one.run.state == "ok"))


def roll_ups(portal: Portal, refs: Iterable[str], query: str | None = "") -> tuple[RollUp, ...]:
    """One roll-up for each kind of fact that any of the entities has a status of.

    `query` is what the links to the catalog table filter by besides the status; with None there are
    no links.
    """
    found = {ref: portal.statuses(ref) for ref in refs if portal.knows(ref)}
    measured = {key for its in found.values() for key in its}
    return tuple(_roll_up(kind, found, query) for kind in health_kinds() if kind.key in measured)


def _roll_up(
    kind: FactKind[Any], found: Mapping[str, Mapping[str, Status]], query: str | None
) -> RollUp:
    counts = Counter(its[kind.key] for its in found.values() if kind.key in its)
    return RollUp(
        title=kind.label,
        counts=tuple(
            StatusCount(status, count, _href(kind, status, query))
            for status, count in sorted(counts.items(), key=lambda one: _place(one[0]))
        ),
        unmeasured=sum(
            kind.key not in its and split_ref(ref)[0] == _MEASURED for ref, its in found.items()
        ),
    )


def _href(kind: FactKind[Any], status: Status, query: str | None) -> str:
    if query is None or kind.column is None:
        return ""
    return f"catalog/?{kind.column}={quote(status.word)}{query}"


def own_roll_ups(portal: Portal, ref: str, entity: EntityData) -> tuple[RollUp, ...]:
    """The roll-ups of a group, user, system or domain; other entities have none."""
    kind = split_ref(ref)[0]
    filters = {"group": f"&owner={ref}", "user": f"&owner={ref}", "system": f"&system={ref}"}
    return roll_ups(portal, parts_of(portal, ref, entity), filters.get(kind))


def parts_of(portal: Portal, ref: str, entity: EntityData) -> tuple[str, ...]:
    """The entities whose health is that of a group, user, system or domain; others have none.

    They are what it owns, or its parts and the parts of those.
    """
    kind = split_ref(ref)[0]
    if kind in {"group", "user"}:
        return tuple(targets_of(entity, "ownerOf"))
    if kind not in {"system", "domain"}:
        return ()
    found: dict[str, None] = {}
    waiting = [ref]
    while waiting:
        part = portal.entities.get(waiting.pop())
        for target in targets_of(part, "hasPart") if part else ():
            if target not in found:
                found[target] = None
                waiting.append(target)
    return tuple(found)


def team_health(portal: Portal) -> tuple[TeamHealth, ...]:
    """The troubles of the catalog by owner: owners with the worst first, then by title."""
    by_owner: dict[str, list[Trouble]] = defaultdict(list)
    for ref, link in portal.links.items():
        by_owner[link.owner or ""] += _troubles(portal, ref)
    teams = [
        TeamHealth(owner, tuple(sorted(found, key=lambda one: _order(portal, one))))
        for owner, found in by_owner.items()
        if found
    ]
    return tuple(sorted(teams, key=lambda team: _team_order(portal, team)))


def _team_order(portal: Portal, team: TeamHealth) -> tuple[int, bool, str]:
    bad = sum(one.status.tone == "bad" for one in team.troubles)
    return -bad, not team.ref, portal.title(team.ref).lower() if team.ref else ""


def _order(portal: Portal, one: Trouble) -> tuple[tuple[int, str], str, str]:
    return _place(one.status), portal.title(one.ref).lower(), one.kind


def _place(status: Status) -> tuple[int, str]:
    return _WORST[status.tone], status.word


def _troubles(portal: Portal, ref: str) -> Iterator[Trouble]:
    for kind in health_kinds():
        status = portal.status(ref, kind)
        if status is None or status.tone not in _TROUBLES:
            continue
        value = portal.value(ref, kind)
        row, others = _worst_row(kind, value)
        yield Trouble(
            ref=ref,
            kind=kind.label,
            status=status,
            text=row.text,
            others=others,
            url=safe_url(row.url),
            time=row.time,
            stale_since=stale_since(portal, ref, kind),
            guide=row.guide.title if row.guide else "",
            guide_url=guide_href(portal, ref, row.guide, _HERE) if row.guide else "",
        )


def _worst_row(kind: FactKind[Any], value: Any) -> tuple[Row, int]:
    """The worst bad or doubtful part, and how many others there are; without parts the whole value."""
    rows = kind.rows(value) if kind.rows and value is not None else ()
    bad = [row for row in rows if row.status.tone in _TROUBLES]
    if bad:
        return min(bad, key=lambda one: _WORST[one.status.tone]), len(bad) - 1
    words = kind.summary(value) if kind.summary and value is not None else ""
    return Row(words, url=getattr(value, "url", None)), 0


def stale_since(portal: Portal, ref: str, kind: FactKind[Any]) -> datetime | None:
    """Since when a provider of this kind has not answered for the entity; None where all did."""
    facts = portal.facts(ref)
    times = [facts[key].provenance.stale_since for key in facts if kind.matches(key)]
    return min(filter(None, times), default=None)
