"""An API as its pages show it: its model, how it is divided, and its files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from catalogsite.errors import StoreError
from catalogsite.model.api.api import ApiDefinition, ApiModel
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.apis.anchors import Anchors, names_of
from catalogsite.render.views.apis.division import Division, divide
from catalogsite.render.views.apis.source_files import SourceFile, files_by_number, source_files


@dataclass(frozen=True)
class ApiPages:
    """The model of an API with its pages."""

    model: ApiModel
    division: Division
    content: bytes
    """The model as JSON."""

    @cached_property
    def names(self) -> dict[str, str]:
        """How readers call each anchor."""
        return names_of(self.model)

    def anchors(self, page: str, files: tuple[SourceFile, ...] = ()) -> Anchors:
        """The links from a page, by its address below that of the reference."""
        return Anchors(self.division, self.names, files_by_number(self.model, files), page)


def api_pages(portal: Portal, ref: str) -> ApiPages | None:
    """The pages of an API; None where its definition cannot be read, or is lost."""
    kept = portal.api_definition(ref)
    if kept is None or not kept.model:
        return None
    try:
        return _parsed(portal.blob(kept.model))
    except StoreError:
        return None


# The page of the entity and the reference come one after the other.
@lru_cache(maxsize=2)
def _parsed(content: bytes) -> ApiPages:
    model = ApiModel.model_validate_json(content)
    return ApiPages(model, divide(model), content)


def api_files(portal: Portal, ref: str, definition: ApiDefinition) -> tuple[SourceFile, ...]:
    """The files of a definition; none where one is lost."""
    try:
        return source_files(definition, portal.links[ref].type, portal.blob)
    except StoreError:
        return ()
