"""The types of fields that several kinds of facts share."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, Strict

from catalogsite.model.text.unicode import replace_surrogates


def _finite(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"expected a number, got {type(value).__name__}")  # noqa: TRY004  (pydantic's)
    try:
        finite = math.isfinite(float(value))
    except OverflowError:
        finite = False
    if not finite:
        raise ValueError("must be a finite number")
    return value


def _finite_or_text(value: object) -> object:
    return replace_surrogates(value) if isinstance(value, str) else _finite(value)


Number = Annotated[int | float, BeforeValidator(_finite)]
"""A finite number; texts and booleans are refused."""

NumberOrText = Annotated[int | float | str, BeforeValidator(_finite_or_text)]
"""A finite number or a text."""

Count = Annotated[int, Strict(), Field(ge=0, le=2**63 - 1)]
"""A whole number that is not negative."""


def _as_text(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _checked_time(text: str) -> str:
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("must be an ISO 8601 time such as 2026-01-31T22:05:11Z") from None
    if parsed.tzinfo is None:
        raise ValueError("must have a time zone, as in 2026-01-31T22:05:11Z")
    return text


IsoTime = Annotated[str, BeforeValidator(_as_text), AfterValidator(_checked_time)]
"""An ISO 8601 time with a time zone, kept as the provider wrote it."""


def parsed_time(text: str | None) -> datetime | None:
    """The moment of an IsoTime."""
    return datetime.fromisoformat(text) if text is not None else None


def is_iso_time(text: str) -> bool:
    """Whether an IsoTime can hold the text."""
    try:
        _checked_time(text)
    except ValueError:
        return False
    return True
