"""The changes between two versions of a definition, each with what it means for consumers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from catalogsite.model.api.api import ApiFormat, ApiModel
from catalogsite.model.api.change import ApiChange


class ApiVersion(NamedTuple):
    """One version of a definition: its model, and the texts of its files, whose first is the root."""

    model: ApiModel
    files: Mapping[str, str]


Compare = Callable[[ApiVersion, ApiVersion], tuple[ApiChange, ...]]

_COMPARE: dict[ApiFormat, Compare] = {}


def compare_apis(old: ApiVersion, new: ApiVersion) -> tuple[ApiChange, ...]:
    """What changed, the breaking changes first; nothing where the format itself is another one."""
    compare = _COMPARE.get(new.model.format)
    if compare is None or old.model.format != new.model.format:
        return ()
    order = {"breaking": 0, "maybe": 1, "safe": 2}
    return tuple(sorted(compare(old, new), key=lambda one: order[one.impact]))
