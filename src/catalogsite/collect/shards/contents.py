"""The objects of the store that readings name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.collect.reading.template_files import template_digests
from catalogsite.errors import StoreError
from catalogsite.state.store import Store

_DIGEST = re.compile(r"[0-9a-f]{64}")


def stored_objects(
    readings: Iterable[RepositoryReading], others: Iterable[str], store: Store
) -> Iterator[tuple[str, bytes]]:
    """The digest and the bytes of every object that readings name, and of `others`, each once."""
    named = dict.fromkeys(others)
    for reading in readings:
        named.update(dict.fromkeys(_named(reading, store)))
    for digest in named:
        with suppress(StoreError):
            yield digest, store.get(digest)


def _named(reading: RepositoryReading, store: Store) -> Iterator[str]:
    # Definitions name their models and files in several places; a digest is known by its looks.
    text = reading.model_dump_json(exclude_defaults=True)
    yield from (one for one in _DIGEST.findall(text) if store.has(one))
    for documentation in reading.documentation:
        with suppress(StoreError):
            tree = store.tree(documentation.tree)
            yield from (entry.blob for entry in tree.files.values())
    for stored in reading.template_files.values():
        yield from template_digests(store, stored.files)
