"""Reads the JSON of a provider's response, and notes what has another shape than its API describes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalogsite.errors import ProviderError
from catalogsite.model.facts.fields import is_iso_time
from catalogsite.model.source_run import Failure
from catalogsite.network.json_types import mismatch

_MOST_WARNINGS = 5
_LONGEST_WARNING = 300


class Response:
    """One response of a provider; `url` is its address, `provider` the name of the API.

    A place is the path of a value in the response, such as `data.groups[0].rules`. What is needed
    to read on raises ProviderError; any other value of another type is noted and left out.
    """

    def __init__(self, url: str, provider: str) -> None:
        self._url = url
        self._provider = provider
        self._notes: list[str] = []
        self._warnings: tuple[str, ...] = ()

    def need_object(self, value: object, place: str) -> Mapping[str, Any]:
        """An object. Raises ProviderError."""
        if not isinstance(value, dict):
            raise self._error("an object", place, value)
        return value

    def need_list(self, value: object, place: str) -> list[Any]:
        """A list. Raises ProviderError."""
        if not isinstance(value, list):
            raise self._error("a list", place, value)
        return value

    def need_one_of(self, value: object, words: tuple[str, ...], place: str) -> str:
        """One of a few words. Raises ProviderError."""
        if not isinstance(value, str) or value not in words:
            raise self._error(" or ".join(f'"{word}"' for word in words), place, value)
        return value

    def objects(self, items: object, place: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The place and value of each object of a list; what is no list or object is noted."""
        if not isinstance(items, list):
            self.note("a list", place, items)
            return
        for number, item in enumerate(items):
            if isinstance(item, dict):
                yield f"{place}[{number}]", item
            else:
                self.note("an object", f"{place}[{number}]", item)

    def optional_object(self, item: Mapping[str, Any], key: str, place: str) -> Mapping[str, Any]:
        """An optional object; empty where it is absent."""
        found = self._optional(item, key, place, dict, "an object")
        return found if isinstance(found, dict) else {}

    def optional_list(self, item: Mapping[str, Any], key: str, place: str) -> list[Any]:
        """An optional list; empty where it is absent."""
        found = self._optional(item, key, place, list, "a list")
        return found if isinstance(found, list) else []

    def texts(self, item: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
        """An optional list of texts."""
        found = []
        for number, value in enumerate(self.optional_list(item, key, place)):
            if isinstance(value, str):
                found.append(value)
            else:
                self.note("a text", f"{place}.{key}[{number}]", value)
        return tuple(found)

    def text(self, item: Mapping[str, Any], key: str, place: str) -> str | None:
        """An optional text."""
        found = self._optional(item, key, place, str, "a text")
        return found if isinstance(found, str) else None

    def required_text(self, item: Mapping[str, Any], key: str, place: str) -> str | None:
        """A text; None, and a note, for an empty one too."""
        value = item.get(key)
        if isinstance(value, str) and value:
            return value
        self.note("a text", f"{place}.{key}", value)
        return None

    def time(self, item: Mapping[str, Any], key: str, place: str) -> str | None:
        """An optional ISO 8601 time with a time zone, as the provider wrote it."""
        text = self.text(item, key, place)
        return text if text is not None and is_iso_time(text) else None

    def flag(self, item: Mapping[str, Any], key: str, place: str) -> bool:
        """An optional boolean; false where it is absent."""
        return bool(self._optional(item, key, place, bool, "a boolean"))

    def whole(self, item: Mapping[str, Any], key: str, place: str) -> int | None:
        """A required whole number from 0 to 2^63 - 1, as ids and numbers of runs are."""
        value = item.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63:
            return value
        self.note("a whole number", f"{place}.{key}", value)
        return None

    def number(self, item: Mapping[str, Any], key: str, place: str) -> float | None:
        """An optional number that is not negative, such as a duration."""
        value = item.get(key)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 2**53:
            return value
        self.note("a number", f"{place}.{key}", value)
        return None

    def note(self, expected: str, place: str, value: object) -> None:
        """Note that the value at a place is not what was expected."""
        self._notes.append(mismatch(expected, place.lstrip("."), value))

    def warn(self, warnings: tuple[str, ...]) -> None:
        """Keep the warnings with which the provider says that its response is incomplete."""
        self._warnings = tuple(dict.fromkeys(filter(None, map(_one_line, warnings))))

    def failure(self, source: str, subjects: tuple[str, ...], about: str) -> Failure | None:
        """The failure that names the warnings and the first of the noted places; None without any."""
        found = [*self._incomplete(), *self._wrong()]
        if not found:
            return None
        return Failure.about(
            about,
            "; ".join(found),
            source=source,
            fix=self._fix if self._notes else f"look at the log of {self._provider}",
            url=self._url,
            subjects=subjects,
        )

    def _incomplete(self) -> Iterator[str]:
        if self._warnings:
            more = len(self._warnings) - _MOST_WARNINGS
            others = f", and {more} more" if more > 0 else ""
            yield f"incomplete response: {', '.join(self._warnings[:_MOST_WARNINGS])}{others}"

    def _wrong(self) -> Iterator[str]:
        if self._notes:
            more = len(self._notes) - 1
            yield self._notes[0] + (f", and {more} more of another shape" if more else "")

    def _optional(
        self, item: Mapping[str, Any], key: str, place: str, type_: type, expected: str
    ) -> object:
        value = item.get(key)
        if value is None or isinstance(value, type_):
            return value
        self.note(expected, f"{place}.{key}", value)
        return None

    def _error(self, expected: str, place: str, value: object) -> ProviderError:
        return ProviderError(mismatch(expected, place, value), where=self._url, fix=self._fix)

    @property
    def _fix(self) -> str:
        return f"check that the address is that of {self._provider}"


def _one_line(warning: str) -> str:
    line = " ".join(warning.split())
    return line if len(line) <= _LONGEST_WARNING else line[: _LONGEST_WARNING - 1] + "…"
