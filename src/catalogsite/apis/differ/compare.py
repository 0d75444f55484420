"""The changes between two versions of a definition, each with what it means for consumers."""

from __future__ import annotations

from catalogsite.apis.differ.api_version import ApiVersion, Compare
from catalogsite.apis.differ.asyncapi.compare import compare_asyncapi
from catalogsite.apis.differ.graphql.compare import compare_graphql
from catalogsite.apis.differ.openapi.compare import compare_openapi
from catalogsite.apis.differ.protobuf.compare import compare_protobuf
from catalogsite.model.api.api import ApiFormat
from catalogsite.model.api.change import ApiChange

__all__ = ["ApiVersion", "Compare", "compare_apis"]

_COMPARE: dict[ApiFormat, Compare] = {
    "asyncapi": compare_asyncapi,
    "graphql": compare_graphql,
    "openapi": compare_openapi,
    "protobuf": compare_protobuf,
}


def compare_apis(old: ApiVersion, new: ApiVersion) -> tuple[ApiChange, ...]:
    """What changed, the breaking changes first; nothing where the format itself is another one."""
    compare = _COMPARE.get(new.model.format)
    if compare is None or old.model.format != new.model.format:
        return ()
    order = {"breaking": 0, "maybe": 1, "safe": 2}
    return tuple(sorted(compare(old, new), key=lambda one: order[one.impact]))
