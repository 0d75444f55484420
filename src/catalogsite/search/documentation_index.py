"""The full-text index of the site as an output: its pages, and its files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from catalogsite.docs.documentation import Converted
from catalogsite.execution.progress import Progress, counted
from catalogsite.model.entity import EntityData, owner_of, ref_of, title_of
from catalogsite.model.page import Asset, OutputGroup
from catalogsite.model.read_log import ReadLog
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.urls import docs_path
from catalogsite.search.fulltext import FOLDER, SearchIndexError, SearchPage, kept_index
from catalogsite.state.folders import State


def full_text_output(
    snapshot: Snapshot,
    converted: Converted,
    state: State,
    progress: Progress,
    human: Sequence[SearchPage] = (),
) -> OutputGroup:
    """The files of the index of documentation and `human` pages; no file where there are no pages."""
    make = partial(_full_text_index, snapshot, converted, human, state.full_text, progress)
    return OutputGroup(f"{FOLDER}/", make, kept=True)


def _full_text_index(
    snapshot: Snapshot,
    converted: Converted,
    human: Sequence[SearchPage],
    folder: Path,
    progress: Progress,
    reads: ReadLog,
) -> Iterator[Asset]:
    progress.start("search", 0)
    try:
        count = kept_index([*human, *_search_pages(snapshot, converted)], folder)
    except SearchIndexError as error:
        reads.complete = False
        progress.done("search", f"no full-text search: {error.what}")
        return
    for file in sorted((folder / FOLDER).rglob("*")):
        if file.is_file():
            yield Asset(file.relative_to(folder).as_posix(), file.read_bytes())
    progress.done("search", counted(count, "page"))


def _search_pages(snapshot: Snapshot, converted: Converted) -> Iterator[SearchPage]:
    facets = {ref: facet for ref, facet in _facets(snapshot) if ref in converted}
    names = {ref_of(entity): _names(entity) for entity in snapshot.entities}
    for ref in sorted(facets):
        for page in converted[ref].pages:
            if page.searchable:
                path = docs_path(ref, page.path)
                about = " ".join((names[ref], *page.tags))
                yield SearchPage(path, page.title, page.text, facets[ref], page.sections, about)


def _names(entity: EntityData) -> str:
    """The title and name of an entity; the title alone where it has the same words."""
    title, name = title_of(entity), str(entity["metadata"]["name"])
    same = title.casefold().replace(" ", "-") == name.casefold()
    return title if same else f"{title} {name}"


def _facets(snapshot: Snapshot) -> Iterator[tuple[str, dict[str, str | None]]]:
    for entity in snapshot.entities:
        ref = ref_of(entity)
        owner = owner_of(entity)
        yield (
            ref,
            {
                "kind": entity["kind"],
                "owner": owner.rpartition("/")[2] if owner else None,
                "type": (entity.get("spec") or {}).get("type"),
            },
        )
