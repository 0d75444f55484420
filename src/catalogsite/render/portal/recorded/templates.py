"""The Templates of a catalog as one output reads them."""

from __future__ import annotations

from dataclasses import dataclass

from catalogsite.model.read_log import ReadLog
from catalogsite.model.templates.template_files import StoredTemplate
from catalogsite.render.portal.collections.catalog import CatalogCollections
from catalogsite.render.portal.recorded.read import read
from catalogsite.render.portal.template_users import TemplateUser


@dataclass(frozen=True, slots=True)
class RecordedTemplates:
    """The files of Templates, and who was made from them."""

    _found: CatalogCollections
    _reads: ReadLog

    def skeleton(self, ref: str) -> tuple[str, ...]:
        """The paths of the files that a Template would write."""
        return read(self._reads, self._found.skeleton, ref)

    def files(self, ref: str) -> StoredTemplate | None:
        """What the snapshot keeps of the files that the steps of a Template fetch."""
        return read(self._reads, self._found.template_files, ref)

    def users(self, ref: str) -> tuple[TemplateUser, ...]:
        """Who was made from a template, those that are behind first."""
        return read(self._reads, self._found.template_users, ref)
