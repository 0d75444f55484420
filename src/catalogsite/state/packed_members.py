"""Members of the text of a snapshot, packed: each value is validated, and none is kept decoded."""

from __future__ import annotations

import io
import json
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from pydantic_core import from_json, to_json

from catalogsite.model.entity import EntityData, Origin, ref_of
from catalogsite.model.packed.entities import PackedEntities
from catalogsite.model.packed.mapping import PackedMapping
from catalogsite.model.packed.texts import PackedTexts
from catalogsite.model.scorecard import Score
from catalogsite.model.snapshot import stitched
from catalogsite.model.value import Value

_V = TypeVar("_V")

_WINDOW = 1 << 16
_FINITE = partial(from_json, allow_inf_nan=False)
_DECODER = json.JSONDecoder()
_MODELS: Mapping[str, type[Origin | Score]] = {"origins": Origin, "scores": Score}
PACKED = frozenset({"entities", *_MODELS})
"""The members that are packed."""


def packed_members(members: Mapping[str, bytes]) -> dict[str, Any] | None:
    """The fields of a snapshot that are packed, by name; None where a member is not as it is written.

    Each member is `"name":value`, as `split_members` gives it. Members that are missing are missing
    in the result too.
    """
    names: dict[str, str] = {}
    found: dict[str, Any] = {}
    try:
        for name in PACKED & members.keys():
            text = members[name].partition(b":")[2]
            if name == "entities":
                found[name] = _entities(text, names)
            else:
                found[name] = _mapping(text, _MODELS[name].model_validate_json, names)
    except (ValueError, TypeError, RecursionError):
        return None
    return found


def text_of_values(values: Sequence[EntityData] | Mapping[str, Value]) -> bytes:
    """The JSON of a member that is packed when it is read, or is now: one value after the other.

    As pydantic would write it, which needs a second copy of all values.
    """
    if isinstance(values, PackedEntities | PackedMapping):
        return values.packed.text
    text = io.BytesIO()
    is_object = isinstance(values, Mapping)
    text.write(b"{" if is_object else b"[")
    between = b""
    for part in _model_texts(values) if isinstance(values, Mapping) else map(_json, values):
        text.write(between)
        text.write(part)
        between = b","
    text.write(b"}" if is_object else b"]")
    return text.getvalue()


def _model_texts(models: Mapping[str, Value]) -> Iterator[bytes]:
    for key, model in models.items():
        serializer = type(model).__pydantic_serializer__
        yield to_json(key) + b":" + serializer.to_json(model, by_alias=True, exclude_none=True)


def _json(entity: EntityData) -> bytes:
    return to_json(entity, inf_nan_mode="null")


def _entities(text: bytes, names: dict[str, str]) -> PackedEntities:
    refs: list[str] = []
    starts, ends = array("Q"), array("Q")
    place, last = _inside(text, b"[]")
    while place < last:
        entity, end = _value(text, place, last, b'},{"apiVersion":', _entity)
        ref = ref_of(entity)
        refs.append(names.setdefault(ref, ref))
        starts.append(place)
        ends.append(end)
        place = _after(text, end, last)
    return PackedEntities(PackedTexts(text, starts, ends, _FINITE), tuple(refs))


def _mapping(
    text: bytes, decode: Callable[[bytes], _V], names: dict[str, str]
) -> PackedMapping[_V]:
    numbers: dict[str, int] = {}
    starts, ends = array("Q"), array("Q")
    place, last = _inside(text, b"{}")
    while place < last:
        colon = text.index(b'":', place, last) + 1
        key = from_json(text[place:colon])
        _, end = _value(text, colon + 1, last, b'},"', decode)
        numbers[names.setdefault(key, key)] = len(starts)
        starts.append(colon + 1)
        ends.append(end)
        place = _after(text, end, last)
    return PackedMapping(PackedTexts(text, starts, ends, decode), numbers)


def _entity(text: bytes) -> EntityData:
    found = _FINITE(text)
    if not isinstance(found, dict):
        raise TypeError("an entity must be an object")
    return stitched(found)


def _inside(text: bytes, ends: bytes) -> tuple[int, int]:
    if not (text.startswith(ends[:1]) and text.endswith(ends[1:])):
        raise ValueError("not written by a snapshot")
    return 1, len(text) - 1


def _after(text: bytes, end: int, last: int) -> int:
    """Where the next value begins."""
    if end < last and (text[end : end + 1] != b"," or end + 1 == last):
        raise ValueError("not written by a snapshot")
    return end + 1


def _value(
    text: bytes, start: int, last: int, between: bytes, decode: Callable[[bytes], _V]
) -> tuple[_V, int]:
    """The object that begins at `start`, and its end: most are followed by `between`.

    What is between the two is a value of JSON by itself, so the guess cannot be wrong.
    """
    # Only so far: an object of another form would cost a look at all that follows.
    guess = text.find(between, start, min(start + _WINDOW, last))
    if guess >= 0:
        with suppress(ValueError):
            return decode(text[start : guess + 1]), guess + 1
    end = _end(text, start, last)
    return decode(text[start:end]), end


def _end(text: bytes, start: int, last: int) -> int:
    """The end of the object that begins at `start`."""
    size = _WINDOW
    while True:
        # In Latin-1 each byte is a character, and none but its own is a bracket or a quote.
        window = text[start : min(start + size, last)].decode("latin-1")
        try:
            return start + _DECODER.raw_decode(window)[1]
        except ValueError:
            if start + size >= last:
                raise
            size *= 4
