"""The changes of all API definitions between two snapshots."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pydantic import ValidationError

from catalogsite.apis.differ.compare import ApiVersion, compare_apis
from catalogsite.apis.differ.worded_changes import change
from catalogsite.errors import StoreError
from catalogsite.model.api.api import ApiDefinition, ApiModel
from catalogsite.model.api.change import ApiChange
from catalogsite.model.snapshot import Snapshot

Blob = Callable[[str], bytes]
"""Gives an object of the content store by its hash. Raises StoreError where there is none."""

_WHOLE = "the definition"
_NO_RENAMES: Mapping[str, str] = {}


def api_changes(
    old: Snapshot, new: Snapshot, blob: Blob, renames: Mapping[str, str] = _NO_RENAMES
) -> dict[str, tuple[ApiChange, ...]]:
    """The changes of each API that both snapshots have and that changed, by its new reference.

    `renames` gives the new reference by the old one.
    """
    found = {}
    for ref, before in old.definitions.items():
        name = renames.get(ref, ref)
        after = new.definitions.get(name)
        if after is not None and (changes := definition_changes(before, after, blob)):
            found[name] = changes
    return dict(sorted(found.items()))


def definition_changes(old: ApiDefinition, new: ApiDefinition, blob: Blob) -> tuple[ApiChange, ...]:
    """The changes between two versions of one definition.

    Of versions that cannot be compared, one change says so; of two that no reader knows, nothing.
    """
    if old.files == new.files or not (old.model or new.model):
        return ()
    if not old.model or not new.model:
        rule = "definition-readable" if new.model else "definition-unreadable"
        return (change(rule, _WHOLE, "", None),)
    if old.format != new.format:
        return (change("definition-format-changed", _WHOLE, "", None, old.format, new.format),)
    try:
        return compare_apis(_version(old, blob), _version(new, blob))
    except (StoreError, ValidationError, RecursionError):
        return (change("not-compared", _WHOLE, "", None),)


def _version(definition: ApiDefinition, blob: Blob) -> ApiVersion:
    model = ApiModel.model_validate_json(blob(definition.model))
    texts = {
        path: blob(digest).decode("utf-8", errors="replace")
        for path, digest in definition.files.items()
    }
    return ApiVersion(model, texts)
