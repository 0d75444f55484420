"""The entities of a snapshot, their links and origins, and the snapshot's own fields."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from catalogsite.model.api.api import ApiDefinition
from catalogsite.model.entity import EntityData, Origin
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.model.templates.launch import Launch
from catalogsite.model.templates.template_files import StoredTemplate
from catalogsite.model.urls import split_ref
from catalogsite.render.portal.api_versions import api_versions
from catalogsite.render.portal.collection import Collection
from catalogsite.render.portal.collections.groups import ABOUT, CARD
from catalogsite.render.portal.collections.links import EntityLinks
from catalogsite.render.portal.inputs import EVERYTHING, LAUNCHES, REFERENCES, SITE_URL, SNAPSHOT
from catalogsite.render.portal.template_users import TemplateUser, TemplateUsers
from catalogsite.render.views.entity_link import EntityLink, kind_order
from catalogsite.render.views.repository_view import RepositoryView, repository_view

_REFERENCES = frozenset({REFERENCES})
_DEFINITIONS = frozenset({"definitions", REFERENCES})


class CatalogCollections:
    """The catalog itself: what is in it, and where it was read."""

    def __init__(self, index: SnapshotIndex, site_url: str, launches: tuple[Launch, ...]) -> None:
        self._index = index
        self.links = EntityLinks(index.entities)
        self.site_url: Collection[str, str] = Collection(
            "site url", lambda _: site_url, lambda: ("",), inputs=frozenset({SITE_URL})
        )
        self.launches: Collection[str, tuple[Launch, ...]] = Collection(
            "launches", lambda _: launches, lambda: ("",), inputs=frozenset({LAUNCHES})
        )
        self._define_entities()
        self._define_files()

    def _define_entities(self) -> None:
        index, refs = self._index, self.links.keys
        self.entity: Collection[str, EntityData | None] = Collection(
            "entity", index.entity, refs, ABOUT
        )
        self.link: Collection[str, EntityLink | None] = Collection(
            "link", self.links.find, refs, CARD
        )
        self.known: Collection[str, bool] = Collection("known", self.links.__contains__, refs, CARD)
        self.kinds: Collection[str, tuple[str, ...]] = Collection(
            "kinds", lambda _: self._kinds, lambda: ("",), inputs=_REFERENCES
        )
        self.written_kind: Collection[str, str] = Collection(
            "written kind",
            lambda kind: self.links.written_kinds.get(kind, kind),
            lambda: self._kinds,
        )
        self.field: Collection[str, Any] = Collection(
            SNAPSHOT, self._field, lambda: Snapshot.model_fields, inputs=EVERYTHING
        )

    def _define_files(self) -> None:
        index, refs = self._index, self.links.keys
        self.origin: Collection[str, Origin] = Collection("origin", index.origin, refs, ABOUT)
        self.repository: Collection[str, RepositoryView | None] = Collection(
            "repository", self._repository, index.repositories.keys
        )
        self.skeleton: Collection[str, tuple[str, ...]] = Collection(
            "skeleton", index.skeleton, refs, ABOUT
        )
        self.template_files: Collection[str, StoredTemplate | None] = Collection(
            "template files", index.template_files, refs, ABOUT
        )
        users = TemplateUsers(index)
        self.template_users: Collection[str, tuple[TemplateUser, ...]] = Collection(
            "template users", users.of, lambda: users.all
        )
        # Alone: the reference of an API is not made again for another score of it.
        self.definition: Collection[str, ApiDefinition | None] = Collection(
            "definition", index.definition, refs, inputs=_DEFINITIONS
        )
        self.api_versions: Collection[str, tuple[str, ...]] = Collection(
            "API versions",
            lambda ref: self._api_versions.get(ref, ()),
            refs,
            inputs=_REFERENCES,
        )

    @cached_property
    def _kinds(self) -> tuple[str, ...]:
        return tuple(sorted({split_ref(ref)[0] for ref in self.links}, key=kind_order))

    def _field(self, name: str) -> Any:
        return getattr(self._index.snapshot, name)

    def _repository(self, repository_id: str) -> RepositoryView | None:
        return self._repositories.get(repository_id)

    @cached_property
    def _repositories(self) -> dict[str, RepositoryView]:
        return {one.id: repository_view(one) for one in self._index.repositories.values()}

    @cached_property
    def _api_versions(self) -> dict[str, tuple[str, ...]]:
        return api_versions(self.links)
