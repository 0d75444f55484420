"""One object of a provider's response, whose values are read by path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalogsite.collectors.provider_json import Response


@dataclass(frozen=True, slots=True)
class Item:
    """An object at a place of a response; a path is a key, or keys such as `commit.title`.

    A value of another type is noted by the response and left out.
    """

    response: Response
    value: Mapping[str, Any]
    place: str = ""

    def text(self, path: str) -> str | None:
        """An optional text; None for an empty one."""
        return self.response.text(*self._at(path)) or None

    def required(self, path: str) -> str | None:
        """A text; None, and a note, for an empty one or none."""
        return self.response.required_text(*self._at(path))

    def time(self, path: str) -> str | None:
        """An optional ISO 8601 time with a time zone."""
        return self.response.time(*self._at(path))

    def number(self, path: str) -> float | None:
        """An optional number that is not negative."""
        return self.response.number(*self._at(path))

    def whole(self, path: str) -> int | None:
        """An optional whole number from 0 to 2^63 - 1."""
        item, key, place = self._at(path)
        return None if item.get(key) is None else self.response.whole(item, key, place)

    def flag(self, path: str) -> bool:
        """An optional boolean; false where it is absent."""
        return self.response.flag(*self._at(path))

    def inner(self, path: str) -> Item:
        """An optional object; empty where it is absent."""
        item, key, place = self._at(path)
        return Item(
            self.response, self.response.optional_object(item, key, place), _join(place, key)
        )

    def items(self, path: str) -> Iterator[Item]:
        """Every object of an optional list."""
        item, key, place = self._at(path)
        listed = self.response.optional_list(item, key, place)
        for inner, value in self.response.objects(listed, _join(place, key)):
            yield Item(self.response, value, inner)

    def members(self, path: str) -> Iterator[tuple[str, Item]]:
        """Every object of an optional object, by its key, which may hold anything."""
        named = self.inner(path)
        for key in named.value:
            value = self.response.optional_object(named.value, key, named.place)
            yield key, Item(self.response, value, _join(named.place, key))

    def words(self, path: str) -> dict[str, str]:
        """Every text of an optional object, by its key, such as labels."""
        named = self.inner(path)
        found = ((key, self.response.text(named.value, key, named.place)) for key in named.value)
        return {key: text for key, text in found if text is not None}

    def texts(self, path: str) -> tuple[str, ...]:
        """An optional list of texts."""
        return self.response.texts(*self._at(path))

    def each(self, path: str) -> Iterator[Item]:
        """Every object at a path that leads through lists: `builds[].jobs[]`."""
        key, _, rest = path.partition(".")
        if key.endswith("[]"):
            found = self.items(key.removesuffix("[]"))
        else:
            found = filter(_has_value, [self.inner(key)])
        for one in found:
            yield from one.each(rest) if rest else [one]

    def first(self, path: str) -> str | None:
        """The first text at a path that leads through lists: `actions[].name`."""
        outer, _, key = path.rpartition(".")
        return next(filter(None, (one.text(key) for one in self.each(outer))), None)

    def need_items(self, path: str) -> Iterator[Item]:
        """Every object of a list; an empty path is the response. Raises ProviderError without one."""
        item, key, place = self._at(path)
        listed = self.response.need_list(item.get(key), _join(place, key))
        for inner, value in self.response.objects(listed, _join(place, key)):
            yield Item(self.response, value, inner)

    def _at(self, path: str) -> tuple[Mapping[str, Any], str, str]:
        *outer, key = path.split(".")
        item, place = self.value, self.place
        for name in outer:
            item = self.response.optional_object(item, name, place)
            place = _join(place, name)
        return item, key, place


def given(**fields: Any) -> dict[str, Any]:
    """The fields that say something: no null and no empty list stands in a snapshot."""
    return {name: value for name, value in fields.items() if value is not None and value != ()}


def _has_value(item: Item) -> bool:
    return bool(item.value)


def _join(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key
