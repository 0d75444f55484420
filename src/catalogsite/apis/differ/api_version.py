"""One version of the definition of an API, and the function that compares two."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from catalogsite.model.api.api import ApiModel
from catalogsite.model.api.change import ApiChange


class ApiVersion(NamedTuple):
    """One version of a definition: its model, and the texts of its files, whose first is the root."""

    model: ApiModel
    files: Mapping[str, str]


Compare = Callable[[ApiVersion, ApiVersion], tuple[ApiChange, ...]]
