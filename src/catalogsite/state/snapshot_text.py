"""The text of a snapshot: a JSON object with a line for each member, so that one can be replaced."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from catalogsite.model.snapshot import Snapshot
from catalogsite.state.packed_members import PACKED, text_of_values

_START, _NEXT, _END = b"{", b",\n", b"}"
_NAMES = {field.alias or name: name for name, field in Snapshot.model_fields.items()}
"""The fields by the name of their member."""


def snapshot_text(snapshot: Snapshot) -> Iterator[bytes]:
    """The text of a snapshot in parts: at no time all of it is in memory."""
    yield from text_of_members(members_of(snapshot, _NAMES))


def members_of(snapshot: Snapshot, names: Iterable[str]) -> Iterator[bytes]:
    """The members of these names, each as `"name":value`; none of those that are None."""
    serializer = type(snapshot).__pydantic_serializer__
    for name in names:
        value = getattr(snapshot, _NAMES[name])
        if name in PACKED:
            yield b'"%b":%b' % (name.encode(), text_of_values(value))
            continue
        text = serializer.to_json(
            snapshot, include={_NAMES[name]}, by_alias=True, exclude_none=True
        )
        if len(text) > len(_START + _END):
            yield text[len(_START) : -len(_END)]


def text_of_members(members: Iterable[bytes]) -> Iterator[bytes]:
    """The text of an object with these members, in parts."""
    before = _START
    for member in members:
        yield before
        yield member
        before = _NEXT
    yield _END


def split_members(text: bytes) -> dict[str, bytes] | None:
    """The members of a text as `members_of` gives them, by name; None for a text of another form."""
    if not (text.startswith(_START) and text.endswith(_END)):
        return None
    # No line break is in a value: JSON writes those of texts as `\n`.
    *lines, last = text[len(_START) : -len(_END)].split(_NEXT[-1:])
    if not all(line.endswith(_NEXT[:1]) for line in lines):
        return None
    members = {name_of(one): one for one in (*(line[:-1] for line in lines), last)}
    # A name that is there twice is one of a deeper object.
    known = members.keys() <= _NAMES.keys() and len(members) == len(lines) + 1
    return members if known else None


def with_members(members: Mapping[str, bytes], replaced: Collection[bytes]) -> list[bytes]:
    """The members with others in the place of those of the same name, in the order of a snapshot."""
    every = {**members, **{name_of(one): one for one in replaced}}
    return [every[name] for name in _NAMES if name in every]


def name_of(member: bytes) -> str:
    """The name of a member as `members_of` gives it; empty for a line that is none."""
    return member[1 : max(1, member.find(b'":', 1))].decode(errors="replace")
