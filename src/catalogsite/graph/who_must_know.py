"""Who must know before an entity changes: everyone who needs it, by owner, with contacts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from catalogsite.graph.graph import Graph
from catalogsite.graph.reach import Reached, dependents
from catalogsite.model.entity import EntityData, owner_of


class Contact(NamedTuple):
    """A way to reach an owner: its label, and its address, which is unchecked."""

    label: str
    url: str


class OwnerImpact(NamedTuple):
    """What of one owner needs an entity, the nearest first.

    `owner` is None for entities without one. One that the catalog lacks has no contacts.
    """

    owner: str | None
    contacts: tuple[Contact, ...]
    reached: tuple[Reached, ...]


def who_must_know(graph: Graph, ref: str, depth: int | None = None) -> tuple[OwnerImpact, ...]:
    """The dependents of an entity by owner, the owner of most first; linear in what is reached."""
    return by_owner(graph, dependents(graph, ref, depth))


def by_owner(graph: Graph, everyone: Iterable[Reached]) -> tuple[OwnerImpact, ...]:
    """The entities by owner, the owner of most first."""
    groups: dict[str | None, list[Reached]] = {}
    for one in everyone:
        entity = graph.entities.get(one.ref)
        groups.setdefault(owner_of(entity) if entity is not None else None, []).append(one)
    found = [
        OwnerImpact(owner, tuple(contacts(graph.entities.get(owner or ""))), tuple(reached))
        for owner, reached in groups.items()
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.reached), one.owner or "~")))


def contacts(owner: EntityData | None) -> Iterator[Contact]:
    """The mail address of a group or user, and the links that its descriptor has."""
    if owner is None:
        return
    spec, metadata = owner.get("spec"), owner["metadata"]
    profile = spec.get("profile") if isinstance(spec, dict) else None
    mail = profile.get("email") if isinstance(profile, dict) else None
    if isinstance(mail, str) and mail:
        yield Contact(mail, f"mailto:{mail}")
    for link in metadata.get("links") or ():
        url = link.get("url") if isinstance(link, dict) else None
        if isinstance(url, str) and url:
            title = link.get("title")
            yield Contact(title if isinstance(title, str) and title else url, url)
