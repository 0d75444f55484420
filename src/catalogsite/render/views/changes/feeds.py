"""The addresses of feeds, and the links to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from catalogsite.model.page import Link
from catalogsite.model.urls import entity_path, relative
from catalogsite.render.views.company.choices import Choice

ALL = "changes/feed"
"""The address of the feed of all changes, without its ending."""


@dataclass(frozen=True, slots=True)
class KindFeed:
    """The feed of one kind."""

    title: str
    links: tuple[Link, ...]


def kind_feed(kind: str) -> str:
    """The address of the feed of a kind, without its ending."""
    return f"changes/kind/{quote(kind, safe='')}/feed"


def entity_feed(ref: str) -> str:
    """The address of the feed of an entity and of what it owns, without its ending."""
    return f"{entity_path(ref)}changes"


def feed_links(feed: str, here: str) -> tuple[Link, ...]:
    """The links from a page to a feed in both formats."""
    return (
        Link("Atom", relative(here, f"{feed}.xml")),
        Link("JSON Feed", relative(here, f"{feed}.json")),
    )


def is_owner(ref: str) -> bool:
    """Whether it is a group or user, whose feed has what they own and is there as JSON, too.

    One file for each of thousands of other entities is enough.
    """
    return ref.startswith(("group:", "user:"))


def own_feed_links(ref: str) -> tuple[Link, ...]:
    """The links from the page of an entity to its feeds."""
    found = feed_links(entity_feed(ref), entity_path(ref))
    return found if is_owner(ref) else found[:1]


def kind_feed_links(kinds: Iterable[Choice], here: str) -> tuple[KindFeed, ...]:
    """The feeds of the kinds that a reader may choose."""
    return tuple(KindFeed(one.title, feed_links(kind_feed(one.value), here)) for one in kinds)
