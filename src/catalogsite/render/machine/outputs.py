"""What programs read: JSON, badges, the type-ahead index, and Markdown for language models."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial

from catalogsite.model.page import Asset, OutputGroup, alone
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.model.urls import badge_path
from catalogsite.render.machine.badges import badge_file, badge_name
from catalogsite.render.machine.json_api import api_lots
from catalogsite.render.machine.llms import llms_lots
from catalogsite.search.typeahead import INDEX_PATH, entity_index


def machine_outputs(
    index: SnapshotIndex, read_blob: Callable[[str], bytes], documented: Collection[str] = ()
) -> Iterator[OutputGroup]:
    """Every file of the site that is not for a person's eyes; `documented` have pages of docs."""
    yield from api_lots(index.snapshot, read_blob)
    for ref, entity in index.entities.items():
        at = badge_path(ref, badge_name(entity))
        yield alone(at, partial(badge_file, entity))
    yield from llms_lots(index, documented)
    yield alone(INDEX_PATH, lambda: Asset(INDEX_PATH, entity_index(index.snapshot)), kept=True)
