"""The base of all values that the rooms hand to each other, and the text that they hold."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Strict

from catalogsite.model.text.unicode import replace_surrogates


class Value(BaseModel):
    """Base of all values: frozen, closed, and the same under both names of an aliased field."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


def _encodable(text: str) -> str:
    if text.isascii():
        return text
    replaced: str = replace_surrogates(text)
    return replaced


def _not_empty(text: str) -> str:
    if not text:
        raise ValueError("must not be empty")
    return text


Text = Annotated[str, AfterValidator(_encodable)]
"""Text of a provider; half of a surrogate pair is replaced, because no file can hold it."""

Name = Annotated[str, Strict(), AfterValidator(_not_empty), AfterValidator(_encodable)]
"""Text that is not empty; bytes are refused."""
