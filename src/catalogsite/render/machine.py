"""The files that programs read: JSON, badges, `llms.txt` and the Markdown twins."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.graph import ref_of
from catalogsite.model import Snapshot
from catalogsite.page import Asset
from catalogsite.render.api import ReadBlob, render_api
from catalogsite.render.badges import render_badges
from catalogsite.render.llms import render_llms


def machine_files(snapshot: Snapshot, read_blob: ReadBlob) -> Iterator[Asset]:
    """Every file of the site that no person opens."""
    yield from render_api(snapshot, read_blob)
    yield from render_llms(snapshot)
    for entity in snapshot.entities:
        yield from render_badges(entity, snapshot.scores.get(ref_of(entity)))
