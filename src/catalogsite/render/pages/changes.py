"""The page of what changed last night and in the days before, and one for each month."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalogsite.model.page import Asset, Link, Page
from catalogsite.model.urls import base
from catalogsite.render.chunks import Chunk, chunks
from catalogsite.render.machine.changes import changes_markdown
from catalogsite.render.pages.lists import numbered_title
from catalogsite.render.portal.portal import Portal
from catalogsite.render.templates import Templates
from catalogsite.render.views.changes.feeds import ALL, feed_links, kind_feed_links
from catalogsite.render.views.changes.listing import (
    AT,
    Listing,
    first_listing,
    month_listings,
)

_DESCRIPTION = "What came and went in the catalog, who owns it now, and what broke, night by night"


def changes_page(templates: Templates, portal: Portal) -> Iterator[Page | Asset]:
    """The changes of the last days, and the same as Markdown."""
    listing = first_listing(portal)
    feeds = feed_links(ALL, AT)
    (chunk,) = chunks([listing.days], 1, AT, AT)
    yield Page(
        path=AT,
        layout="single",
        title="Changes",
        description=_DESCRIPTION,
        body=_body(templates, portal, listing, chunk),
        section=AT,
        feeds=feeds,
    )
    yield Asset(f"{AT}index.md", changes_markdown(portal, listing.days).encode())


def month_pages(month: str, templates: Templates, portal: Portal) -> Iterator[Page]:
    """The pages of one month (`2026-11`)."""
    listings = month_listings(portal, month)
    path = f"{AT}{month}/"
    for chunk in chunks(listings, 1, path, path):
        listing = chunk.items[0]
        yield Page(
            path=chunk.path,
            layout="catalog",
            title=numbered_title(listing.title, chunk),
            description=f"{listing.title} in the catalog, night by night",
            body=_body(templates, portal, listing, chunk),
            previous=chunk.previous,
            following=chunk.following,
            breadcrumbs=(Link("Changes", base(chunk.path) + AT),),
            section=AT,
        )


def _body(templates: Templates, portal: Portal, listing: Listing, chunk: Chunk[Any]) -> str:
    kinds = kind_feed_links(listing.kinds, chunk.path) if listing.first else ()
    feeds = feed_links(ALL, chunk.path)
    return templates.render(
        "changes", portal, chunk.path, listing=listing, chunk=chunk, feeds=feeds, kind_feeds=kinds
    )
