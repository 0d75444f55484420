"""The values of plain scalars under `%YAML 1.1`: more numbers, more booleans, and dates."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta

_WORDS: dict[str, bool] = {
    **{word: True for base in ("y", "yes", "on") for word in (base, base.title(), base.upper())},
    **{word: False for base in ("n", "no", "off") for word in (base, base.title(), base.upper())},
}
_INTEGERS = (
    (2, re.compile(r"([-+]?)0b([0-1_]+)")),
    (8, re.compile(r"([-+]?)0([0-7_]+)")),
    (10, re.compile(r"([-+]?)([0-9][0-9_]*)")),
    (16, re.compile(r"([-+]?)0x([0-9a-fA-F_]+)")),
)
_FLOAT = re.compile(r"[-+]?(?:[0-9][0-9_]*)?(?:(?:\.[0-9_]*)?[eE][-+]?[0-9]+|\.[0-9_]*)")
_TIME = re.compile(r"([-+]?)([0-9][0-9_]*(?::[0-5]?[0-9])+)(\.[0-9_]*)?")
_TIMESTAMP = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:(?:t|T|[ \t]+)(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d+))?"
    r"(?:[ \t]*(Z|[-+][012]?\d(?::\d{2})?))?)?",
    re.ASCII,
)
_MOST_HOURS = 30
_LONGEST = 400


def yaml11_value(text: str) -> str | bool | float | None:
    """The value of a plain scalar that YAML 1.1 reads differently from 1.2; None for any other."""
    if len(text) > _LONGEST:
        return None
    if text in _WORDS:
        return _WORDS[text]
    for base, pattern in _INTEGERS:
        if found := pattern.fullmatch(text):
            digits = found[2].replace("_", "")
            return (-1 if found[1] == "-" else 1) * int(digits, base) if digits else math.nan
    if _FLOAT.fullmatch(text):
        return _float(text)
    if _TIME.fullmatch(text):
        return _sexagesimal(text)
    return timestamp(text)


class Moment(str):
    """A date as JSON writes it. Two of them are never the same mapping key, even if equal."""

    __slots__ = ()


def timestamp(text: str) -> Moment | None:
    """A date, with or without a time, as JSON writes it; None for any other text."""
    found = _TIMESTAMP.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    milliseconds = int(f"{found[7] or ''}000"[:3])
    years, month = divmod(month - 1, 12)
    try:
        moment = datetime(year + years, month + 1, 1, tzinfo=UTC) + timedelta(
            days=day - 1, hours=hour, minutes=minute, seconds=second, milliseconds=milliseconds
        )
        moment -= timedelta(minutes=_zone(found[8]))
    except (ValueError, OverflowError):
        return None
    return Moment(f"{moment.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z")


def _zone(text: str | None) -> float:
    if not text or text == "Z":
        return 0
    offset = _sexagesimal(text)
    return offset * 60 if abs(offset) < _MOST_HOURS else offset


def _float(text: str) -> float:
    try:
        return float(text.replace("_", ""))
    except ValueError:
        return math.nan


def _sexagesimal(text: str) -> float:
    total: float = 0
    for part in text.lstrip("+-").replace("_", "").split(":"):
        total = total * 60 + (float(part) if "." in part else int(part))
    return -total if text.startswith("-") else total
