"""Compares two OpenAPI definitions: operations, security and servers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from catalogsite.apis.differ.api_version import ApiVersion
from catalogsite.apis.differ.differences import TooMuch, too_much
from catalogsite.apis.differ.openapi.contract import Operation, OperationKey, operations_of
from catalogsite.apis.differ.openapi.operations import OperationComparison
from catalogsite.apis.differ.openapi.versions import Versions
from catalogsite.model.api.change import ApiChange

_NAMES = re.compile(r"\{[^{}]*\}")


def compare_openapi(old: ApiVersion, new: ApiVersion) -> tuple[ApiChange, ...]:
    """The changes of a definition; descriptions, examples and order do not count."""
    versions = Versions(old, new)
    try:
        versions.compare_servers()
        versions.compare_schemes()
        before, after = (list(operations_of(one)) for one in versions.documents)
        compare_operations(versions, before, after)
    except TooMuch:
        return (*versions.differences.changes(), too_much())
    return versions.differences.changes()


def compare_operations(
    versions: Versions, old: Iterable[Operation], new: Iterable[Operation]
) -> None:
    """Note what became of each operation."""
    compare = OperationComparison(versions)
    before, after = ({one.key: one for one in ones} for ones in (old, new))
    pairs = {key: key for key in before if key in after}
    renamed = {_nameless(key): key for key in after if key not in pairs}
    for key in before:
        if key not in pairs and (other := renamed.pop(_nameless(key), None)) is not None:
            pairs[key] = other
    for key, other in pairs.items():
        compare.changed(before[key], after[other])
    for key, operation in before.items():
        if key not in pairs:
            compare.removed(operation)
    kept = set(pairs.values())
    for key, operation in after.items():
        if key not in kept:
            compare.added(operation)


def _nameless(key: OperationKey) -> OperationKey:
    """The key without the names of the parts of the path."""
    return key._replace(path=_NAMES.sub("{}", key.path))
