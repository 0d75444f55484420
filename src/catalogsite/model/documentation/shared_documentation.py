"""The documentation that an entity shows: its own, or that of another entity, and the page of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from catalogsite.model.entity import DEFAULT_NAMESPACE, EntityData, annotations_of, ref_of
from catalogsite.model.urls import docs_path

ENTITY = "backstage.io/techdocs-entity"
PATH = "backstage.io/techdocs-entity-path"

_REFERENCE = re.compile(r"(?:([^:/]+):)?(?:([^:/]+)/)?([^:/]+)")


class DocumentationLink(NamedTuple):
    """A page of the documentation of `ref`; `page` is its address below the root, `part` `#id` or `""`."""

    ref: str
    page: str = ""
    part: str = ""

    @property
    def path(self) -> str:
        """The address below the root of the site."""
        return docs_path(self.ref, self.page) + self.part


def documentation_link(entity: EntityData, documented: Collection[str]) -> DocumentationLink | None:
    """The documentation that an entity shows, of those that there are; None where it has none.

    An entity whose annotation refers to nothing shows its own documentation.
    """
    own, shared = ref_of(entity), shared_documentation(entity)
    ref = shared if shared in documented else own
    if ref is None or ref not in documented:
        return None
    return DocumentationLink(ref, *documentation_page(entity))


def shared_links(
    entities: Iterable[EntityData], documented: Collection[str]
) -> dict[str, DocumentationLink]:
    """The link of each entity without documentation of its own that shows that of another."""
    annotated = (entity for entity in entities if ENTITY in annotations_of(entity))
    found = {ref_of(entity): documentation_link(entity, documented) for entity in annotated}
    return {ref: link for ref, link in found.items() if link is not None and link.ref != ref}


def shared_documentation(entity: EntityData) -> str | None:
    """The reference that the annotation names, complete and in lower case; None without one."""
    match = _REFERENCE.fullmatch(annotations_of(entity).get(ENTITY, ""))
    if match is None:
        return None
    kind, namespace, name = match.groups()
    return f"{kind or 'component'}:{namespace or DEFAULT_NAMESPACE}/{name}".lower()


def documentation_page(entity: EntityData) -> tuple[str, str]:
    """The address of the page that the annotation names, and `#id` or `""`; `""` is the first page."""
    path, mark, part = annotations_of(entity).get(PATH, "").partition("#")
    words = path.partition("?")[0].strip("/").removesuffix("index.html").removesuffix(".md")
    words = words.removesuffix("/index").strip("/")
    address = f"{words}/" if words and words != "index" else ""
    return address, mark + part
