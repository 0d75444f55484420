"""The names of all APIs for the search dialog: paths, operations, messages, types and fields."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from catalogsite.errors import StoreError
from catalogsite.model.api.api import ApiModel
from catalogsite.model.page import Asset
from catalogsite.model.urls import entity_path
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.apis.anchors import fragment
from catalogsite.render.views.apis.division import divide
from catalogsite.search.api_names import ApiName, api_names
from catalogsite.search.api_shards import api_name_files

_ONE_PAGE = 20_000
"""Bytes of JSON of which a reference has one page; to read it in full takes ten times as long."""


def api_name_index(portal: Portal) -> Iterator[Asset]:
    """The files that the search dialog loads; they depend on the definitions of APIs alone."""
    names = {
        entity_path(ref).removeprefix("catalog/"): _names(portal, definition.model)
        for ref, definition in portal.snapshot.definitions.items()
        if definition.model
    }
    for path, content in api_name_files(names):
        yield Asset(path, content)


def _names(portal: Portal, digest: str) -> Sequence[ApiName]:
    """The names of an API; none where what its definition says is lost."""
    try:
        content = portal.blob(digest)
    except StoreError:
        return ()
    pages = _pages(content) if len(content) > _ONE_PAGE else {}
    return api_names(
        json.loads(content), lambda anchor: f"api/{pages.get(anchor, '')}{fragment(anchor)}"
    )


def _pages(content: bytes) -> dict[str, str]:
    """The page of the reference by anchor."""
    return divide(ApiModel.model_validate_json(content)).pages_of
