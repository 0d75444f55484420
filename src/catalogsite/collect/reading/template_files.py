"""Stores the files that the steps of scaffold templates fetch, so that a build can show what they write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from pydantic import ValidationError

from catalogsite.catalog.reading import ReadEntity
from catalogsite.errors import StoreError
from catalogsite.model.entity import ref_of
from catalogsite.model.templates.template_files import StoredTemplate, TemplateFile, TemplateFiles
from catalogsite.repositories.trees.tree import Tree, files_in
from catalogsite.scaffold.templates.local_sources import local_sources
from catalogsite.state.store import Store

MOST_BYTES = 2_000_000
"""Bytes of the files of one template that a page carries; of a larger one it shows the command."""

MOST_FILES = 1_000
"""Files of one template that a page carries."""


def stored_templates(
    tree: Tree, entities: Sequence[ReadEntity], store: Store
) -> dict[str, StoredTemplate]:
    """The files of each Template entity, in the store, by its reference. Raises DiskError."""
    templates = [one for one in entities if one.data["kind"] == "Template" and one.origin.file]
    if not templates:
        return {}
    sizes = dict(sorted({**tree.named_only_paths(), **tree.paths()}.items()))
    links = {*tree.inside_links(), *tree.outside_links()}
    programs = tree.executables()
    found = {}
    for entity in templates:
        file = entity.origin.file or ""
        paths = _fetched(entity, file, [*sizes, *tree.outside_links()])
        if not links.isdisjoint(paths):
            stored = StoredTemplate(file=file, missing="links")
        elif sum(sizes[path] for path in paths) > MOST_BYTES or len(paths) > MOST_FILES:
            stored = StoredTemplate(file=file, missing="large")
        else:
            stored = _stored(tree, file, paths, programs, store)
        found[ref_of(entity.data)] = stored
    return found


def holds_template(store: Store, digest: str) -> bool:
    """Whether the store has a list of files and all that it names."""
    return all(map(store.has, template_digests(store, digest)))


def template_digests(store: Store, digest: str) -> Iterator[str]:
    """The hash of a list of files, and those of its files that the store's list names."""
    if not digest:
        return
    yield digest
    with suppress(StoreError, ValidationError):
        listed = TemplateFiles.model_validate_json(store.get(digest))
        yield from (file.blob for file in listed.files.values())


def _fetched(entity: ReadEntity, file: str, paths: list[str]) -> list[str]:
    found: set[str] = set()
    ordered, known = sorted(paths), set(paths)
    for source in local_sources(entity.data, file):
        found.update(files_in(source, ordered))
        found.update(known & {source})
    return sorted(path for path in found if ".git" not in path.split("/"))


def _stored(
    tree: Tree, file: str, paths: list[str], programs: frozenset[str], store: Store
) -> StoredTemplate:
    contents = tree.read_many(paths)
    if len(contents) < len(paths):
        return StoredTemplate(file=file, missing="unread")
    files = {
        path: TemplateFile(blob=store.put(contents[path]), executable=path in programs)
        for path in paths
    }
    listed = TemplateFiles(files=files)
    digest = store.put(listed.model_dump_json(exclude_defaults=True).encode())
    return StoredTemplate(file=file, files=digest)
