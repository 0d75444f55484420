"""The names of all APIs for the search dialog: paths, operations, messages, types and fields."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from catalogsite.errors import StoreError
from catalogsite.model.page import Asset
from catalogsite.model.urls import entity_path
from catalogsite.render.portal.portal import Portal
from catalogsite.search.api_names import ApiName, api_names
from catalogsite.search.api_shards import api_name_files

_SAFE = "-._~!$&'()*+,;=:@/?"


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
        return api_names(json.loads(portal.blob(digest)), _address)
    except StoreError:
        return ()


def _address(anchor: str) -> str:
    return f"api/#{quote(anchor, safe=_SAFE)}"
