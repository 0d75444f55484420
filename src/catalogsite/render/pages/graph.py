"""The page of the explorer: the whole graph for a browser, and its systems for everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from catalogsite.model.page import Page
from catalogsite.model.quantities import plural
from catalogsite.render.explorer.areas import place_of
from catalogsite.render.portal.portal import Portal
from catalogsite.render.templates import Templates
from catalogsite.render.views.entity_link import EntityLink

SYSTEMS = 150
"""Systems that the page lists."""


@dataclass(frozen=True, slots=True)
class DomainSystems:
    """A domain with some of its systems; without a link the systems that are in no domain."""

    domain: EntityLink | None
    systems: tuple[EntityLink, ...]


def graph_page(templates: Templates, portal: Portal) -> Page:
    """The explorer; without scripts the systems by domain, and the commands that ask the graph."""
    every = tuple(_by_domain(portal))
    listed = _first(every, SYSTEMS)
    links = sorted(portal.links)
    body = templates.render(
        "graph",
        portal,
        "graph/",
        total=len(links),
        example=next((ref for ref in links if ref.startswith("component:")), ""),
        domains=listed,
        more=_systems(every) - _systems(listed),
    )
    description = f"What depends on what among {plural(len(links), 'entity', 'entities')}"
    return Page("graph/", "single", "Graph", description, body, section="graph/")


def _by_domain(portal: Portal) -> Iterator[DomainSystems]:
    found: dict[str, list[EntityLink]] = defaultdict(list)
    by_kind = portal.by_kind()
    for link in by_kind.get("system", ()):
        found[place_of(link.ref, portal.entities).domain].append(link)
    for domain in by_kind.get("domain", ()):
        yield DomainSystems(domain, tuple(found.pop(domain.ref, ())))
    rest = sorted((link for some in found.values() for link in some), key=_by_title)
    if rest:
        yield DomainSystems(None, tuple(rest))


def _by_title(link: EntityLink) -> tuple[str, str]:
    return link.title.lower(), link.ref


def _first(domains: tuple[DomainSystems, ...], most: int) -> tuple[DomainSystems, ...]:
    """The domains with as many of their systems as fit together, each domain with its first ones."""
    each = max(1, most // max(1, len(domains)))
    if _systems(domains) <= most:
        return domains
    return tuple(DomainSystems(one.domain, one.systems[:each]) for one in domains)


def _systems(domains: tuple[DomainSystems, ...]) -> int:
    return sum(len(one.systems) for one in domains)
