"""Pages of a long list, whose first page is one of the site's own navigation."""

from __future__ import annotations

from typing import Any

from catalogsite.model.page import Link, Page
from catalogsite.model.urls import base
from catalogsite.render.chunks import Chunk


def list_page(chunk: Chunk[Any], title: str, description: str, body: str) -> Page:
    """One page of a list; `body` is safe HTML."""
    first = chunk.number == 1
    section = chunk.path.split("/")[0] + "/"
    return Page(
        path=chunk.path,
        layout="single" if first else "catalog",
        title=numbered_title(title, chunk),
        description=description,
        body=body,
        previous=None if first else chunk.previous,
        following=None if first else chunk.following,
        breadcrumbs=() if first else (Link(title, base(chunk.path) + section),),
        section=section,
    )


def numbered_title(title: str, chunk: Chunk[Any]) -> str:
    """The title of a page, with its number from the second on."""
    return f"{title}, page {chunk.number}" if chunk.number > 1 else title
