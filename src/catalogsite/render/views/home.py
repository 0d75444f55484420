"""View models of the home page: what needs attention, recent changes, teams."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogsite.model.facts.kind import FactKind, Status
from catalogsite.model.facts.on_call import incidents
from catalogsite.model.facts.running import deployments
from catalogsite.model.quantities import percent
from catalogsite.model.urls import split_ref
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.entity_link import EntityLink, kind_order

_RUNNING: tuple[tuple[int, FactKind[Any], str], ...] = (
    (0, incidents.KIND, "an incident is open"),
    (1, deployments.KIND, "deployment failed"),
)
OWNED_KINDS = {"component", "api", "system", "domain", "resource", "template"}
"""Kinds that should have an owner."""


@dataclass(frozen=True, slots=True)
class Attention:
    """One entity that someone should look at, worst first."""

    ref: str
    reason: str
    status: Status
    owner: str | None


@dataclass(frozen=True, slots=True)
class Team:
    """A group: the number of entities that it owns, of those with a failing build, and its mean score.

    None where no build or score is known.
    """

    ref: str
    owned: int
    failing: int | None
    score: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """The last commit of a repository, and its first entity."""

    ref: str
    repository: str
    time: datetime


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many entities of a kind there are."""

    kind: str
    title: str
    count: int


def kind_counts(portal: Portal) -> tuple[KindCount, ...]:
    """The number of entities of each kind, in page order."""
    return tuple(
        KindCount(kind, portal.kind_name(kind, many=len(links) != 1), len(links))
        for kind, links in portal.by_kind().items()
    )


def attention(portal: Portal, limit: int) -> tuple[list[Attention], int]:
    """The entities with alerts, incidents, failures or without an owner, worst first; and their number."""
    found: list[tuple[int, str, Attention]] = []
    for ref, link in portal.links.items():
        for rank, reason, status in _troubles(portal, link):
            entry = Attention(ref, reason, status, link.owner)
            found.append((rank, link.title.lower(), entry))
            break
    found.sort(key=lambda item: (item[0], item[1], item[2].ref))
    return [entry for _, _, entry in found[:limit]], len(found)


def _troubles(portal: Portal, link: EntityLink) -> list[tuple[int, str, Status]]:
    alerts, build = portal.alerts(link.ref), portal.build(link.ref)
    troubles = []
    if alerts and alerts.tone in {"bad", "warn"}:
        troubles.append((0 if alerts.tone == "bad" else 2, "alerts are firing", alerts))
    troubles += _component_troubles(portal, link)
    if build and build.tone == "bad":
        troubles.append((1, "build is failing", build))
    if link.kind in OWNED_KINDS and link.owner is None:
        troubles.append((3, _lies_in(portal, link), Status("no owner", "warn")))
    elif link.owner is not None and link.owner not in portal.links:
        troubles.append((4, "its owner is not in the catalog", Status("unknown owner", "warn")))
    return troubles


def _component_troubles(portal: Portal, link: EntityLink) -> Iterator[tuple[int, str, Status]]:
    """What has gone wrong where it runs: an incident that is open, or a deployment that failed."""
    if link.kind != "component":
        return
    for rank, kind, reason in _RUNNING:
        value = portal.value(link.ref, kind)
        status = kind.status(value) if value is not None and kind.status else None
        if status is not None and status.tone == "bad":
            yield rank, reason, status


def _lies_in(portal: Portal, link: EntityLink) -> str:
    """Plain text: what the entity is, and its repository."""
    repository = portal.repository(link.ref)
    what = link.type or link.kind_name
    return f"{what} in {repository.name}" if repository else what


def teams(portal: Portal) -> list[Team]:
    """The groups that own an entity, by number of entities."""
    owned: dict[str, list[str]] = defaultdict(list)
    for ref, link in portal.links.items():
        if link.owner in portal.links and split_ref(link.owner or "")[0] == "group":
            owned[str(link.owner)].append(ref)
    found = [_team(portal, ref, refs) for ref, refs in owned.items()]
    return sorted(found, key=lambda team: (-team.owned, portal.title(team.ref).lower()))


def examples(portal: Portal, limit: int = 3) -> list[str]:
    """Search queries with results: titles of the most related entities, a common tag, a large team."""
    components = [ref for ref, link in portal.links.items() if link.kind in {"component", "api"}]
    busiest = sorted(
        components, key=lambda ref: (-len(portal.entities[ref].get("relations") or ()), ref)
    )
    tags = Counter(tag for link in portal.links.values() for tag in link.tags)
    common = sorted((tag for tag in tags if tags[tag] > 1), key=lambda tag: (-tags[tag], tag))
    owners = [team.ref for team in teams(portal)]
    found = [portal.title(ref) for ref in busiest[:1]] + common[:1]
    found += [portal.title(ref) for ref in (*owners[:1], *busiest[1:])]
    return [words for words in dict.fromkeys(found) if len(words) <= 24][:limit]


def _team(portal: Portal, ref: str, refs: list[str]) -> Team:
    builds = [build for r in refs if (build := portal.build(r))]
    scores = [points for r in refs if (points := portal.points(r)) is not None]
    return Team(
        ref=ref,
        owned=len(refs),
        failing=sum(build.tone == "bad" for build in builds) if builds else None,
        score=percent(sum(scores), 100 * len(scores)) if scores else None,
    )


def changes(portal: Portal, limit: int) -> list[Change]:
    """The last commits of repositories, newest first."""
    first: dict[str, str] = {}
    for ref in sorted(portal.links, key=lambda ref: (kind_order(split_ref(ref)[0]), ref)):
        if repository := portal.origin(ref).repository:
            first.setdefault(repository, ref)
    found = [
        Change(ref, portal.repositories[repo].name, time)
        for repo, ref in first.items()
        if repo in portal.repositories and (time := portal.repositories[repo].committed)
    ]
    return sorted(found, key=lambda change: (-change.time.timestamp(), change.ref))[:limit]
