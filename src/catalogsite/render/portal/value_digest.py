"""Digests of values, by which two builds compare what their outputs were made from."""

from __future__ import annotations

import hashlib

from pydantic import BaseModel

from catalogsite.model.fact import FACT_ADAPTER, Fact
from catalogsite.model.packed.entities import PackedEntities
from catalogsite.model.packed.mapping import PackedMapping

UTF_8 = ("utf-8", "surrogatepass")
"""The encoding of texts that are digested: crawled text may hold half of a surrogate pair."""


_PLAIN = frozenset({str, bool, int, type(None)})
"""Types of values whose `repr` is their content."""


def value_digest(*values: object) -> int:
    """A hash of 64 bits of the content of values, the same in every process.

    Raises TypeError for a value of which only the place in memory is known.
    """
    return bytes_digest("\0".join(map(_text, values)).encode(*UTF_8))


def bytes_digest(content: bytes) -> int:
    """A hash of 64 bits of bytes."""
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest())


def _text(value: object) -> str:
    if type(value) in _PLAIN:
        return repr(value)
    if isinstance(value, BaseModel):
        return value.model_dump_json()
    if isinstance(value, Fact):
        return FACT_ADAPTER.dump_json(value).decode()
    if isinstance(value, (tuple, list)) and value and isinstance(value[0], (BaseModel, Fact, dict)):
        return f"({','.join(map(_text, value))})"
    if isinstance(value, dict) and value and isinstance(next(iter(value.values())), BaseModel):
        return f"{{{','.join(f'{key!r}:{_text(item)}' for key, item in value.items())}}}"
    if isinstance(value, PackedEntities | PackedMapping):
        return value.packed.text.decode(*UTF_8)
    if type(value).__repr__ is object.__repr__:
        raise TypeError(f"{type(value).__name__} has no text of its content")
    # Of plain data, and right for models deeper in it.
    return repr(value)
