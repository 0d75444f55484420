"""What programs read: JSON, badges, the type-ahead index, and Markdown for language models."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from catalogsite.graph import ref_of
from catalogsite.model import Snapshot
from catalogsite.page import Asset
from catalogsite.render.api import render_api
from catalogsite.render.badges import render_badges
from catalogsite.render.llms import render_llms
from catalogsite.render.search import entity_index


def machine_files(
    snapshot: Snapshot, read_blob: Callable[[str], bytes], documented: Collection[str] = ()
) -> Iterator[Asset]:
    """Every file of the site that is not for a person's eyes; `documented` have pages of docs."""
    yield from render_api(snapshot, read_blob)
    for entity in snapshot.entities:
        yield from render_badges(entity, snapshot.scores.get(ref_of(entity)))
    yield from render_llms(snapshot, documented)
    yield Asset("assets/catalogsite/entities.json", entity_index(snapshot))
