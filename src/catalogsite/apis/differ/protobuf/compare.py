"""What changed between two versions of .proto files."""

from __future__ import annotations

from itertools import chain, islice

from catalogsite.apis.differ.api_version import ApiVersion
from catalogsite.apis.differ.protobuf.services import file_changes, service_changes
from catalogsite.apis.differ.protobuf.types import type_changes
from catalogsite.apis.differ.protobuf.version import declared
from catalogsite.apis.differ.worded_changes import MOST_CHANGES
from catalogsite.model.api.change import ApiChange


def compare_protobuf(old: ApiVersion, new: ApiVersion) -> tuple[ApiChange, ...]:
    """The changes, at most 2,000; a type that moves to another file does not change."""
    was, now = declared(old), declared(new)
    found = chain(file_changes(was, now), service_changes(was, now), type_changes(was, now))
    return tuple(islice(found, MOST_CHANGES))
