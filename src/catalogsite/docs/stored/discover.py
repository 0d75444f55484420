"""Finds the documentation of a repository's entities, and keeps its files in the store.

The rules are those of TechDocs (`backstage.io/techdocs-ref`, mkdocs.yaml before mkdocs.yml), and
where a repository says nothing: its `docs` folder, else its README.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Sequence
from typing import Any, Protocol

from catalogsite.docs.mkdocs_config import NAMES
from catalogsite.docs.mount import MARKDOWN
from catalogsite.docs.start_page import readme_in
from catalogsite.docs.stored.file_references import folder_of
from catalogsite.docs.stored.hidden_files import files_of_folder
from catalogsite.docs.stored.keep import empty_problem, keep
from catalogsite.docs.stored.referenced import ANNOTATION, SOURCE, Reference, reference
from catalogsite.docs.stored.search import Place, Search, StoredTree
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.entity import EntityData, Origin, annotations_of, ref_of, title_of
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.repositories.trees.submodules import submodule_of
from catalogsite.repositories.trees.tree import Tree
from catalogsite.state.store import Store
from catalogsite.yaml12.documents import document_at
from catalogsite.yaml12.positions import Position

_OTHER_READMES = tuple(
    f"{stem}{ending}"
    for stem in ("README", "readme", "Readme")
    for ending in (".rst", ".adoc", ".asciidoc", ".org", ".txt", ".textile", ".rdoc", ".mdx", "")
)


class Described(Protocol):
    """An entity as it was read, and its place."""

    @property
    def data(self) -> EntityData:
        """The entity."""

    @property
    def origin(self) -> Origin:
        """The file it was read from."""


def find_documentation(
    tree: Tree, repository: Repository, entities: Sequence[Described], store: Store
) -> tuple[list[Documentation], list[Problem]]:
    """The documentation of each entity that has one; its files are in the store afterwards."""
    search = Search(tree, repository, store)
    components = Counter(map(_folder, filter(_is_component, entities)))
    found: list[Documentation] = []
    for entity in entities:
        place = _place_of(search, entity, components)
        if place is None:
            continue
        if place not in search.kept:
            search.kept[place] = keep(search, place) or _readme_instead(search, place, entity)
        stored = search.kept[place]
        if stored is not None:
            found.append(_documentation_of(entity, stored, repository))
    return found, search.problems


def _documentation_of(
    entity: Described, stored: StoredTree, repository: Repository
) -> Documentation:
    return Documentation(
        entity_ref=ref_of(entity.data),
        repository=repository.id,
        tree=stored.tree,
        root=stored.root,
        config=stored.config,
        docs_dir=stored.docs_dir,
        site_name=stored.site_name or title_of(entity.data),
    )


def _place_of(search: Search, entity: Described, components: Counter[str]) -> Place | None:
    stated = annotations_of(entity.data)
    value, here = stated.get(ANNOTATION), _folder(entity)
    if not value:
        return _own_place(search, here) if _stands_alone(entity, components) else None
    found = reference(value, here, stated.get(SOURCE, ""), search.repository.web_url)
    if found is None:
        # Any other value is reported with the annotations of the entity.
        return None
    for folder in found.folders:
        search.admit(files_of_folder(folder))
    places = (_place_in(search, folder) for folder in found.folders)
    place = next((one for one in places if one is not None), None)
    if place is None:
        search.problems.append(_missing(search, entity, found, value))
    return place


def _missing(search: Search, entity: Described, found: Reference, value: str) -> Problem:
    at = _location(search, entity)
    if found.elsewhere:
        if search.repository.web_url is None:
            return problem("docs-elsewhere", "unknown", at=at, value=value)
        return problem("docs-elsewhere", at=at, value=value)
    if not found.folders:
        return problem("docs-outside", at=at, value=value)
    if found.source is not None:
        return problem("docs-missing", "source", at=at, value=value, address=found.source)
    submodule = submodule_of(found.folders[0], search.files.submodules)
    if submodule is not None:
        return problem("docs-missing", "submodule", at=at, value=value, submodule=submodule)
    return problem("docs-missing", at=at, value=value)


def _own_place(search: Search, folder: str) -> Place | None:
    """The documentation of a folder that nobody declared; a README of another markup is reported."""
    place = _place_in(search, folder)
    named = (posixpath.join(folder, name) for name in _OTHER_READMES) if place is None else ()
    readme = next((path for path in named if path in search.paths), None)
    if readme is not None:
        found = problem("docs-readme", at=search.location(readme))
        search.problems += [found] if found not in search.problems else []
    return place


def _stands_alone(entity: Described, components: Counter[str]) -> bool:
    """Whether docs that nobody assigned can only be this entity's: the one component here."""
    if entity.origin.inferred and not entity.origin.folder:
        # What stands for the whole repository, and not a part of it.
        return not _is_resource(entity) and not (_is_component(entity) and _is_part(entity))
    return _is_component(entity) and components[_folder(entity)] == 1


def _folder(entity: Described) -> str:
    origin = entity.origin
    return folder_of(origin.file or "") if origin.folder is None else origin.folder


def _is_part(entity: Described) -> bool:
    return entity.origin.folder is not None


def _is_resource(entity: Described) -> bool:
    return str(entity.data.get("kind", "")).lower() == "resource"


def _is_component(entity: Described) -> bool:
    return str(entity.data.get("kind", "")).lower() == "component"


def _place_in(search: Search, folder: str) -> Place | None:
    for name in NAMES:
        config = posixpath.join(folder, name)
        if config in search.paths:
            return Place(config=config, docs_dir="")
    docs = posixpath.join(folder, "docs")
    if any(path.endswith(MARKDOWN) for path in search.files_in(docs)):
        return Place(config=None, docs_dir=docs)
    return _readme_in(search, folder)


def _readme_in(search: Search, folder: str) -> Place | None:
    readme = readme_in(folder, search.entry_pages)
    return Place(config=None, docs_dir=folder, readme=readme) if readme else None


def _readme_instead(search: Search, place: Place, entity: Described) -> StoredTree | None:
    """The README beside a configuration whose docs folder has no page, which is reported."""
    if place.config is None:
        return None
    readme = _readme_in(search, folder_of(place.config))
    stored = keep(search, readme) if readme else None
    shown = readme.readme if readme and stored else None
    search.problems.append(empty_problem(search, place, ref_of(entity.data), shown))
    return stored


def _location(search: Search, entity: Described) -> SourceLocation:
    """The place of the annotation, else of the entity."""
    origin, ref = entity.origin, ref_of(entity.data)
    found = _annotation_position(search, origin)
    line, column = found or (origin.line, None)
    return search.location(origin.file, line)._replace(column=column, entity_ref=ref)


def _annotation_position(search: Search, origin: Origin) -> Position | None:
    text = search.read(origin.file) if origin.file and origin.line else None
    here = document_at(text, origin.line) if text and origin.line else None
    if here is None or _value_of(here.data) is None:
        return None
    return here.position(("metadata", "annotations", ANNOTATION))


def _value_of(data: Any) -> object:
    metadata = data.get("metadata") if isinstance(data, dict) else None
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    return annotations.get(ANNOTATION) if isinstance(annotations, dict) else None
