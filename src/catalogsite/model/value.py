"""The base of all values that the rooms hand to each other and that a snapshot can hold."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """Base of all values: frozen, closed, and the same under both names of an aliased field."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
